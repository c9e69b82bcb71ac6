"""What each body comes to by the plan's scores: points target by target, their sum, its rank and what that brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.evaluation import (
    Award,
    Evaluation,
    Judged,
    Points,
    Ranked,
    Reach,
    Rule,
    Total,
    judged,
    points_of,
    ranks,
)
from lianzhang.plans.models import BodyKind, Prize, Score, Target
from lianzhang.plans.models.scopes import EACH_OF, named_scope
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.scoring import (
    points_text,
    prize_text,
    rank_text,
    rule_text,
    terms_of_prize,
    total_text,
    why_text,
)
from lianzhang.registry.models import Chain, ChainGroup, Organization, Park, Region

__all__ = ["Body", "Cell", "ScoreList", "ScorePage", "has_scores", "score_page"]

MODELS: dict[str, Any] = {
    BodyKind.REGION: Region,
    BodyKind.PARK: Park,
    BodyKind.CHAIN: Chain,
    BodyKind.GROUP: ChainGroup,
    BodyKind.ORGANIZATION: Organization,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one target brings one body."""

    score: Score
    target: Target
    evaluation: Evaluation
    rule: Rule
    seen: Judged
    points: Points

    @property
    def how(self) -> str:
        return rule_text(self.rule, self.target.unit, falling=self.seen.falling, counted=self.seen.counted)

    @property
    def told(self) -> str:
        return points_text(self.points)

    @property
    def why(self) -> str:
        return why_text(self.rule, self.seen, self.points, self.evaluation, self.target.unit)

    @property
    def open(self) -> bool:
        """Whether it may yet be another: not known, or not due."""
        return not self.points.known or self.evaluation.terms.due > self.evaluation.at


@dataclass(frozen=True, slots=True)
class Body:
    """One that is scored. `prizes` are those within reach, with how near they are."""

    kind: str
    row: Any
    cells: tuple[Cell, ...]
    total: Total
    rank: Ranked | None
    prizes: tuple[tuple[Prize, Reach], ...]

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @property
    def points(self) -> str:
        return total_text(self.total)

    @property
    def ranked(self) -> str:
        return rank_text(self.rank)

    @property
    def wins(self) -> list[str]:
        return [prize_text(prize, reach) for prize, reach in self.prizes]

    @property
    def known(self) -> bool:
        return self.total.low == self.total.high and self.total.vetoed is not None


@dataclass(frozen=True, slots=True)
class ScoreList:
    """The bodies of one kind, those ranked first; `unranked` says why there are no ranks."""

    kind: str
    bodies: tuple[Body, ...]
    prizes: tuple[Prize, ...]

    @property
    def label(self) -> str:
        return words().areas if self.kind == BodyKind.REGION else BodyKind(self.kind).label

    @property
    def known(self) -> int:
        return sum(body.known for body in self.bodies)

    @property
    def first(self) -> list[Body]:
        return [body for body in self.bodies if body.rank and body.rank.certain and body.rank.best == 1]

    @property
    def unranked(self) -> str:
        if len({body.total.full for body in self.bodies}) > 1:
            return "满分不同，不能互比，所以不排名次"
        undecided = any(not body.rank or not body.rank.certain for body in self.bodies if not body.total.vetoed)
        return "有的得分未知，会改变名次的不定名次" if undecided and len(self.bodies) > 1 else ""

    @property
    def terms(self) -> list[tuple[Prize, str]]:
        return [(prize, terms_of_prize(prize)) for prize in self.prizes]


@dataclass(frozen=True, slots=True)
class ScorePage:
    lists: tuple[ScoreList, ...]

    @property
    def lines(self) -> Iterator[tuple[Body, Cell]]:
        return ((body, cell) for each in self.lists for body in each.bodies for cell in body.cells)

    @property
    def open(self) -> int:
        return sum(cell.open for _, cell in self.lines)


