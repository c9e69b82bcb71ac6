"""Programmes of the town: of each side a firm's applications, one a draft, one granted and partly paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.plans.models import (
    Budget,
    PerformanceIndicator,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeRule,
    ProgrammeWindow,
)
from lianzhang.policies.models import Application, Award, BudgetReview, LoanBalance, Payment, StakeEntry
from lianzhang.registry.models import Organization
from tests.acting import post_of
from tests.enterprises.world import START
from tests.policies.standings import could_apply

__all__ = ["add_policies"]


def add_policies(town: Any) -> None:
    kind = ProgrammeKind.objects.create(plan=town.plan, code="grant", name="奖补", gives="money")
    level = ProgrammeLevel.objects.create(plan=town.plan, kind=kind, code="g1", order=1, name="初审", role="district")
    budget = Budget.objects.create(plan=town.plan, code="fund", name="资金", year=START.year, amount=900)
    programmes = [
        Programme.objects.create(
            *(), plan=town.plan, code=code, name=name, kind=kind, amount=30, way="quick", unit=unit, budget=budget
        )
        for code, name, unit in (("ours", "一局的奖励", town.bureau), ("theirs", "没有写明谁管的奖励", None))
    ]
    for programme in programmes:
        ProgrammeRule.objects.create(
            programme=programme, order=1, item="revenue", comparator=">=", value=1, text="收入"
        )
        days = {"opens": START, "local_closes": START, "closes": START}
        ProgrammeWindow.objects.create(programme=programme, year=START.year, **days)
    PerformanceIndicator.objects.create(
        plan=town.plan, code="quantity", group="产出", name="数量", weight=100, direction="up"
    )
    for unit, year in ((town.bureau, START.year), (None, START.year + 1)):
        fund = Budget.objects.create(plan=town.plan, code=f"fund-{year}", name="资金", year=year, amount=9, unit=unit)
        BudgetReview.objects.create(city=town.region, budget=fund, year=year, entered_at=timezone.now(), text="自评")
    for side in town.sides:
        for programme in programmes:
            _apply(town, side, programme, "草稿", None)
            _grant(_apply(town, side, programme, "压铸机", level), budget)
        could_apply(side.quiet, dict.fromkeys(programmes, "收入"))
        _lend(town, side)


def _apply(town: Any, side: Any, programme: Programme, thing: str, level: ProgrammeLevel | None) -> Application:
    sent = {"state": "approved", "submitted_on": START, "reached_on": START, "level": level} if level else {}
    named = {"object": f"{side.number}号{thing}{programme.code}", "object_key": f"{side.number}{thing}{programme.code}"}
    return Application.objects.create(
        *(), city=town.region, programme=programme, year=START.year, enterprise=side.known, closes=START, **named,
        asked=30, entered_by=town.office, entered_at=timezone.now(), text=f"{side.number}号的说明", **sent,
    )  # fmt: skip


def _lend(town: Any, side: Any) -> None:
    """A bank of each side, with a post that reports for it."""
    bank = Organization.objects.create(
        city=town.region, code=f"bank-{side.number}", name=f"{side.number}号银行", kind="bank"
    )
    post_of("bank", town.region, organization=bank)
    LoanBalance.objects.create(
        *(), city=town.region, bank=bank, period_end=date(2022, 12, 31), long_term=30 + side.number, all_loans=200,
        source=f"{side.number}号月报", reported_at=timezone.now(),
    )  # fmt: skip


def _grant(row: Application, budget: Budget) -> None:
    award = Award.objects.create(
        *(), city=row.city, application=row, enterprise=row.enterprise, year=row.year, object_key=row.object_key,
        decided_on=START, amount=Decimal(30), paid=Decimal(10), due_on=START,
    )  # fmt: skip
    StakeEntry.objects.create(award=award, kind="others", amount=Decimal(5), on=START, paper="出资证明")
    paid = {"state": "paid", "paid_on": START, "paper": "一号文"}
    Payment.objects.create(award=award, budget=budget, amount=Decimal(10), due_on=START, **paid)
