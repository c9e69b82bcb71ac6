"""Lending growth from banks' balances: reported figures until they are declared complete, unknown while one is open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lianzhang.kernel.metrics import Ask, Evidence, Scope, get_metric
from lianzhang.plans.evaluating import Run
from lianzhang.plans.models import Target
from tests.policies.lending_world import LendingCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AGO = date(2021, 12, 31)


def told(city: LendingCity) -> Evidence:
    target = Target.objects.get(pk=city.target.pk)
    ask = Ask(target, date(2023, 6, 30), Scope(), "百分点", target.params, Run(city.plan).shared)
    return get_metric(target.metric).function(ask)


def values(city: LendingCity) -> dict[int, Decimal]:
    return {each.period.start.year: each.nominal for each in told(city).points}


def test_records_decide_where_both_ends_are_declared_and_reported_figures_elsewhere() -> None:
    city = LendingCity()
    names = {"quantity": "中长期增速", "of": "各项增速"}
    Target.objects.filter(pk=city.target.pk).update(params=names)
    for year in ("2021", "2022"):
        for name, value in zip(names.values(), (12, 9), strict=True):
            more = {"relation": "input", "quantity": name, "unit": "%", "nature": "flow"}
            city.world.observe(city.target, year, value, **more)
    for number, now in enumerate((48, 40)):
        city.checked(number, AGO)
        row = city.checked(number, long_term=Decimal(now))
    city.checked(2)  # began late
    assert values(city) == {2021: 3, 2022: 3}
    waiting = told(city).undeclared
    assert waiting is not None
    assert waiting.held == 5
    city.cover("lending", starts=date(2022, 1, 1))
    assert values(city) == {2021: 3, 2022: 3}  # the end a year before is not declared
    city.cover("lending", starts=AGO, ends=date(2022, 12, 31))
    assert values(city) == {2021: 3, 2022: 10}
    named = {each.pk for point in told(city).points for each in point.rows if each.kind == "loan_balance"}
    assert len(named) == 4
    assert row.pk in named
    city.step(row, "return", city.office, reason="口径不对")
    assert values(city) == {2021: 3}  # unknown, whatever is reported