def has_scores(vp: PlanViewpoint) -> bool:
    """Whether the plan scores anybody, and the one who looks may know."""
    return _scores(vp).exists()


def _scores(vp: PlanViewpoint) -> Any:
    return visible(vp.user, Score).filter(target__plan=vp.plan)


def score_page(vp: PlanViewpoint) -> ScorePage:
    """A fixed number of queries after the evaluation."""
    cells: dict[str, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for kind, pk, cell in _cells(vp):
        cells[kind][pk].append(cell)
    prizes = list(vp.rows(Prize).select_related("clause").order_by("order"))
    return ScorePage(
        tuple(
            _list(vp, kind, cells[kind], tuple(prize for prize in prizes if prize.bodies == kind))
            for kind in BodyKind.values
            if cells[kind]
        )
    )


def _cells(vp: PlanViewpoint) -> Iterator[tuple[str, int, Cell]]:
    """In the order of the plan's table; a row for one body stands for the row of all."""
    targets = {target.pk: target for target in vp.run.targets}
    rows = [row for row in _scores(vp).select_related("clause").order_by("order") if row.target_id in targets]
    own = {(row.target_id, row.bodies, row.rule, row.named) for row in rows if row.named}
    for row in rows:
        target = targets[row.target_id]
        evaluations = _evaluations(vp, row, target)
        for pk, evaluation in evaluations.items():
            if row.named is None and (row.target_id, row.bodies, row.rule, pk) in own:
                continue
            rule, seen = rule_of(row), judged(evaluation)
            yield row.bodies, pk, Cell(row, target, evaluation, rule, seen, points_of(rule, seen))


def rule_of(row: Score) -> Rule:
    zero = Decimal(0)
    return Rule(
        kind=row.rule,
        points=row.points or zero,
        step=row.step or Decimal(1),
        per_step=row.per_step or zero,
        whole_steps=row.whole_steps,
        counted_from=row.counted_from,
        floor=row.floor or zero,
        cap=row.cap,
    )


def _evaluations(vp: PlanViewpoint, row: Score, target: Target) -> dict[int, Evaluation]:
    """Of each body that the row scores, where the target stands for it."""
    whole = vp.standing(target).evaluation
    if row.bodies == BodyKind.ORGANIZATION:
        pks = [row.named] if row.named else [owner.pk for owner in target.owner_list]
        return dict.fromkeys(pks, whole)
    if target.scope_kind in EACH_OF:
        by_member = {part.key.pk: part.evaluation for part in whole.parts if part.key.pk}  # type: ignore[union-attr]
    else:
        scope = named_scope(target)
        by_member = {scope.pk: whole} if scope and scope.pk else {}
    return {pk: each for pk, each in by_member.items() if row.named in (None, pk)}


def _list(vp: PlanViewpoint, kind: str, cells: dict[int, list[Cell]], prizes: tuple[Prize, ...]) -> ScoreList:
    totals = {pk: Total.of((cell.rule, cell.seen) for cell in own) for pk, own in cells.items()}
    ranked = ranks(totals)
    named = vp.stated.name_all(list(visible(vp.user, MODELS[kind]).filter(pk__in=cells).order_by("code")))
    bodies = [
        Body(kind, row, tuple(cells[row.pk]), totals[row.pk], ranked.get(row.pk), _won(prizes, totals, ranked, row.pk))
        for row in named
    ]
    bodies.sort(key=lambda body: (body.rank.best, body.rank.worst) if body.rank else (len(bodies), len(bodies)))
    return ScoreList(kind, tuple(bodies), prizes)


def _won(
    prizes: tuple[Prize, ...], totals: dict[int, Total], ranked: dict[Any, Ranked], pk: int
) -> tuple[tuple[Prize, Reach], ...]:
    reaches = (
        (each, Award(each.first, each.last, each.at_least, each.below).reach(totals[pk], ranked.get(pk)))
        for each in prizes
    )
    return tuple((prize, reach) for prize, reach in reaches if reach is not Reach.NOT)
