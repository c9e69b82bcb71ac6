"""One meeting with all that its page says of it: the agenda as it was fixed and as it stands, decisions, minutes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaRow
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.lifecycle import Offer
from lianzhang.plans.api import Item, PlanViewpoint, target_items
from lianzhang.plans.api import State as TargetState
from lianzhang.plans.models import Goal
from lianzhang.records.api import Happening, history_of

from .agenda import Fulfilled, Work, fulfilled, key_of_line, live_rows, works_of
from .lifecycle import MEETING
from .models import AgendaLine, Attendance, Decision, DecisionState, Meeting, Minute, Presence, State
from .permissions import Permission
from .queries import DECISION_LISTED

__all__ = ["Dossier", "Shown", "dossier"]

YEARLY = 50  # goals revised that are told; no plan had more


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the agenda as it was fixed, or as it stands today; `now` what became of a fixed one, `before` the
    figure of the meeting before."""

    line: AgendaLine | AgendaRow
    now: AgendaRow | None = None
    before: AgendaLine | None = None
    gone: bool = False

    @property
    def moved(self) -> Any:
        """By how much a figure moved since the meeting before; None where one of them is not known."""
        if self.before is None or self.before.value is None or self.line.value is None:
            return None
        return self.line.value - self.before.value

    @property
    def light(self) -> str:
        """Better or worse, where one is better."""
        if not self.moved or self.line.up_is_good is None:
            return ""
        return "met" if (self.moved > 0) == self.line.up_is_good else "behind"


