"""Plan beside published outcome: for each target the goal, the last value that counts, its day and its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Point, Row
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import Reason, State
from lianzhang.plans.models import Clause, Observation, Source, Target
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.notes import note_text
from lianzhang.plans.words.wording import goals_text, point_text, when_text

from .clauses import within

__all__ = ["Outcome", "OutcomePage", "outcome_page"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table. A blank value stays a blank."""

    standing: Standing
    goal: str
    value: str
    nominal: Decimal | None
    precision: str
    when: str
    date: date | None
    sources: tuple[Source, ...]
    note: str

    @property
    def target(self) -> Target:
        return self.standing.target

    @property
    def state(self) -> State:
        return self.standing.evaluation.state


@dataclass(frozen=True, slots=True)
class OutcomePage:
    everything: list[Outcome]
    shown: list[Outcome]
    counts: Counter[str]

    @property
    def published(self) -> int:
        return sum(bool(row.value) for row in self.everything)

    @property
    def blank(self) -> int:
        return len(self.everything) - self.published


def outcome_page(vp: PlanViewpoint, chosen: Mapping[str, str], clauses: list[Clause]) -> OutcomePage:
    standings = vp.standings()
    named = _sources(vp, [point for standing in standings if (point := published(standing))])
    everything = [_outcome(standing, named) for standing in standings]
    asked = within(clauses, chosen.get("clause", ""))
    fitting = [row for row in everything if _fits(row, chosen, asked)]
    shown = [row for row in fitting if chosen.get("state", row.state) == row.state]
    return OutcomePage(everything, shown, Counter(row.state for row in fitting))


def published(standing: Standing) -> Point | None:
    """The last value that counts. A target asked of each chain has no single one."""
    return None if len(standing.evidence) > 1 else standing.evaluation.point


def _outcome(standing: Standing, named: Mapping[Row, Source]) -> Outcome:
    target, evaluation, point = standing.target, standing.evaluation, published(standing)
    bare = evaluation.reason is Reason.NO_EVIDENCE and not evaluation.parts
    return Outcome(
        standing=standing,
        goal=goals_text(target, standing.goals),
        value=point_text(point, target.unit) if point else "",
        nominal=round(point.nominal, 2) if point else None,
        precision=point.precision if point else "",
        when=when_text(point) if point else "",
        date=point.date if point else None,
        sources=tuple(dict.fromkeys(named[row] for row in point.rows if row in named)) if point else (),
        note="" if bare else note_text(evaluation, target.unit),
    )


def _sources(vp: PlanViewpoint, points: list[Point]) -> dict[Row, Source]:
    """The sources of the figures shown, in one query."""
    pks = {row.pk for point in points for row in point.rows if row.kind == "observation"}
    reports = vp.rows(Observation).filter(pk__in=pks).select_related("source")
    return {Row("observation", report.pk): report.source for report in reports}


def _fits(row: Outcome, chosen: Mapping[str, str], clauses: set[int] | None) -> bool:
    choice = chosen.get("published")
    return (
        (clauses is None or row.target.clause_id in clauses)
        and (not choice or (choice == "yes") == bool(row.value))
        and chosen.get("q", "").casefold() in row.target.name.casefold()
    )
