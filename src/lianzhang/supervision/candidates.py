"""What could be supervised today, as all rooms tell it: with workdays overdue, colour, and where it already stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.supervision import Candidate
from lianzhang.plans.api import PlanViewpoint
from lianzhang.plans.models import Colour, Plan
from lianzhang.records.api import model_of, subject_of
from lianzhang.registry.api import key_of_body
from lianzhang.responsibility.api import Responsible, responsible_for

from .colours import Colours, overdue_days

__all__ = ["Matter", "is_settled", "looking_today", "matter_of", "matters", "usually_asked"]


@dataclass(frozen=True, slots=True)
class Matter:
    """A candidate as it stands on a day; `overdue` in workdays, 0 where it is only in danger."""

    of: Candidate
    subject: str
    leads: tuple[Any, ...]
    others: tuple[Any, ...]
    overdue: int
    colour: str

    @property
    def kind_title(self) -> str:
        return str(self.of.row._meta.verbose_name)

    @property
    def lead(self) -> Any:
        """The body that answers for it; None: nobody does."""
        return self.leads[0] if self.leads else None

    @property
    def lead_key(self) -> str:
        return key_of_body(self.lead) if self.lead else ""

    @property
    def helpers(self) -> tuple[Any, ...]:
        return (*self.leads[1:], *self.others)

    @property
    def colour_word(self) -> str:
        return str(Colour(self.colour).label)


def looking_today(plan: Plan, by: Any) -> PlanViewpoint:
    """Supervision looks from today, whatever day the address names."""
    at = max(plan.starts, min(timezone.localdate(), plan.ends))
    return PlanViewpoint(city=plan.city, at=at, plan=plan, plans=(plan,), user=by)


def matters(plan: Plan, by: Any) -> list[Matter]:
    """The longest overdue first, then those in danger by their deadline."""
    vp, today, colours = looking_today(plan, by), timezone.localdate(), Colours.of(plan)
    # An assignment of today counts, though the plan looked at may have ended.
    assigned = responsible_for(plan, today, by)
    told = [_matter(each, today, colours, assigned) for each in _named(vp)]
    return sorted(told, key=lambda each: (-each.overdue, each.of.deadline or date.max))


def _named(vp: PlanViewpoint) -> Iterator[Candidate]:
    for room in rooms():
        if room.supervised:
            yield from room.supervised(vp)


def _matter(
    candidate: Candidate, on: date, colours: Colours, assigned: Mapping[tuple[str, int], Responsible]
) -> Matter:
    """Who answers for a target or duty is whoever was assigned; of other rows their own room says it."""
    days = overdue_days(candidate.deadline, on)
    who = assigned.get((candidate.kind, candidate.row.pk))
    leads, others = (who.leads, who.helpers) if who else (candidate.leads, candidate.helpers)
    return Matter(candidate, subject_of(candidate.row), leads, others, days, colours.of_days(days))


def matter_of(subject: str, among: Iterable[Matter]) -> Matter | None:
    return next((each for each in among if each.subject == subject), None)


def is_settled(subject: str) -> bool:
    """Whether the row that is named so is done by its own room's table."""
    model = model_of(subject)
    row = model._default_manager.filter(pk=subject.rpartition(":")[2]).first() if model else None
    answers = (room.settled(row) for room in rooms() if room.settled) if row else ()
    return any(answer is True for answer in answers)


# What is asked where nobody says more, by what the row is and whether it is late.
ASKED = {
    ("target", True): "写明未达原因、补救办法和完成日期",
    ("target", False): "写明滞后原因和年内补救办法",
    ("duty", True): "补报办理记录，写明完成日期",
}


def usually_asked(matter: Matter) -> str:
    late = matter.overdue > 0
    return ASKED.get((matter.of.kind, late), "书面反馈原因和办结日期" if late else "反馈进展")
