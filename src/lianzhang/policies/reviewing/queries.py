"""Reviews as the pages ask for them: beside each budget, one with all said of it, those that are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.plans.models import Budget
from lianzhang.policies.budgets import Spent, managed
from lianzhang.policies.lifecycle import BUDGET_REVIEW
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.permissions import Permission
from lianzhang.policies.review_lines import lines_now
from lianzhang.policies.review_scores import Line, total_of
from lianzhang.records.api import Happening, history_of

__all__ = ["ReviewDossier", "Reviewed", "due_budgets", "review_dossier", "reviewed", "reviews_of_plan", "reviews_to_do"]

State = BudgetReview.State


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A budget with its sums and its review; `due`: its year is over, and so `begins`: who looks may begin one."""

    spent: Spent
    review: BudgetReview | None
    begins: bool
    due: bool


def reviewed(by: User, rows: Iterable[Spent]) -> list[Reviewed]:
    """One query more than there are already."""
    listed = list(rows)
    told = {each.budget_id: each for each in visible(by, BudgetReview).filter(budget__in=[e.row.pk for e in listed])}
    enters, this_year = may(by, Permission.ENTER_REVIEW), timezone.localdate().year
    return [
        Reviewed(each, told.get(each.row.pk), enters and over and each.row.pk not in told, over)
        for each in listed
        for over in (each.row.year < this_year,)
    ]


def reviews_of_plan(by: User, plan: int) -> QuerySet[BudgetReview]:
    rows = visible(by, BudgetReview).filter(budget__plan=plan)
    return rows.select_related("budget__unit").order_by("-year", "budget__order")


@dataclass(frozen=True, slots=True)
class ReviewDossier:
    """One review with all that its page says; `total` is None as long as one score is unknown."""

    lines: list[Line]
    total: Decimal | None
    offers: list[Offer]
    history: list[Happening]

    @property
    def open(self) -> set[str]:
        """The steps that may be taken now."""
        return {each.step.name for each in self.offers if not each.missing}

    @property
    def unknown(self) -> int:
        return sum(each.score is None for each in self.lines)


def review_dossier(row: BudgetReview, by: User) -> ReviewDossier:
    lines = lines_now(row)
    return ReviewDossier(lines, total_of(lines), BUDGET_REVIEW.offers(row, by), history_of(row))


def reviews_to_do(by: User) -> Q:
    """To be checked by one who did not type it, or finished by the post that began it."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.CHECK_REVIEW):
        waiting |= Q(state=State.SUBMITTED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.ENTER_REVIEW):
        own = Q(budget__unit=active.organization) if active.role.of_unit else Q(post=active.post)
        waiting |= Q(state=State.DRAFTED) & own
    return waiting


def due_budgets(by: User, plan: int) -> Iterator[Budget]:
    """Those that one answers for, whose year is over and of which there is no review; the oldest first."""
    if not may(by, Permission.ENTER_REVIEW):
        return
    told = set(visible(by, BudgetReview).filter(budget__plan=plan).values_list("budget", flat=True))
    over = managed(by, plan).filter(year__lt=timezone.localdate().year).order_by("year", "order")
    yield from (each for each in over if each.pk not in told)
