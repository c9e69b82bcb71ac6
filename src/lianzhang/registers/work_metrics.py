"""The metrics of meetings and of recorded work: how often a duty of the plan was done in each period.

Where the register is declared complete it decides; otherwise what is recorded is the least that was done."""

from __future__ import annotations

from collections.abc import Sequence

from lianzhang.kernel.metrics import Ask, Evidence, metric

from .evidence.counting import Spell, periods_asked, received_points, until
from .evidence.precedence import decide
from .evidence.registers import complete, proof
from .evidence.work import at_least, meetings_held, recorded_works
from .metrics import needs_of

__all__: list[str] = []


@metric("reviews.held", title="会议台账里开过的次数", needs=("item",), items="duties", register="meetings")
def held(ask: Ask) -> Evidence:
    """How many meetings with confirmed minutes show the duty `item` done, by the periods for which they were held."""
    return _counted(ask, "reviews.held", meetings_held(ask, _duties(ask)))


@metric("tasks.recorded", title="工作台账里已确认的件数", needs=("item",), items="duties", register="work_records")
def recorded(ask: Ask) -> Evidence:
    """How many confirmed records of work count for the duty `item`, by their dates."""
    return _counted(ask, "tasks.recorded", recorded_works(ask, _duties(ask)))


def _duties(ask: Ask) -> list[str]:
    return ask.params.get("item", "").split(";")


def _counted(ask: Ask, name: str, spells: Sequence[Spell]) -> Evidence:
    register = needs_of(name, "")[0]
    covered, asked = until(complete(ask, register), ask.at), periods_asked(ask)
    points = received_points(spells, asked, covered, proof(ask, register[0]))
    told = decide(ask, points, covered)
    reported = [point.period for point in told.points]
    more = [each for each in at_least(spells, asked, covered) if not any(each.period.overlaps(one) for one in reported)]
    return Evidence(tuple(sorted((*told.points, *more), key=lambda each: each.date)), told.covered)
