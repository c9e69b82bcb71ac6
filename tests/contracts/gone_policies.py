"""Rows of policies that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel.lifecycle import AskKind
from lianzhang.plans.models import Budget, Programme, ProgrammeKind, ProgrammeLevel
from lianzhang.policies.actions import VERBS
from lianzhang.policies.award_actions import AWARD_VERBS
from lianzhang.policies.lending.actions import BALANCE_VERBS
from lianzhang.policies.lifecycle import APPLICATION, AWARD, BUDGET_REVIEW, LOAN_BALANCE, PAYMENT
from lianzhang.policies.models import Application, Award, BudgetReview, LoanBalance, Payment
from lianzhang.policies.payment_actions import PAYMENT_VERBS
from lianzhang.policies.reviewing.actions import REVIEW_VERBS
from lianzhang.registry.models import Organization
from tests.enterprises.world import START, City

__all__ = ["PolicyRows", "policy_acts"]


def policy_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in (
            (APPLICATION, VERBS),
            (AWARD, AWARD_VERBS),
            (PAYMENT, PAYMENT_VERBS),
            (LOAN_BALANCE, BALANCE_VERBS),
            (BUDGET_REVIEW, REVIEW_VERBS),
        )
        for step in verbs
    }
    money = {"budget": "gone-fund", "amount": "1", "due_on": "2099-12-31"}
    return texts | {
        "application_change": ("returned_application", {"object": said, "text": said}),
        "payment_new": ("award", money),
        "budget_review_change": ("budget_review", {"text": said}),
        "loan_balance_change": ("loan_balance", {"long_term": "5", "source": said}),
    }


class PolicyRows:
    """Part of Rows, which has a city and a firm."""

    city: City
    other: Any

    def _programme(self) -> Programme:
        plan = self.city.plan
        kind, _ = ProgrammeKind.objects.get_or_create(plan=plan, code="gone", name="奖补", gives="money")
        given = {"kind": kind, "name": "审核", "order": 1, "role": "chain_office", "workdays": 5}
        ProgrammeLevel.objects.get_or_create(plan=plan, code="gone-1", defaults=given)
        said = {"name": "奖励", "kind": kind, "amount": Decimal(30), "way": "quick"}
        return Programme.objects.get_or_create(plan=plan, code="gone", defaults=said)[0]

    def application(self, state: str = "submitted") -> Model:
        programme = self._programme()
        count = Application.objects.count()
        sent = {"submitted_on": START, "level": programme.kind.levels.get()} if state != "draft" else {}
        return Application.objects.create(
            *(), city=self.city.region, programme=programme, year=START.year, enterprise=self.city.firm(), state=state,
            object=f"{count}号机", object_key=f"{count}", asked=Decimal(30), closes=START,
            entered_by=self.city.office, entered_at=timezone.now(), **sent,
        )  # fmt: skip

    def returned_application(self) -> Model:
        return self.application("returned")

    def award(self) -> Model:
        row: Any = self.application("approved")
        Budget.objects.get_or_create(
            plan=self.city.plan, code="gone-fund", defaults={"name": "资金", "year": 2099, "amount": Decimal(900)}
        )
        return Award.objects.create(
            *(), city=row.city, application=row, enterprise=row.enterprise, year=row.year, object_key=row.object_key,
            decided_on=START, amount=Decimal(30),
        )  # fmt: skip

    def payment(self) -> Model:
        award: Any = self.award()
        budget = Budget.objects.get(plan=self.city.plan, code="gone-fund")
        return Payment.objects.create(award=award, budget=budget, amount=Decimal(1), due_on=START)

    def loan_balance(self) -> Model:
        given = {"defaults": {"name": "甲行", "kind": "bank"}}
        bank, _ = Organization.objects.get_or_create(city=self.city.region, code="gone-bank", **given)
        told = {"long_term": 5, "source": "月报", "reported_at": timezone.now(), "period_end": date(2022, 12, 31)}
        return LoanBalance.objects.create(city=self.city.region, bank=bank, **told)

    def budget_review(self) -> Model:
        count = BudgetReview.objects.count()
        budget = Budget.objects.create(
            plan=self.city.plan, code=f"gone-{count}", name="资金", year=START.year, amount=Decimal(9)
        )
        entered = {"entered_at": timezone.now(), "year": START.year}
        return BudgetReview.objects.create(city=self.city.region, budget=budget, **entered)
