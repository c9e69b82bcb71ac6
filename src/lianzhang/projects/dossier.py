"""One project with all that its page says: how far it is, what the next gate lacks, what it invests, who had it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.lifecycle import Offer, next_step
from lianzhang.plans.models import ProjectKind
from lianzhang.records.api import Happening, history_of, subject_of
from lianzhang.registry.api import joined

from .actions import RELATED
from .chart import chart_of
from .lifecycle import GATE_STEPS, PROJECT
from .models import DATES, ORDER, Claim, HandOver, Milestone, MonthFigure, Need, Project, Stage
from .needs import is_asked, is_carrier
from .pace import Pace, pace_of
from .permissions import Permission
from .queries import curve_of, to_do

__all__ = ["RELATED", "Dossier", "dossier"]

# Of the months that stand on the page itself.
MONTHS = 24


# Steps of which it is not said that they may not be taken; those that answer a hand-over only where one is asked.
QUIET = ("set_milestone", "meet_need", "revive")
ANSWERS = ("take_over", "refuse_hand_over", "recall_hand_over")


class Station(NamedTuple):
    """A stage on the rail: `state` full where it is behind it, half where it is, hollow ahead."""

    title: str
    on: date | None
    state: str


class Sight(NamedTuple):
    """A milestone with its light."""

    row: Milestone
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One project with all that its page says about it."""

    row: Project
    rail: list[Station]
    pace: Pace
    offers: list[Offer]
    gate: Offer | None
    milestones: list[Sight]
    months: list[MonthFigure]
    chart: dict[str, Any] | None
    needs: list[Need]
    hand_overs: list[HandOver]
    claims: list[Claim]
    marks: list[str]
    history: list[Happening]
    following: Project | None
    outside: bool
    carrier: bool
    asked: bool

    @property
    def next_step(self) -> Any:
        return next_step(self.offers)

    @property
    def shown_months(self) -> list[MonthFigure]:
        """The latest first."""
        return self.months[::-1][:MONTHS]

    @property
    def subject(self) -> str:
        """As links name the project."""
        return subject_of(self.row)

    @property
    def open_needs(self) -> int:
        return sum(each.met_on is None for each in self.needs)


def dossier(row: Project, by: User, plan: int) -> Dossier:
    today, outside = timezone.localdate(), is_own_part(by)
    offers = [each for each in PROJECT.offers(row, by) if not (each.missing and _pointless(row, each.step.name))]
    months = list(visible(by, MonthFigure).filter(project=row).order_by("month"))
    handed = visible(by, HandOver).filter(project=row).select_related(*joined("left"), *joined("taken"))
    return Dossier(
        row=row,
        rail=_rail(row),
        pace=pace_of(row, today, curve_of(by, plan)),
        offers=offers,
        gate=next((each for each in offers if each.step.name in GATE_STEPS), None),
        milestones=[_sight(each, today) for each in visible(by, Milestone).filter(project=row)],
        months=months,
        chart=chart_of(row, months, today),
        needs=list(visible(by, Need).filter(project=row).select_related("kind")),
        hand_overs=list(handed),
        claims=_claims(row, by),
        marks=_marks(row, by),
        history=_history(row, outside=outside),
        following=visible(by, Project).filter(to_do(by)).exclude(pk=row.pk).order_by("stalled_on", "pk").first(),
        outside=outside,
        carrier=is_carrier(row, by),
        asked=is_asked(row, by),
    )


def _pointless(row: Project, step: str) -> bool:
    """Whether it need not be said that a step may not be taken: nobody would look for it here."""
    return step in QUIET or (row.asked_unit_id is None and step in ANSWERS)


def _rail(row: Project) -> list[Station]:
    now = row.lost_from if row.state == Stage.LOST else row.state
    at = ORDER.index(Stage(now)) if now in ORDER else 0
    states = ["full" if place < at else "half" if place == at else "hollow" for place in range(len(ORDER))]
    rail = [
        Station(str(stage.label), getattr(row, DATES[stage]), state) for stage, state in zip(ORDER, states, strict=True)
    ]
    first = next((place for place, each in enumerate(rail) if each.on), 0)
    return rail[first:]  # one's own project knows no talks before its approval


def _sight(row: Milestone, today: date) -> Sight:
    if row.actual:
        late = (row.actual - row.baseline).days
        return Sight(row, "met", f"晚{late}天" if late > 0 else "按期")
    if row.forecast < today:
        return Sight(row, "missed", f"超{(today - row.forecast).days}天")
    late = (row.forecast - row.baseline).days
    return Sight(row, "behind" if late > 0 else "not_due", f"预计晚{late}天" if late > 0 else "未到期")


def _claims(row: Project, by: User) -> list[Claim]:
    """Who reported the investor a second time: for those who decide between them."""
    if not may(by, Permission.COORDINATE):
        return []
    return list(visible(by, Claim).filter(project=row).select_related(*joined("unit")))


def _marks(row: Project, by: User) -> list[str]:
    if not row.marks:
        return []
    kinds = visible(by, ProjectKind).filter(plan=row.kind.plan_id, code__in=row.mark_codes)
    return list(kinds.values_list("name", flat=True))


def _history(row: Project, *, outside: bool) -> list[Happening]:
    """All of it; to the firm what was done, and not the words in which those who govern speak of it."""
    if not outside:
        return history_of(row)
    untold = [f"project.{step}" for step in ("hand_over", "take_over", "refuse_hand_over", "recall_hand_over")]
    return [replace(each, details=()) for each in history_of(row, untold=untold)]
