"""How many workdays a matter is overdue, and which colour and what time to answer the plan gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianzhang.plans.models import Colour, Plan, SupervisionColour
from lianzhang.registry.api import work_calendar

__all__ = ["ORDER", "Colours", "heavier", "overdue_days"]

ORDER = [each.value for each in Colour]  # the least pressing first
ANSWER_IN = 5  # workdays, where the plan's table says nothing


def overdue_days(deadline: date | None, on: date) -> int:
    """Workdays past the deadline; 0 before it, and where there is none."""
    return max(0, work_calendar().workdays_between(deadline, on)) if deadline and deadline < on else 0


@dataclass(frozen=True, slots=True)
class Colours:
    """A plan's table: from so many workdays overdue on, so many workdays to answer."""

    rows: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, plan: Plan | int) -> Colours:
        rows = SupervisionColour.objects.filter(plan=plan).order_by("from_days")
        return cls(tuple(rows.values_list("colour", "from_days", "answer_workdays")))

    def of_days(self, days: int) -> str:
        """Of what is not overdue, the least; the office may choose another."""
        reached = [colour for colour, start, _ in self.rows if days >= start]
        return max(reached, key=ORDER.index, default=Colour.BLUE.value)

    def answer_by(self, colour: str, on: date) -> date:
        limits = {name: limit for name, _, limit in self.rows}
        return work_calendar().add_workdays(on, limits.get(colour, ANSWER_IN))

    @property
    def words(self) -> str:
        """1—3天蓝，4—10天黄，超过10天红."""
        told = []
        for place, (colour, start, _) in enumerate(self.rows):
            letter = Colour(colour).label[0]
            if place + 1 == len(self.rows):
                told.append(f"超过{start - 1}天{letter}")
            else:
                told.append(f"{start}—{self.rows[place + 1][1] - 1}天{letter}")
        return "，".join(told)


def heavier(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)
