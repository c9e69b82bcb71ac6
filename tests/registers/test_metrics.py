"""Targets judged from the register: only for declared times, only for those who see the whole, each with its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.access.row_policy import SYSTEM
from lianzhang.enterprises.models import AboveScale, Enterprise, ResearchBody
from lianzhang.kernel.metrics import Evidence, Row, Scope, Undeclared
from lianzhang.plans.evaluating import Run, ask_metric, evaluate_target
from lianzhang.plans.models import Target
from lianzhang.registry.models import ChainGroup, HonourKind, Park, Region
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db
AT = date(2023, 12, 31)
YEAR = {"unit": "亿元", "measure": "level", "window": "year", "value": 1}


@pytest.fixture
def city() -> City:
    return City()


def target(city: City, name: str, item: str = "", **more: Any) -> Target:
    params = {"quantity": "q", **({"item": item} if item else {}), **more.pop("params", {})}
    return city.world.target(code=name.replace("_", "-"), metric=f"enterprises.{name}", params=params, **more)


def evidence(row: Target, at: date = AT, scope: Scope | None = None, viewer: Any = SYSTEM) -> Evidence:
    return ask_metric(row, scope or Scope(), at, Run(row.plan, viewer))


def values(row: Target, **more: Any) -> list[Decimal]:
    return [point.nominal for point in evidence(row, **more).points]


def last(row: Target, **more: Any) -> Decimal:
    return values(row, **more)[-1]


def test_firms_in_a_role_count_once_however_many_chains_they_are_on(city: City) -> None:
    one, two = city.firm(), city.firm()
    first = city.on_chain(one, 0, role="anchor")
    city.on_chain(one, 1, role="anchor")
    city.on_chain(two, 0, role="core")
    city.on_chain(two, 1, role="anchor", starts=date(2022, 3, 1), ends=date(2023, 3, 1))
    city.cover("roles")
    row = target(city, "roles", "anchor")
    told = {point.date: point.nominal for point in evidence(row).points}
    assert told == {date(2021, 1, 1): 1, date(2022, 3, 1): 2, date(2023, 3, 1): 1, AT: 1}
    assert Row("membership", first.pk) in evidence(row).rows
    assert last(row, scope=Scope("chain", city.chains[1].pk)) == 1


def test_a_title_counts_while_it_is_held_and_goes_on_under_its_new_name(city: City) -> None:
    old = city.kinds[0]
    new = HonourKind.objects.create(city=city.region, code="new", name="新称号", level="provincial", subject="firm")
    HonourKind.objects.filter(pk=old.pk).update(renamed_to=new)
    city.kinds.append(new)
    one, two, three = city.firm(), city.firm(), city.firm()
    city.honour(one, granted=date(2021, 5, 1), expires=date(2022, 4, 30))
    city.honour(one, 2, granted=date(2022, 5, 1))
    city.honour(two, granted=date(2021, 5, 1), ended=date(2023, 1, 1))
    city.honour(three, 1, granted=date(2021, 5, 1))
    city.cover("honours", "new")
    told = {point.date: point.nominal for point in evidence(target(city, "honours", "prov")).points}
    assert told[date(2021, 5, 1)] == told[date(2022, 5, 1)] == 2
    assert told[date(2023, 1, 1)] == told[AT] == 1


def test_several_titles_add_up_and_each_product_counts(city: City) -> None:
    product = HonourKind.objects.create(
        city=city.region, code="product", name="产品称号", level="national", subject="product"
    )
    park = HonourKind.objects.create(city=city.region, code="park", name="园区称号", level="national", subject="park")
    city.kinds += [product, park]
    firm = city.firm()
    for day, name in enumerate(("甲", "乙", "甲"), start=1):
        city.honour(firm, 2, granted=date(2021, 2, day), subject_name=name)
    city.honour(None, 3, park=city.park)
    city.cover("honours")
    assert last(target(city, "honours", "product;park")) == 3


def test_grants_count_in_their_year_once_for_each_firm(city: City) -> None:
    one, two = city.firm(), city.firm()
    city.honour(one, granted=date(2022, 1, 5))
    city.honour(one, granted=date(2022, 9, 5))
    city.honour(two, granted=date(2022, 2, 5))
    city.honour(two, granted=date(2023, 2, 5))
    city.cover("honours")
    row = target(city, "honours_granted", "prov", measure="each", window="year", value=1)
    assert values(row) == [0, 2, 1]
    assert values(row, at=date(2022, 1, 31)) == [0, 1]


def test_output_of_chains_converts_to_the_goals_unit_and_opens_its_set(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 0, share=Decimal(60))
    city.on_chain(firm, 1, share=Decimal(40))
    city.statement(firm, 2022, output=Decimal(250_000))
    for register in ("roles", "statements"):
        city.cover(register, starts=date(2022, 1, 1), ends=date(2022, 12, 31))
    row = target(city, "output", **YEAR)
    assert values(row) == [25]
    assert values(row, scope=Scope("chain", city.chains[0].pk)) == [15]
    pks = "-".join(str(chain.pk) for chain in city.chains)
    assert evidence(row).rows == (Row("statements", city.region.pk, f"item=output&year=2022&chains={pks}"),)


@pytest.mark.parametrize("register", ["roles", "statements", "above_scale"])
def test_a_share_needs_every_register_it_is_made_of(city: City, register: str) -> None:
    industrial(city)
    for each in {"roles", "statements", "above_scale"} - {register}:
        city.cover(each)
    assert values(target(city, "output_share", **YEAR)) == []


def industrial(city: City) -> None:
    """Two industrial firms above the threshold, one of them on a chain; one below."""
    for number, (output, research) in enumerate(((600, 12), (400, None), (1000, 5))):
        firm = city.firm(industry="3670")
        city.statement(firm, output=Decimal(output), research=research, revenue=Decimal(600))
        if number != 1:
            city.on_chain(firm)
        if number != 2:
            AboveScale.objects.create(enterprise=firm, year=2022)


def covered_for_2022(city: City, *registers: str) -> None:
    for register in registers:
        city.cover(register, starts=date(2022, 1, 1), ends=date(2022, 12, 31))


@pytest.mark.parametrize(
    ("name", "value", "sets"),
    [("output_share", 60, 2), ("rd_intensity", 1, 2), ("rd_active_share", 50, 2), ("above_scale", 2, 1)],
)
def test_shares_of_industry_above_the_threshold(city: City, name: str, value: int, sets: int) -> None:
    industrial(city)
    covered_for_2022(city, "roles", "statements", "above_scale")
    row = target(city, name, **YEAR | {"unit": "%"})
    assert values(row) == [value]
    assert len(evidence(row).rows) == sets


def test_growth_of_trade_runs_from_the_base_year_and_needs_both_declared(city: City) -> None:
    firm = city.firm()
    for year, exports in ((2020, 100), (2022, 144)):
        city.statement(firm, year, exports=Decimal(exports))
    row = target(city, "trade_growth", unit="%", measure="growth", window="year", base_year=2020, value=10)
    covered_for_2022(city, "statements")
    assert values(row) == []
    city.cover("statements", starts=date(2020, 1, 1), ends=date(2020, 12, 31))
    assert [round(value, 6) for value in values(row)] == [20]


def test_the_first_research_body_of_a_manufacturer_above_the_threshold_counts_in_its_year(city: City) -> None:
    def opens(industry: str, *days: date, above: int = 2022) -> None:
        firm = city.firm(industry=industry)
        AboveScale.objects.create(enterprise=firm, year=above)
        for number, day in enumerate(days):
            ResearchBody.objects.create(enterprise=firm, name=f"第{number}中心", opened=day)

    opens("3670", date(2022, 3, 1), date(2022, 4, 1))
    opens("3670", date(2020, 3, 1), date(2022, 4, 1))
    opens("4411", date(2022, 3, 1))
    opens("3670", date(2022, 3, 1), above=2021)
    covered_for_2022(city, "research_bodies", "above_scale")
    row = target(city, "rd_first", measure="each", window="year", value=1)
    assert values(row) == [1]
    assert [each.kind for each in evidence(row).rows] == ["research_body"]


# --- the rule of evidence
def test_until_the_register_is_declared_its_rows_count_for_nothing_and_reports_do(city: City) -> None:
    city.on_chain(city.firm(), role="anchor")
    row = target(city, "roles", "anchor")
    report = city.world.observe(row, "2023-06", 28)
    found = evidence(row)
    assert found.rows == (Row("observation", report.pk),)
    assert found.undeclared == Undeclared("roles", "anchor", 1)
    city.cover("roles", "core")
    assert evidence(row).rows == (Row("observation", report.pk),)


def test_a_declared_register_outranks_reports_of_its_time_alone(city: City) -> None:
    city.on_chain(city.firm(), role="anchor")
    row = target(city, "roles", "anchor")
    city.world.observe(row, "2021-06", 5)
    city.world.observe(row, "2023-06", 28)
    city.cover("roles", starts=date(2022, 1, 1))
    assert values(row) == [5, 1, 1]


def test_places_that_have_firms_cover_the_city_between_them(city: City) -> None:
    for district in city.districts:
        city.on_chain(city.firm(region=district), role="anchor")
    city.firm(outside=True, region=None)
    row = target(city, "roles", "anchor")
    city.cover("roles", region=city.districts[0])
    assert values(row) == []
    city.cover("roles", region=city.districts[1])
    assert last(row) == 2


def test_a_withdrawn_declaration_says_nothing(city: City) -> None:
    covered = city.cover("roles")
    row = target(city, "roles", "anchor")
    assert last(row) == 0
    type(covered).objects.filter(pk=covered.pk).update(withdrawn_at="2024-01-01T00:00Z")
    assert values(row) == []


def test_a_complete_register_without_rows_is_zero_and_missed(city: City) -> None:
    city.cover("roles")
    assert evaluate_target(target(city, "roles", "anchor"), AT).evaluation.state == "missed"


def test_a_group_counts_the_chains_it_holds_and_one_without_chains_has_no_sum(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 1)
    city.statement(firm, output=Decimal(10_000))
    covered_for_2022(city, "roles", "statements")
    held, empty = (ChainGroup.objects.create(city=city.region, code=code, name=code) for code in ("held", "empty"))
    held.chains.set(city.chains)
    row = target(city, "output", scope_kind="group", **YEAR)
    assert values(row, scope=Scope("group", held.pk)) == [1]
    assert values(row, scope=Scope("group", empty.pk)) == []


# What is counted in the first district, in the second, and in its park.
METRICS = {
    "roles": ("anchor", 1, 2, 1),
    "above_scale": ("", 1, 2, 1),
    "output": ("", Decimal("0.05"), Decimal("0.35"), Decimal("0.15")),
    "honours": ("prov", 1, 1, 1),
    "rd_intensity": ("", 10, 10, 10),
}


@pytest.mark.parametrize("name", METRICS)
def test_a_place_counts_the_firms_that_lie_in_it_and_those_of_its_parts(city: City, name: str) -> None:
    """One firm in a district's township, two in the other district, one of them known by its park alone."""
    east, west = city.districts[:2]
    town = Region.objects.create(city=city.region, parent=east, code="town", name="镇", kind="township")
    park = Park.objects.create(city=city.region, region=west, code="west-park", name="园")
    firms = [city.firm(region=town), city.firm(region=west), city.firm(region=None, park=park)]
    for firm, output in zip(firms, (500, 2000, 1500), strict=True):
        city.on_chain(firm, 0, role="anchor")
        AboveScale.objects.create(enterprise=firm, year=2022)
        city.statement(firm, output=output, revenue=1000, research=100)
    city.honour(firms[0])
    city.honour(firms[2])
    Enterprise.objects.update(industry="3600")
    covered_for_2022(city, "roles", "statements", "above_scale", "honours")
    item, *expected = METRICS[name]
    places = [Scope("region", east.pk), Scope("region", west.pk), Scope("park", park.pk)]
    row = target(city, name, item, **YEAR)
    assert [last(row, scope=place) for place in places] == expected


