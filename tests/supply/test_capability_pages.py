"""Pages of what firms can make: who reads, who writes, and whom a firm serves is told to its own alone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.records.api import add_attachment
from lianzhang.supply.models import Capability
from tests.papers import PDF

from .world import SupplyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
SERVED = "江北某整车厂"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> SupplyCity:
    settings.VAR = tmp_path
    return SupplyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def typed(**more: Any) -> dict[str, Any]:
    given = {"text": "镁合金压铸", "product": "铝压铸件", "capacity": "100", "free": "20", "unit": "吨"}
    return given | {"certificates": "", "equipment": "", "customers": SERVED, "source": "企业填报"} | more


def test_a_firm_writes_what_it_can_make_changes_and_takes_it_back(city: SupplyCity) -> None:
    client = client_of(city.supplier_account)
    answer = client.post("/supply/capabilities/new/", typed(published="on"))
    row = Capability.objects.get()
    assert answer["Location"] == f"/supply/capabilities/{row.pk}/"
    assert (row.enterprise, row.product, row.free, row.published) == (city.supplier, city.casting, 20, True)
    address = f"/supply/capabilities/{row.pk}"
    assert client.get(f"{address}/change/").status_code == 200
    assert client.post(f"{address}/change/", typed(free="5", version=0)).status_code == 302
    assert client.post(f"{address}/change/", typed(free="6", version=0)).status_code == 409
    answer = client.post(f"{address}/withdraw/", {"version": 1, "reason": "不做了"})
    assert (answer.status_code, Capability.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("能做什么", {"text": ""}),
        ("不能大于年产能", {"free": "200"}),
        ("产品目录里没有", {"product": "火箭"}),
        ("来源", {"source": ""}),
    ],
)
def test_what_cannot_be_is_said_in_words(city: SupplyCity, words: str, given: dict[str, str]) -> None:
    answer = client_of(city.supplier_account).post("/supply/capabilities/new/", typed(**given))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert not Capability.objects.exists()


def test_those_who_answer_for_a_firm_write_for_it_and_nobody_else(city: SupplyCity) -> None:
    for number, by in enumerate((city.office, city.clerk, city.team, city.district)):
        given = typed(firm=city.supplier.name, text=f"压铸{number}")
        assert client_of(by).post("/supply/capabilities/new/", given).status_code == 302
    for by in (city.rival_team, city.other_district):
        given = typed(firm=city.supplier.name, text="压铸")
        assert client_of(by).post("/supply/capabilities/new/", given).status_code in (403, 422)
    for by in (city.bank, city.expert, city.chief):
        assert client_of(by).get("/supply/capabilities/new/").status_code == 403
    assert Capability.objects.count() == 4


def test_whom_a_firm_serves_is_told_to_those_who_answer_for_it_alone(city: SupplyCity) -> None:
    row = city.can_make(customers=SERVED, published=True)
    add_attachment(row=row, name="体系证书.pdf", content=PDF, by=fresh(city.supplier_account))
    told = (city.supplier_account, city.office, city.clerk, city.team, city.district)
    untold = (city.rival_team, city.other_district, city.chief, city.anchor_account, city.rival_account)
    for user, expected in (*((user, True) for user in told), *((user, False) for user in untold)):
        client = client_of(user)
        page = client.get(f"/supply/capabilities/{row.pk}/")
        assert page.status_code == 200
        assert (SERVED in page.text) == expected, user
        content = client.get("/supply/capabilities/export.xlsx").content
        cells = {str(cell) for line in load_workbook(BytesIO(content)).worksheets[0].values for cell in line}
        assert (SERVED in cells) == expected
        found = client.get("/supply/capabilities/", {"q": SERVED}).context["rows"]
        assert found == []  # what is not told is not found by either
    assert "体系证书" not in client_of(city.anchor_account).get(f"/supply/capabilities/{row.pk}/").text
    assert "体系证书" in client_of(city.rival_team).get(f"/supply/capabilities/{row.pk}/").text


def test_another_firm_reads_what_may_be_found_and_nothing_else(city: SupplyCity) -> None:
    hidden, shown = city.can_make(text="秘密工艺"), city.can_make(text="压铸件", published=True)
    client = client_of(city.anchor_account)
    assert client.get("/supply/capabilities/").context["rows"] == [shown]
    assert client.get(f"/supply/capabilities/{hidden.pk}/").status_code == 404
    assert "秘密工艺" not in client.get(f"/supply/capabilities/{shown.pk}/").text
    for user in (city.bank,):
        assert client_of(user).get(f"/supply/capabilities/{shown.pk}/").status_code == 404


def test_the_list_is_narrowed_by_what_stands_in_the_address(city: SupplyCity) -> None:
    own = city.can_make(published=True)
    other = city.can_make(city.rival, text="商用车总装", product=None)
    client = client_of(city.office)
    for asked, found in (
        ({"mine": "published"}, [own]),
        ({"mine": "unmapped"}, [other]),
        ({"mine": "stale"}, []),
        ({"chain": "chain-1"}, [other]),
        ({"product": "casting"}, [own]),
        ({"firm": city.rival.pk}, [other]),
        ({"q": "总装"}, [other]),
    ):
        assert client.get("/supply/capabilities/", asked).context["rows"] == found, asked
    own_list = client_of(city.supplier_account).get("/supply/capabilities/", {"mine": "own"})
    assert own_list.context["rows"] == [own]