@dataclass(frozen=True, slots=True)
class Year:
    """Where every target stood on the year's last day (or stands today), goals revised within the year, and of what the
    meeting decides that which is for the years to come."""

    at: date
    final: list[Item]
    revisions: list[Goal]
    following: list[Fulfilled]

    @property
    def reached(self) -> list[Item]:
        return [each for each in self.final if each.state is TargetState.MET]

    @property
    def others(self) -> list[Item]:
        return [each for each in self.final if each.state is not TargetState.MET]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many targets stand in each state, in the order of the lights."""
        told: Counter[str] = Counter(each.state for each in self.final)
        return [(state, told[state]) for state in LIGHTS if told[state]]


class Dossier:
    """One meeting with all that its page says about it; each part is asked for where it is shown."""

    def __init__(self, row: Meeting, vp: PlanViewpoint) -> None:
        self.row, self.vp, self.user = row, vp, vp.user

    @cached_property
    def offers(self) -> list[Offer]:
        return MEETING.offers(self.row, self.user)

    @cached_property
    def fixed(self) -> bool:
        return self.row.as_of is not None

    @cached_property
    def reads_agenda(self) -> bool:
        """Who is only asked to come has no agenda to read: whether it is for him, whether or not it has lines."""
        able = (Permission.PLAN, Permission.DECIDE, Permission.RECORD)
        return any(may(self.user, permission, self.row) for permission in able)

    @cached_property
    def live(self) -> list[AgendaRow]:
        """As it stands today; of a meeting that is over nobody needs it."""
        if not self.reads_agenda or self.row.state in (State.CONFIRMED, State.CANCELLED):
            return []
        return live_rows(self.vp, self.row)

    @cached_property
    def lines(self) -> list[Shown]:
        kept = list(visible(self.user, AgendaLine).filter(meeting=self.row)) if self.fixed else []
        before = self._figures_before
        now = {key_of_line(each): each for each in self.live}
        if not kept:
            return [Shown(each, before=before.get(each.code)) for each in self.live]
        compares = bool(now)
        return [
            Shown(line, now.get(key), before.get(line.code), compares and key not in now)
            for line in kept
            for key in (key_of_line(line),)
        ]

    @cached_property
    def _figures_before(self) -> dict[str, AgendaLine]:
        """Of the meeting before that had a fixed agenda."""
        earlier = Meeting.objects.filter(city=self.row.city_id, chain=self.row.chain_id, starts__lt=self.row.starts)
        last = earlier.filter(as_of__isnull=False).order_by("-starts", "-pk").values("pk")[:1]
        rows = visible(self.user, AgendaLine).filter(meeting__in=last).exclude(code="")
        return {line.code: line for line in rows if line.group == AgendaGroup.MOVED}

    def group(self, group: AgendaGroup) -> list[Shown]:
        return [each for each in self.lines if each.line.group == group]

    @cached_property
    def promised(self) -> list[Shown]:
        return self.group(AgendaGroup.PROMISED)

    @property
    def kept_promises(self) -> int:
        return sum(each.line.kind == "met" for each in self.promised)

    @cached_property
    def figures(self) -> list[Shown]:
        """Those that moved first; where nothing lies before, all."""
        return sorted(self.group(AgendaGroup.MOVED), key=lambda each: not each.moved)

    @cached_property
    def behind(self) -> list[Shown]:
        return self.group(AgendaGroup.BEHIND)

    @cached_property
    def to_settle(self) -> list[Shown]:
        """What rooms bring up to be decided at their own pages."""
        return self.group(AgendaGroup.DECIDE)

    @cached_property
    def works(self) -> list[Work]:
        return works_of(self.vp, [each.line for each in self.lines])

    @cached_property
    def decisions(self) -> list[Fulfilled]:
        rows = visible(self.user, Decision).filter(meeting=self.row).select_related(*DECISION_LISTED)
        return fulfilled(rows.exclude(state=DecisionState.DROPPED).order_by("place"), timezone.localdate())

    @property
    def taken(self) -> list[Fulfilled]:
        states = (DecisionState.TAKEN, DecisionState.ASSIGNED)
        return [each for each in self.decisions if each.decision.state in states]

    @property
    def undecided(self) -> int:
        return sum(each.decision.state == DecisionState.ASKED for each in self.decisions)

    @cached_property
    def year(self) -> Year:
        """What a consultation of the whole city looks at besides."""
        goals = visible(self.user, Goal).filter(target__plan=self.row.plan_id).exclude(reason="")
        revised = goals.filter(effective_from__gte=self.row.starts, effective_from__lte=self.row.ends)
        following = [each for each in self.decisions if each.decision.deadline > self.row.ends]
        at = max(self.vp.plan.starts, min(self.row.ends, timezone.localdate()))
        looking = replace(self.vp, at=at)
        final = target_items(looking, looking.standings())
        told = list(revised.select_related("target").order_by("effective_from", "pk")[:YEARLY])
        return Year(at, final, told, following)

    @cached_property
    def attendance(self) -> list[Attendance]:
        return list(visible(self.user, Attendance).filter(meeting=self.row).select_related("asked__rank"))

    @property
    def came(self) -> dict[str, int]:
        return Counter(each.presence for each in self.attendance)

    @property
    def by_presence(self) -> list[tuple[str, str]]:
        """Who came and who did not, by name; the chair is told apart."""
        others = [each for each in self.attendance if each.asked_id != self.row.chair_id]
        told = ((word, [each.name for each in others if each.presence == code]) for code, word in Presence.choices)
        return [(word, "、".join(names)) for word, names in told if names]

    @property
    def here(self) -> int:
        return self.came.get(Presence.PRESENT, 0) + self.came.get(Presence.DEPUTISED, 0)

    @cached_property
    def minutes(self) -> Minute | None:
        return next((each for each in self._written if not each.corrects), None)

    @property
    def corrections(self) -> list[Minute]:
        return [each for each in self._written if each.corrects]

    @cached_property
    def _written(self) -> list[Minute]:
        return list(visible(self.user, Minute).filter(meeting=self.row).select_related("by"))

    @cached_property
    def history(self) -> list[Happening]:
        return history_of(self.row) if self.reads_agenda else []


def dossier(row: Meeting, vp: PlanViewpoint) -> Dossier:
    return Dossier(row, vp)