def test_a_place_is_judged_by_what_it_declares_itself(city: City) -> None:
    east, west = city.districts[:2]
    for district in (east, west):
        city.on_chain(city.firm(region=district), 0, role="anchor")
    declared = city.cover("roles", region=east)
    city.cover("roles", region=west, starts=date(2023, 12, 1))
    row = target(city, "roles", "anchor")
    assert [len(evidence(row, date(2022, 6, 1), Scope("region", each.pk)).points) > 0 for each in (east, west)] == [
        True,
        False,
    ]
    empty = Region.objects.create(city=city.region, parent=city.region, code="empty", name="空区", kind="district")
    city.cover("roles", region=empty)
    point = evidence(row, scope=Scope("region", empty.pk)).points[-1]
    assert (point.nominal, [each.pk for each in point.rows] == [declared.pk]) == (0, False)


def test_each_districts_sum_opens_its_own_firms(city: City) -> None:
    east, west = city.districts[:2]
    for district, output in ((east, 500), (west, 2000)):
        city.statement(city.firm(region=district), output=output)
        city.on_chain(Enterprise.objects.latest("pk"), 0)
    covered_for_2022(city, "roles", "statements")
    standing = evaluate_target(target(city, "output", scope_kind="each_region", **YEAR), AT, run=Run(city.world.plan))
    (row,) = [row for row in standing.rows if f"region={west.pk}" in row.query]
    client = Client()
    client.force_login(city.office)
    page = client.get(f"{reverse('statements_breakdown', args=[row.pk])}?{row.query}")
    assert page.context["breakdown"].total == 2000
    assert page.context["breakdown"].place == west.name


