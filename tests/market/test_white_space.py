"""Where nobody asks yet: what each cell says, and that a page of many asks no more of the database than one of few."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianzhang.market.customers.category import category_dossier
from lianzhang.market.customers.white_space import Survey, survey
from lianzhang.market.models import Customer
from tests.acting import at_work
from tests.supply.world import year_of

from .customers_world import CustomerCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> CustomerCity:
    return CustomerCity()


def told(city: CustomerCity, rows: list[Customer] | None = None) -> Survey:
    return survey(fresh(city.office), rows or [city.buyer], timezone.localdate())


def cells(city: CustomerCity) -> dict[str, Any]:
    return {each.category.name: each for line in told(city).lines for each in line.all}


def test_what_a_cell_says(city: CustomerCity) -> None:
    """Able by the product and those beneath it; the buyer itself and firms elsewhere make nothing here."""
    shell = city.product("shell", "壳体", parent=city.casting)
    city.buys("制动软管")
    city.buys("芯片", product=city.chip)
    assert {name: each.state for name, each in cells(city).items()} == {
        "变速箱壳体": "nobody", "制动软管": "unknown", "芯片": "nobody",
    }  # fmt: skip
    city.can_make(product=shell, text="壳体，二十公斤")
    city.can_make(product=city.casting, text="压铸件")
    city.can_make(city.elsewhere, by=city.office, product=city.casting, text="外地压铸")
    cell = cells(city)["变速箱壳体"]
    assert (cell.state, cell.able) == ("white", 1)
    match = city.met()
    assert (cells(city)["变速箱壳体"].state, cells(city)["变速箱壳体"].asked) == ("talks", 1)
    city.take(match, "fail", city.team, ground="price", reason="贵")
    city.take(match.need, "withdraw", city.team, reason="不谈了")
    assert cells(city)["变速箱壳体"].state == "white"
    assert told(city).counts == {"supplied": 0, "talks": 0, "white": 1, "nobody": 1, "unknown": 1}


def test_a_first_order_or_a_confirmed_purchase_makes_it_supplied(city: CustomerCity) -> None:
    city.won()
    assert cells(city)["变速箱壳体"].state == "supplied"
    at_home = city.customer("整车采购部", enterprise=city.anchor, chain=city.chains[0])
    city.buys("壳体", at_home, product=city.casting)
    period = year_of(timezone.localdate().year - 1)
    city.bought(product=city.casting, item="没确认", **period)
    assert told(city, [at_home]).lines[0].all[0].bought is None
    city.confirmed(product=city.casting, **period)
    city.confirmed(item="没归产品", product=None, **period)
    line = told(city, [at_home]).lines[0]
    assert (line.all[0].state, line.unmapped) == ("supplied", 1)
    assert line.all[0].bought == 1200


def test_a_page_of_many_asks_no_more_than_one_of_few(city: CustomerCity) -> None:
    city.can_make(product=city.casting, text="压铸件")

    def asked() -> int:
        rows = list(Customer.objects.filter(city=city.region).select_related("chain", "enterprise"))
        by = fresh(city.office)
        survey(by, rows, timezone.localdate())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            survey(by, rows, timezone.localdate())
        return len(queries)

    few = asked()
    for number in range(30):
        city.buys(f"品类{number}", city.customer(f"客户{number}", group="甲集团"), product=city.casting)
    assert asked() <= few <= 8
    assert sum(len(line.all) for line in told(city, list(Customer.objects.filter(city=city.region))).lines) == 31


def test_its_pages_lead_to_a_need_with_one_click(city: CustomerCity) -> None:
    city.can_make(product=city.casting, text="压铸件")
    client = at_work(city.team)
    page = client.get(reverse("white_space")).content.decode()
    address = f"{reverse('need_new')}?kind=wins&amp;category={city.category.pk}"
    assert address in page
    form = client.get(reverse("need_new"), {"kind": "wins", "category": city.category.pk}).context["form"]
    assert form.initial["title"] == f"给{city.buyer}供{city.category}"
    assert form.initial["customer"] == f"{city.buyer.pk}-{city.category.pk}"
    dossier = category_dossier(city.category, fresh(city.team), timezone.localdate())
    assert (dossier.able, [each.enterprise for each in dossier.makers]) == (1, [city.supplier])
    assert client.get(reverse("customer_category", args=[city.category.pk])).status_code == 200
    for name in ("white_space_export", "customers_export", "ranked_groups_export", "ranked_groups"):
        assert client.get(reverse(name)).status_code == 200
    other = at_work(city.rival_team)
    assert city.buyer.name not in other.get(reverse("white_space")).content.decode()
    assert other.get(reverse("customer_category", args=[city.category.pk])).status_code == 404
