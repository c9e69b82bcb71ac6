"""Stakes of the made-up city's guided fund, and how the years of its budgets were reviewed.

Planted: a stake paid in twice with others beside it, one of which nobody said what others put in, one left with a gain,
one written off, one decided and not paid in yet, one still under due diligence. Of the budgets whose years are over the
last of the fund has no review yet, that of the subsidies waits to be checked; all before are checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Budget, Programme, ProgrammeKind, ProgrammeLevel
from lianzhang.policies.api import begun_lines, total_of_lines
from lianzhang.policies.models import Application, Award, BudgetReview, Payment, StakeEntry
from lianzhang.registry.models import Region

from .place import SOURCE, facts
from .programme_folder import BUDGET, GUIDED

__all__ = ["write_budget_reviews", "write_stakes"]

LONG, YEAR = 900, 365  # days before today on which the oldest was decided, and between one and the next
BACK = {"exited": 200, "written_off": 90}
# Of each indicator what was meant and reached; every year is a little short of one.
SAID = (("12", "11"), ("95", "95"), ("30", "34"), ("1800", "1760"), ("4000", "4150"), ("90", "92"))
WHY = {"up": "两个项目推到次年，拨付跟着顺延。（示例）", "down": "评审费用比预计少。（示例）"}


def write_stakes(city: Region, account: User) -> int:
    """How many stakes."""
    fund = Programme.objects.filter(plan__city=city, kind__gives=ProgrammeKind.Gives.STAKE).order_by("order").first()
    firms = list(Enterprise.objects.filter(city=city, outside=False, merged_into=None).order_by("pk")[:12])
    if fund is None or not firms:
        return 0
    writing = _Stakes(city, account, fund, firms[::2])
    told = facts()["stakes"]
    for number, each in enumerate(told):
        writing.add(number, each)
    writing.under_study(len(told))
    return len(told)


class _Stakes:
    def __init__(self, city: Region, account: User, fund: Programme, firms: Sequence[Enterprise]) -> None:
        self.city, self.account, self.fund, self.firms = city, account, fund, firms
        self.today = timezone.localdate()
        self.levels = list(ProgrammeLevel.objects.filter(kind=fund.kind_id).order_by("order"))
        budgets = Budget.objects.filter(plan=fund.plan_id, code__startswith=f"{GUIDED}_")
        self.budgets = {each.year: each for each in budgets}

    def _application(self, number: int, thing: str, day: date, **more: Any) -> Application:
        firm = self.firms[number % len(self.firms)]
        sent = day - timedelta(days=120)
        return Application.objects.create(
            city=self.city,
            programme=self.fund,
            year=sent.year,
            enterprise=firm,
            object=thing,
            object_key=thing,
            text=SOURCE,
            closes=date(sent.year, 12, 20),
            entered_by=self.account,
            entered_at=datetime.combine(sent, time(10), SHANGHAI),
            submitted_on=sent,
            **more,
        )

    def add(self, number: int, told: dict[str, Any]) -> None:
        day = self.today - timedelta(days=LONG - number * 150)
        sums = [Decimal(each) for each in told.get("paid", [])]
        decided = Decimal(told["decided"])
        given = {"cost": decided * 4, "asked": decided, "state": "approved", "reached_on": day, "ended_on": day}
        row = self._application(number, told["object"], day, level=self.levels[-1], **given)
        left = told.get("left", "")
        award = Award.objects.create(
            city=self.city,
            application=row,
            enterprise=row.enterprise,
            year=row.year,
            object_key=row.object_key,
            decided_on=day,
            amount=decided,
            paid=sum(sums, Decimal(0)),
            state=left or "held",
            left_on=self.today - timedelta(days=BACK[left]) if left else None,
            reason=told.get("reason", ""),
        )
        for at, amount in enumerate(sums):
            on = day + timedelta(days=30 + 60 * at)
            paid = {"state": "paid", "paid_on": on, "paper": f"{SOURCE}：出资回单"}
            budget = self.budgets.get(on.year)
            if budget is not None:
                Payment.objects.create(award=award, budget=budget, amount=amount, due_on=on, **paid)
        self._beside(award, told, day)

    def _beside(self, award: Award, told: dict[str, Any], day: date) -> None:
        paper = f"{SOURCE}：银行回单"
        if "others" in told:
            on = day + timedelta(days=40)
            StakeEntry.objects.create(award=award, kind="others", amount=told["others"], on=on, paper=paper)
        back = told.get("back", [])
        last = award.left_on or self.today
        for at, amount in enumerate(reversed(back)):
            on = last - timedelta(days=180 * at)
            StakeEntry.objects.create(award=award, kind="back", amount=amount, on=on, paper=paper)

    def under_study(self, number: int) -> None:
        """One that lies before due diligence."""
        day = self.today + timedelta(days=100)
        level = self.levels[min(1, len(self.levels) - 1)]
        given = {"cost": Decimal(4000), "asked": Decimal(1200), "state": "submitted", "level": level}
        self._application(number, "轻量化底盘项目", day, reached_on=self.today - timedelta(days=5), **given)


def write_budget_reviews(city: Region, account: User) -> int:
    """How many reviews of budgets whose year is over."""
    last = timezone.localdate().year - 1
    rows = Budget.objects.filter(plan__city=city, year__lte=last).order_by("year", "order")
    return sum(_review(city, account, each, last) for each in rows)


def _review(city: Region, account: User, budget: Budget, last: int) -> bool:
    if budget.year == last and not budget.code.startswith(f"{BUDGET}_"):
        return False
    said = iter(SAID)
    lines = []
    for line in begun_lines(budget):
        if not line.computed:
            target, achieved = next(said, ("100", "97"))
            line = replace(line, target=Decimal(target), achieved=Decimal(achieved))
        lines.append(replace(line, reason=WHY[line.direction]) if line.differs else line)
    typed: dict[str, Any] = {"authors": (account.pk,), "version": 2}
    sent = date(budget.year + 1, 2, 18)
    state = BudgetReview.State.SUBMITTED if budget.year == last else BudgetReview.State.CHECKED
    BudgetReview.objects.create(
        city=city,
        budget=budget,
        year=budget.year,
        scores=[each.as_kept() for each in lines],
        total=total_of_lines(lines),
        text="资金按进度拨付，个别项目验收推迟。（示例）",
        state=state,
        entered_at=datetime.combine(sent, time(10), SHANGHAI),
        submitted_on=sent,
        checked_on=date(budget.year + 1, 3, 20) if state == BudgetReview.State.CHECKED else None,
        **typed,
    )
    return True
