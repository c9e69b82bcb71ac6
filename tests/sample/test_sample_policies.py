"""The sample city's applications: honest shares, money that is late, a budget that holds no more, titles in step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F, Q, Sum
from django.utils import timezone

from lianzhang.kernel.metrics import Ask, Scope, get_metric
from lianzhang.plans.api import Run
from lianzhang.plans.evaluating import evaluate_duties
from lianzhang.plans.models import Budget, Plan
from lianzhang.policies.models import Application, Award, Payment
from lianzhang.policies.payment_actions import plan as plan_payment
from lianzhang.policies.rules import left_of_budget
from lianzhang.registry.models import Region
from tests.acting import seated
from tests.policies.test_acts import refused
from tests.policies.world import fresh

pytestmark = pytest.mark.django_db


def test_some_are_refused_some_money_is_late_and_no_sum_is_beyond_what_holds_it(sample_town: Region) -> None:
    today = timezone.localdate()
    rows = Application.objects.filter(city=sample_town)
    states = {*rows.values_list("state", flat=True)}
    assert states >= {"approved", "refused"}
    assert rows.count() > 40
    awards = Award.objects.filter(city=sample_town, amount__isnull=False)
    assert awards.filter(paid=F("amount")).exists()
    assert awards.filter(Q(paid=0), due_on__lt=today).exists()  # promised and late
    late = Payment.objects.filter(paid_on__gt=F("award__due_on"))
    assert 0 < late.count() < Payment.objects.count()
    for budget in Budget.objects.filter(plan__city=sample_town):
        assert left_of_budget(budget) >= 0
    for award in awards:
        paid = Payment.objects.filter(award=award).aggregate(sum=Sum("amount"))["sum"]
        assert award.paid == (paid or 0)
    titles = Award.objects.filter(city=sample_town, honour__isnull=False).select_related("honour")
    assert titles.exists()
    assert all(each.decided_on == each.honour.granted for each in titles if each.honour)
    places = Award.objects.filter(city=sample_town, amount=None, honour=None)
    assert places.exists()
    assert not places.filter(Q(valid_until=None) | ~Q(application__programme__kind__gives="place")).exists()


def test_what_the_budget_does_not_hold_is_refused(sample_town: Region) -> None:
    office = fresh(seated("office", "chain_office", sample_town))
    award = Award.objects.filter(city=sample_town, amount__gt=F("paid")).order_by("pk")[0]
    budget = Budget.objects.filter(plan__city=sample_town, year=award.decided_on.year).get()
    Budget.objects.filter(pk=budget.pk).update(amount=budget.amount - left_of_budget(budget) + Decimal("0.01"))
    amount = award.amount
    assert amount is not None
    refused(lambda: plan_payment(award=award, budget=budget, amount=amount, due_on=timezone.localdate(), by=office),
            "超过预算")  # fmt: skip


def test_money_paid_shows_the_duty_of_the_special_fund_done(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    at = min(timezone.localdate(), plan.ends)
    standings = {each.duty.code: each for each in evaluate_duties(plan, at, run=Run(plan))}
    paid = Payment.objects.filter(award__city=sample_town, state="paid", paid_on__lte=at)
    kinds = {row.kind for row in standings["d_fiscal"].evidence.rows}
    assert ("payment" in kinds) == paid.exists()


def test_the_metrics_count_firms_and_money_by_year(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    target = plan.targets.order_by("pk")[0]
    target.starts, target.due, target.window = date(2021, 1, 1), date(2026, 12, 31), "year"
    run = Run(plan)
    for name, unit in (("policies.firms_awarded", "家"), ("policies.paid", "万元")):
        ask = Ask(target, date(2024, 12, 31), Scope(), unit, {}, run.shared)
        told = {point.period.start.year: point.nominal for point in get_metric(name).function(ask).points}
        for year in told:
            if name == "policies.firms_awarded":
                awards = Award.objects.filter(city=sample_town, decided_on__year=year).exclude(state="removed")
                assert told[year] == awards.values("enterprise").distinct().count()
            else:
                rows = Payment.objects.filter(state="paid", paid_on__year=year)
                of_grants = rows.exclude(award__application__programme__kind__gives="stake")
                paid = of_grants.aggregate(sum=Sum("amount"))["sum"]
                assert told[year] == (paid or 0)
        assert told
