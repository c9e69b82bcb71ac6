"""A programme, an application, an award and a payment, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Budget, Plan, Programme, ProgrammeKind, ProgrammeLevel
from lianzhang.policies.models import Application, Award, BudgetReview, LoanBalance, Payment
from lianzhang.registry.models import Organization

__all__ = ["POLICIES", "claimed"]

POLICIES = ("programme", "application", "award", "payment", "loan_balance", "budget_review")


def claimed(plan: Plan, by: User, firm: Enterprise) -> dict[str, Any]:
    """Of the demonstration's firm: one before the county, one granted with a payment planned."""
    kind = ProgrammeKind.objects.create(plan=plan, code="matrix", name="奖补", gives="money")
    given = {"plan": plan, "kind": kind, "order": 1, "role": "district", "name": "初审"}
    level = ProgrammeLevel.objects.create(code="matrix-1", **given)
    said = {"plan": plan, "kind": kind, "code": "matrix", "name": "奖励", "amount": Decimal(30), "way": "quick"}
    programme = Programme.objects.create(**said)
    budget = Budget.objects.create(plan=plan, code="matrix", name="资金", year=plan.ends.year, amount=Decimal(900))
    sent = {"year": plan.starts.year, "closes": plan.ends, "level": level, "submitted_on": plan.starts}
    entered = {"city": plan.city, "enterprise": firm, "entered_by": by, "entered_at": timezone.now()}
    rows = [
        Application.objects.create(
            programme=programme, state=state, object=state, object_key=state, asked=Decimal(30), **sent, **entered
        )
        for state in ("submitted", "approved")
    ]
    award = Award.objects.create(
        *(), city=plan.city, application=rows[1], enterprise=firm, year=rows[1].year, object_key="approved",
        decided_on=plan.starts, amount=Decimal(30),
    )  # fmt: skip
    payment = Payment.objects.create(award=award, budget=budget, amount=Decimal(1), due_on=plan.ends)
    return {
        "programme": programme.pk,
        "application": rows[0].pk,
        "award": award.pk,
        "payment": payment.pk,
        "budget": budget.pk,
        "loan_balance": _balance(plan),
        "budget_review": BudgetReview.objects.create(
            city=plan.city, budget=budget, year=budget.year, entered_at=timezone.now()
        ).pk,
    }


def _balance(plan: Plan) -> int:
    bank = Organization.objects.create(city=plan.city, code="matrix-bank", name="甲行", kind="bank")
    told = {"long_term": 5, "source": "月报", "reported_at": timezone.now(), "period_end": date(2022, 12, 31)}
    return LoanBalance.objects.create(city=plan.city, bank=bank, **told).pk
