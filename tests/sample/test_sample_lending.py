"""The sample city's banks reported their balances, with the planted cases, and lending grew as the plan is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from lianzhang.kernel.metrics import Ask, Scope, get_metric
from lianzhang.plans.evaluating import Run
from lianzhang.plans.models import Plan
from lianzhang.policies.lending.queries import owed_quarters
from lianzhang.policies.lending.rules import banks_of
from lianzhang.policies.models import LoanBalance
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_banks_reported_and_lending_grew_as_the_plan_is_told(sample_town: Region) -> None:
    rows = list(LoanBalance.objects.filter(city=sample_town))
    assert {row.state for row in rows} == {"reported", "checked", "returned"}
    by_bank = {bank: {row.period_end for row in rows if row.bank_id == bank.pk} for bank in banks_of(sample_town.pk)}
    assert sorted(len(owed_quarters(ends, timezone.localdate())) for ends in by_bank.values()) == [0, 0, 1]
    assert len({min(ends) for ends in by_bank.values()}) == 2  # one began late
    target = Plan.objects.get(city=sample_town).targets.get(code="mlt_loan_growth")
    ask = Ask(target, date(2023, 12, 31), Scope(), target.unit, target.params, Run(target.plan).shared)
    told = get_metric(target.metric).function(ask)
    expected = {2021: "1.70", 2022: "3.60", 2023: "-0.70"}
    assert {each.period.start.year: each.nominal for each in told.points} == {
        year: Decimal(value) for year, value in expected.items()
    }
    assert all({row.kind for row in each.rows} == {"loan_balance", "coverage"} for each in told.points)
