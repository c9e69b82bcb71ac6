"""What goes round of what arose: on the page, and as targets are judged by it; unknown as long as one number is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Contact
from lianzhang.kernel.metrics import Ask, Row, Scope, get_metric, withheld_rows
from lianzhang.plans.evaluating import Run
from lianzhang.plans.models import Observation, Source
from lianzhang.registry.models import Coverage
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.work.models import ReportState

from .flows_world import QUARTER, FlowCity
from .world import YEAR

pytestmark = pytest.mark.django_db
CLOSED, TURNED, SITES = "supply.closed_share", "supply.turned_share", "supply.balanced_sites"
DAYS = {"period_start": date(YEAR, 1, 1), "period_end": date(YEAR, 12, 31)}


@pytest.fixture
def city() -> FlowCity:
    made = FlowCity()
    made.steel.arising = "废钢产生量"
    made.steel.save()
    Coverage.objects.create(city=made.region, register="flows", declared_by=made.office, **DAYS)
    return made


def arose(city: FlowCity, value: str, unit: str = "吨", **more: Any) -> Observation:
    source, _ = Source.objects.get_or_create(plan=city.plan, code="bureau", defaults={"title": "统计公报"})
    given = {"plan": city.plan, "relation": "context", "quantity": "废钢产生量", "date": DAYS["period_end"]}
    given |= {"value": Decimal(value), "unit": unit, "nature": "flow", "source": source}
    given |= DAYS | {"entered_by": city.office}
    return Observation.objects.create(**given | {"state": ReportState.CONFIRMED} | more)


def told(city: FlowCity, name: str, item: str = "steel") -> list[Decimal]:
    target = city.world.target(code=f"loop-{name[7:]}-{item}", metric=name, params={"item": item})
    target.starts, target.due, target.window = date(YEAR, 1, 1), date(YEAR + 1, 12, 31), "year"
    ask = Ask(target, date(YEAR + 1, 6, 30), Scope(), "%", {"item": item}, Run(city.plan).shared)
    points = get_metric(name).function(ask).points
    target.delete()
    return [each.nominal for each in points]


def test_the_share_of_what_arose(city: FlowCity) -> None:
    """Of 1000 taken in 900 became product, so of the local 800 720; 1.2 thousand tonnes arose."""
    city.checked()
    assert told(city, CLOSED) == []
    arose(city, "0.12", "万吨")
    assert told(city, CLOSED) == [Decimal("60.00")]
    assert told(city, TURNED) == [Decimal("90.00")]
    assert told(city, SITES) == [1]


def test_two_sources_that_disagree_say_nothing_until_one_is_preferred(city: FlowCity) -> None:
    city.checked()
    arose(city, "1200")
    other = arose(city, "1440")
    assert told(city, CLOSED) == []
    Observation.objects.filter(pk=other.pk).update(preferred=True, preference_reason="统计局")
    assert told(city, CLOSED) == [Decimal("50.00")]


@pytest.mark.parametrize("more", [{"state": "draft"}, {"scope_text": "东区"}, {"unit": "家"}, QUARTER])
def test_what_is_no_figure_of_the_city_and_year_is_none(city: FlowCity, more: dict[str, Any]) -> None:
    city.checked()
    arose(city, "1200", **more)
    assert told(city, CLOSED) == []


def test_one_report_that_waits_or_is_unknown_leaves_the_share_open(city: FlowCity) -> None:
    arose(city, "3000")
    city.checked()
    row = city.flow(city.office, enterprise=city.supplier)
    assert (told(city, CLOSED), told(city, TURNED), told(city, SITES)) == ([], [], [1])
    MaterialFlow.objects.filter(pk=row.pk).update(state=FlowState.CHECKED, product=None)
    assert told(city, CLOSED) == []
    assert told(city, SITES) == [1]


def test_more_product_than_arose_is_a_contradiction_and_no_share(city: FlowCity) -> None:
    city.checked()
    arose(city, "500")
    assert told(city, CLOSED) == []
    assert "两边的数有矛盾" in page(city.office)


def test_a_complete_year_without_reports_closed_nothing(city: FlowCity) -> None:
    arose(city, "1200")
    assert (told(city, CLOSED), told(city, TURNED), told(city, SITES)) == ([0], [], [0])


def test_units_that_differ_add_up_to_nothing(city: FlowCity) -> None:
    city.battery.unit = "只"
    city.battery.save()
    city.checked()
    assert told(city, TURNED, "") == []
    assert told(city, TURNED) == [Decimal("90.00")]


def test_nobody_outside_is_told_what_fewer_than_three_firms_come_to(city: FlowCity) -> None:
    rows = [Row("material_flow", city.flow(city.office, enterprise=firm).pk) for firm in (city.anchor, city.supplier)]
    assert withheld_rows(city.region.pk, rows) == set(rows)
    rows.append(Row("material_flow", city.flow(city.office, enterprise=city.rival).pk))
    assert withheld_rows(city.region.pk, rows) == set()


# --- the page
def page(user: User, address: str = "/supply/flows/") -> str:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return "".join(client.get(address).content.decode().split())


def test_the_page_says_whom_to_ask_first_and_asks_by_one_press(city: FlowCity) -> None:
    Contact.objects.create(enterprise=city.anchor, post="统计岗", phone="0710-3000000")
    row = city.flow(product=Decimal(700))
    city.flow(city.office, enterprise=city.supplier, product=Decimal(850))
    shown = page(city.office)
    assert "2份说不清去向，先问" in shown
    assert shown.index(row.enterprise.name) < shown.index(city.supplier.name)
    assert "220吨说不清去向。问统计岗。" in shown
    client = Client()
    client.force_login(User.objects.get(pk=city.office.pk))
    assert client.post(f"/supply/flows/{row.pk}/ask/", {"version": row.version}).status_code == 302
    shown = page(city.office)
    assert "请企业说明，等回话" in shown
    assert "还有220吨说不清去向" in page(city.anchor_account, f"/supply/flows/{row.pk}/")
    assert "请说明物料的去向" in page(city.anchor_account, "/")


def test_who_reads_only_sees_no_button(city: FlowCity) -> None:
    row = city.flow(product=Decimal(700))
    assert f"/supply/flows/{row.pk}/ask/" in page(city.office)
    for by in (city.member, city.district, city.anchor_account):
        assert f"/supply/flows/{row.pk}/ask/" not in page(by)


def test_the_share_of_what_arose_is_told_to_who_sees_the_whole_city(city: FlowCity) -> None:
    city.checked()
    arose(city, "1200")
    for by in (city.office, city.member):
        assert "本地产生1,200吨，闭环60.0%" in page(by)
    for by in (city.district, city.anchor_account):
        shown = page(by)
        assert "闭环60.0%" not in shown
        assert "这里只有您看得到的企业" in shown
