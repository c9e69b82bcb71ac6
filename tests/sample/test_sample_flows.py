"""The sample city's recyclers say what became of their scrap, over three years, with the planted cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lianzhang.kernel.metrics import Ask, Scope, get_metric
from lianzhang.plans.evaluating import Run, evaluate_duties
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region
from lianzhang.supply.flows.balance import Verdict, balance_of
from lianzhang.supply.flows.rules import clashes, flow_faults
from lianzhang.supply.models import MaterialFlow

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_three_years_of_flows_that_the_house_would_take_with_the_planted_cases(sample_town: Region) -> None:
    rows = list(
        MaterialFlow.objects.filter(city=sample_town).select_related(
            "material__plan", "enterprise__merged_into", "city"
        )
    )
    assert {row.period_end.year for row in rows} == {2021, 2022, 2023}
    assert {row.pk: flow_faults(row) for row in rows if flow_faults(row)} == {}
    verdicts = [balance_of(row, row.material.tolerance).comes_to for row in rows]
    assert (verdicts.count(Verdict.REST), verdicts.count(Verdict.EXCESS)) == (2, 1)
    assert all(row.material.duty_id for row in rows)
    assert {row.state for row in rows} == {"reported", "asked", "checked", "returned"}
    assert {row.site for row in rows} == {"", "东厂区", "西厂区"}
    for row in rows:
        beside = [each for each in rows if each.enterprise_id == row.enterprise_id and each != row]
        assert clashes(row, [each for each in beside if each.material_id == row.material_id]) == {}


def test_its_shares_are_told_where_somebody_says_what_arose(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    target = plan.targets.order_by("pk")[0]
    target.starts, target.due, target.window = date(2021, 1, 1), date(2023, 12, 31), "year"
    run = Run(plan)

    def told(name: str, item: str) -> dict[int, Decimal]:
        ask = Ask(target, date(2024, 12, 31), Scope(), "%", {"item": item}, run.shared)
        return {each.period.start.year: each.nominal for each in get_metric(name).function(ask).points}

    steel = told("supply.closed_share", "scrap_steel")
    assert set(steel) == {2021, 2022}
    assert all(40 < share < 95 for share in steel.values()), steel
    assert told("supply.closed_share", "scrap_lithium_battery") == {}
    assert told("supply.closed_share", "") == {}
    assert set(told("supply.turned_share", "scrap_lithium_battery")) == {2021, 2022}
    counts = told("supply.balanced_sites", "")
    assert set(counts) == {2021, 2022}
    assert all(count >= 3 for count in counts.values()), counts


def test_the_duty_of_the_loop_has_them_as_records(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    standings = {each.duty.code: each for each in evaluate_duties(plan, date(2023, 12, 31), run=Run(plan))}
    assert "material_flow" in {row.kind for row in standings["d_scrap"].evidence.rows}