def test_the_number_of_queries_does_not_grow_with_districts(city: City) -> None:
    for register in ("roles", "statements"):
        city.cover(register)
    row = target(city, "output", scope_kind="each_region", **YEAR)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            evaluate_target(row, AT, run=Run(city.world.plan))
        return len(captured)

    city.statement(city.firm())
    before = asked()
    for number in range(4):
        more = Region.objects.create(
            city=city.region, parent=city.region, code=f"more-{number}", name=f"区{number}", kind="district"
        )
        city.statement(city.firm(region=more))
    assert asked() == before


def test_another_citys_register_is_never_counted(city: City) -> None:
    other = City()
    other.on_chain(other.firm(), role="anchor")
    other.cover("roles")
    assert values(target(city, "roles", "anchor")) == []


def test_who_answers_for_a_district_sees_its_sum_whole(city: City) -> None:
    east, west = city.districts[:2]
    city.statement(city.firm(region=east))
    client = Client()
    client.force_login(city.user_as("district", region=east))
    told = [
        client.get(reverse("statements_breakdown", args=[city.region.pk]), {"item": "output", "year": "2022"} | where)
        for where in ({"region": east.pk}, {"region": west.pk}, {})
    ]
    assert [page.context["breakdown"].whole for page in told] == [True, False, False]
