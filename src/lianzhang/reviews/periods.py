"""Which meetings the plan asks for: each rule's periods, the meeting held or planned for each, and its light."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Asked, asked_periods, rules_by_activity
from lianzhang.plans.models import Cadence, Plan
from lianzhang.registry.models import Chain

from .models import COMING, Meeting, State

__all__ = ["Cell", "Wanted", "asked_for", "cell_of", "meetings_by_cell", "rules_of", "runs_until"]

Key = tuple[int | None, str, date]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting that the plan asks for: for whom (None: the city), by which rule, for which period."""

    chain: Chain | None
    asked: Asked


def rules_of(plan: Plan, *, of_chains: bool) -> list[list[Cadence]]:
    """The plan's rules for meetings of each chain, or of the city."""
    rows = Cadence.objects.filter(plan=plan, kind=Cadence.Kind.MEETING).select_related("rank").order_by("pk")
    of = Cadence.Of.CHAIN if of_chains else Cadence.Of.CITY
    return rules_by_activity(each for each in rows if (each.of or Cadence.Of.CITY) == of)


def runs_until(plan: Plan) -> date:
    """Chains meet on after a plan has ended, until the one that follows has begun."""
    followed = Plan.objects.filter(city=plan.city_id, starts__gt=plan.starts, starts__lte=timezone.localdate())
    return plan.ends if followed.exists() else max(plan.ends, date(timezone.localdate().year, 12, 31))


def asked_for(rules: Sequence[Cadence], plan: Plan, since: date, until: date) -> list[Asked]:
    """The periods of a rule that touch these days, from the plan's beginning on."""
    first = max(since, plan.starts)
    return [each for each in asked_periods(rules, plan.starts, until) if each.period.end >= first]


@dataclass(frozen=True, slots=True)
class Cell:
    """One chain in one period: its meeting, the light and the word of it, and how many days are left to hold it."""

    asked: Asked
    meeting: Meeting | None
    light: str
    word: str
    days_left: int | None = None

    @property
    def period(self) -> Period:
        return self.asked.period

    @property
    def lacking(self) -> bool:
        """Nothing is planned for a period that runs, or that can still be made good."""
        return self.meeting is None and self.days_left is not None


def meetings_by_cell(meetings: Iterable[Meeting]) -> dict[Key, list[Meeting]]:
    told: defaultdict[Key, list[Meeting]] = defaultdict(list)
    for each in meetings:
        if each.state != State.CANCELLED:
            told[each.chain_id, each.activity, each.starts].append(each)
    return told


def cell_of(asked: Asked, meetings: Sequence[Meeting], today: date, recorded: date | None) -> Cell:
    """`meetings` are those for this period; one that is still to come outweighs those held, where more are asked.

    Nobody knows of periods before the first that was `recorded`: they were not held, or not written down."""
    held = [each for each in meetings if each.has_happened]
    coming = next((each for each in meetings if each.state in COMING), None)
    left = (asked.limit - today).days
    if len(held) >= asked.rule.at_least:
        last = max(held, key=lambda each: each.day)
        return Cell(asked, last, "behind", "晚开") if last.is_late else Cell(asked, last, "met", "已开")
    if coming is not None:
        past = coming.on < today
        return Cell(asked, coming, "unknown" if past else "running", "过了日子没记" if past else "已安排", None)
    if asked.period.start > today:
        return Cell(asked, None, "not_due", "没到")
    if left < 0:
        known = recorded is not None and asked.period.start >= recorded
        return Cell(asked, None, "missed", "没开") if known else Cell(asked, None, "unknown", "无据")
    return Cell(asked, None, "behind" if left <= 30 else "not_due", "没安排", left)
