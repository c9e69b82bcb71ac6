"""Open challenges: what the scores of an answer come to, and who takes part in a matter, so that they do not judge it.

Scores are out of 100. A judge reads no other score until the contract is put down; who answers reads none at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from lianzhang.access.api import ActiveAssignment, acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import number
from lianzhang.plans.models import NeedCriterion

from .models import DONE, Match, MatchState, NeedState, Score
from .permissions import Permission

__all__ = [
    *("POINT", "SIGNED", "Given", "Judging", "Standing", "in_order", "judging_of", "mean_of", "standings_of"),
    *("taking_part", "to_judge", "total_of"),
]

POINT = "point_"  # before the code of a criterion, in forms and in what an act refuses
SIGNED = (MatchState.AGREED, *DONE)
FULL = 100
_COUNTING = Score.objects.filter(match=OuterRef("pk"), conflict=False).order_by()
COUNTED = Coalesce(Subquery(_COUNTING.values("match").annotate(count=Count("pk")).values("count")), 0)
_ON_CHAINS = {"need__kind__judges__isnull": False, "need__state": NeedState.OPEN}


def taking_part(active: ActiveAssignment) -> Q:
    """Answers that the post gives, or its organization by another post or as a firm."""
    own = Q(body=active.post)
    if active.organization is not None:
        own |= Q(body__organization=active.organization) | Q(enterprise__organization=active.organization)
    return own


def to_judge(by: User) -> Q:
    """Answers that wait for this person's score: they came, too few have judged, and nothing keeps the post out."""
    active = acting(by)
    if active is None or active.post is None or not may(by, Permission.JUDGE):
        return Q(pk__in=())
    waits = Q(**_ON_CHAINS, state=MatchState.TALKING, need__chain__in=active.chains)
    given = Score.objects.filter(post=active.post).values("match")
    own = Match.objects.filter(taking_part(active) | Q(authors__includes=by.pk)).order_by().values("need")
    return waits & ~Q(pk__in=given) & ~Q(need__in=own) & Q(LessThan(COUNTED, F("need__kind__judges")))


@dataclass(frozen=True, slots=True)
class Standing:
    """The mean of the scores that count, out of 100, and how many they are; None where there is none."""

    mean: Decimal | None
    count: int


def total_of(points: Mapping[str, str], criteria: Iterable[NeedCriterion]) -> Decimal | None:
    """The weighted points of one judge, out of 100. A criterion that came later, of which a score says nothing, is left
    out of it; None where nothing is left."""
    said = [each for each in criteria if each.code in points]
    weights = sum(each.weight for each in said)
    if not weights:
        return None
    return sum((Decimal(points[each.code]) * FULL * each.weight / each.most for each in said), Decimal(0)) / weights


def mean_of(totals: Iterable[Decimal | None]) -> Standing:
    given = [each for each in totals if each is not None]
    return Standing(sum(given, Decimal(0)) / len(given) if given else None, len(given))


def standings_of(by: User, matches: QuerySet[Any] | Sequence[Match]) -> dict[int, Standing]:
    """By key what answers in sight came to, as far as somebody reads that; judges do after the contract. Two queries.

    None of answers that nobody has scored."""
    rows = visible(by, Score).filter(match__in=matches, conflict=False).select_related("match__need")
    if may(by, Permission.JUDGE):
        rows = rows.filter(match__state__in=SIGNED)
    given = list(rows)
    by_kind: dict[int, list[NeedCriterion]] = {}
    for each in visible(by, NeedCriterion).filter(kind__in={row.match.need.kind_id for row in given}):
        by_kind.setdefault(each.kind_id, []).append(each)
    totals: dict[int, list[Decimal | None]] = {}
    for row in given:
        totals.setdefault(row.match_id, []).append(total_of(row.points, by_kind.get(row.match.need.kind_id, [])))
    return {key: mean_of(told) for key, told in totals.items()}


def in_order(matches: Iterable[Match], standings: Mapping[int, Standing]) -> list[Match]:
    """Best first; those that nobody has scored last, as they came."""

    def place(row: Match) -> tuple[bool, Decimal]:
        mean = standings[row.pk].mean if row.pk in standings else None
        return mean is None, -(mean or Decimal(0))

    return sorted(matches, key=place)


class Given(NamedTuple):
    """One judge's score, with its points by criterion, "" where it gives none."""

    row: Score
    points: list[str]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Judging:
    """How an answer is judged. `standing` None: who looks does not read it. `own`: the score of who looks."""

    criteria: list[NeedCriterion]
    needed: int
    given: list[Given]
    standing: Standing | None
    own: Score | None

    @property
    def missing(self) -> int:
        return max(self.needed - self.standing.count, 0) if self.standing else 0

    @property
    def told(self) -> str:
        """The mean in words, to who reads it."""
        if self.standing is None:
            return ""
        mean = self.standing.mean
        return "没有评" if mean is None else f"平均{number(mean, 1)}分（{self.standing.count}位）"


def judging_of(by: User, row: Match, *, reads: bool) -> Judging | None:
    """None of a kind that is not judged. `reads`: who looks reads all scores."""
    if not row.need.kind.judges:
        return None
    criteria = list(row.need.kind.criteria.order_by("order"))
    seen = list(visible(by, Score).filter(match=row).select_related("post").order_by("pk"))
    active: Any = acting(by)
    given = [
        Given(each, [each.points.get(one.code, "") for one in criteria], total_of(each.points, criteria))
        for each in seen
    ]
    standing = mean_of(each.total for each in given if not each.row.conflict) if reads else None
    own = next((each for each in seen if active and active.post and each.post_id == active.post.pk), None)
    return Judging(criteria, row.need.kind.judges, given, standing, own)
