"""The sample city's recyclers say what became of their scrap, over three years, with the planted cases."""

from __future__ import annotations

import pytest

from lianzhang.registry.models import Region
from lianzhang.supply.flows.balance import Verdict, balance_of
from lianzhang.supply.flows.rules import flow_faults
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
    assert (verdicts.count(Verdict.REST), verdicts.count(Verdict.EXCESS)) == (1, 1)
    assert all(row.material.duty_id for row in rows)
