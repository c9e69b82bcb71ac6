"""The plan's targets on the made-up city: most are judged from records, and each opens what it was judged by."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from lianzhang.access.row_policy import SYSTEM
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.row_pages import row_url
from lianzhang.plans.evaluating import Run, Standing, evaluate_plan
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region
from lianzhang.statements.breakdown import ITEMS, Breakdown, breakdown, read_breakdown_query
from tests.acting import seated

pytestmark = pytest.mark.django_db
AT = "2023-12-31"
RECORDS = {"membership", "honour", "research_body", "statements", "coverage"}
FROM_RECORDS = 35  # of the plan's 59


@pytest.fixture
def plan(sample_town: Region) -> Plan:
    return Plan.objects.get(city=sample_town)


@pytest.fixture
def office(plan: Plan) -> Client:
    client = Client()
    client.force_login(seated("walker", "chain_office", plan.city))
    return client


def standings(plan: Plan) -> list[Standing]:
    return evaluate_plan(plan, plan.ends, run=Run(plan))


def recorded(found: list[Standing]) -> list[Standing]:
    return [each for each in found if any(row.kind in RECORDS for row in each.rows)]


def test_most_targets_are_judged_from_records(plan: Plan) -> None:
    found = standings(plan)
    assert len(found) == 59
    assert len([each for each in recorded(found) if each.evaluation.state != "unknown"]) >= FROM_RECORDS


def test_every_row_behind_every_target_opens_for_the_office(plan: Plan, office: Client) -> None:
    rows = {row for each in standings(plan) for row in each.rows}
    assert {row.kind for row in rows} >= RECORDS - {"coverage"}
    shut = {row for row in _some(rows) if office.get(_address(row), follow=True).status_code != 200}
    assert shut == set()


def _address(row: Row) -> str:
    return row_url(row) + ("&" if row.query else "?") + f"at={AT}"


def _some(rows: set[Row], each: int = 25) -> Iterator[Row]:
    """Pages are built alike: a score of each kind, but every set, since each is asked for in its own way."""
    seen: dict[str, int] = {}
    for row in sorted(rows):
        seen[row.kind] = seen.get(row.kind, 0) + 1
        if row.kind == "statements" or seen[row.kind] <= each:
            yield row


def _breakdown(row: Row) -> Breakdown:
    asked = read_breakdown_query(dict(parse_qsl(row.query)))
    assert asked
    return breakdown(SYSTEM, Region.objects.get(pk=row.pk), asked)


def test_what_stands_behind_a_sum_adds_up_to_the_figure(plan: Plan) -> None:
    sums = [each for each in recorded(standings(plan)) if each.target.metric == "enterprises.output"]
    assert len(sums) == 9
    for standing in sums:
        for point in standing.points:
            found = _breakdown(point.rows[0])
            added = sum(Decimal(repr(row["counts"])) for row in found.rows)
            assert abs(added - found.total) < Decimal("0.01")
            assert found.total == point.nominal * 10_000  # 亿元 to 万元


def test_a_percentage_is_the_one_sum_behind_it_over_the_other(plan: Plan) -> None:
    shares = ("enterprises.output_share", "enterprises.rd_intensity", "enterprises.rd_active_share")
    found = [each for each in standings(plan) if each.target.metric in shares]
    assert len(found) == len(shares)
    for standing in found:
        assert standing.points
        for point in standing.points:
            part, whole = (_breakdown(row).total for row in point.rows)
            assert round(part / whole * 100, 9) == round(point.nominal, 9)


def test_the_page_of_a_target_tells_how_it_was_counted_and_from_what(plan: Plan, office: Client) -> None:
    page = office.get("/targets/core_firms/", {"at": AT}).content.decode()
    assert "链上企业台账里的家数" in page
    assert "用来判断" in page


def test_every_sum_can_be_asked_for_and_nothing_else(plan: Plan, office: Client) -> None:
    where = f"/statements/breakdown/{plan.city_id}/"
    for item in ITEMS:
        assert office.get(where, {"item": item, "year": "2022"}).status_code == 200
    for asked in (
        {},
        {"item": "staff", "year": "2022"},
        {"item": "output"},
        {"item": "output", "year": "20２2"},
        {"item": "output", "year": "2022", "chains": "1-x"},
        {"item": "output", "year": "2022", "chains": "9" * 30},
        {"item": "industry", "year": "2022", "chains": "1"},
    ):
        assert office.get(where, asked).status_code == 404


def test_who_sees_a_part_is_shown_a_part_and_told_so(plan: Plan, office: Client) -> None:
    district = Region.objects.filter(parent=plan.city).order_by("code")[0]
    clerk = Client()
    clerk.force_login(seated("clerk-of-a-part", "district", plan.city, region=district))
    where, asked = f"/statements/breakdown/{plan.city_id}/", {"item": "output", "year": "2022"}
    part, whole = (client.get(where, asked) for client in (clerk, office))
    assert part.context["breakdown"].total < whole.context["breakdown"].total
    assert "只是您看得到的一部分" in part.content.decode()
    assert "只是您看得到的一部分" not in whole.content.decode()
