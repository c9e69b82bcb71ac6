"""Open challenges: what waits for judges, and how each answer stands: its total and rank, or who has not scored it.

Scores are read by those who judge, each their own, and by the office and who matches; who answers reads none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import number
from lianzhang.plans.models import NeedCriterion

from .interests import owning, taking_part
from .models import Juror, JurorState, Match, MatchState, Need, NeedState, Posting, Result, Score
from .permissions import Permission
from .ranking import mean_of, ranks_of, total_of

__all__ = [
    *("POINT", "Given", "Judging", "Standing", "in_order", "judging_of", "reads_scores", "standings_of"),
    *("standings_seen", "to_judge", "to_sit"),
]

POINT = "point_"  # before the code of a criterion, in forms and in what an act refuses
READERS = ("city", "chains")  # for whom those act who read scores


def _being_judged(path: str = "") -> dict[str, Any]:
    """Open needs of a judged kind that take no more answers, and whose results are not announced."""
    closed = {"kind__judges__isnull": False, "state": NeedState.OPEN, "bids_closed_on__isnull": False}
    return {f"{path}{name}": value for name, value in (closed | {"announced_on": None}).items()}


def to_judge(by: User) -> Q:
    """Answers that wait for this post's score: it sits in judgement on their need and has not scored them."""
    active = acting(by)
    if active is None or active.post is None or not may(by, Permission.JUDGE):
        return Q(pk__in=())
    seats = Juror.objects.filter(post=active.post, state=JurorState.SITTING).order_by().values("need")
    given = Score.objects.filter(post=active.post).order_by().values("match")
    return Q(**_being_judged("need__"), state=MatchState.TALKING, need__in=seats) & ~Q(pk__in=given)


def to_sit(by: User) -> QuerySet[Posting]:
    """Challenges of the post's chains that have too few judges, and in which it takes no part."""
    active = acting(by)
    rows = visible(by, Posting)
    if active is None or active.post is None or not may(by, Permission.JUDGE):
        return rows.none()
    waits = Q(**_being_judged("need__"), need__chain__in=active.chains)
    seats = Juror.objects.filter(post=active.post).order_by().values("need")
    part = Match.objects.filter(taking_part(active)).order_by().values("need")
    owned = Need.objects.filter(owning(active)).order_by().values("pk")
    return rows.filter(waits, _short()).exclude(Q(need__in=seats) | Q(need__in=part) | Q(need__in=owned))


def _short() -> Q:
    """Fewer sit in judgement, and have no interest in any answer, than the kind asks."""
    sitting = Juror.objects.filter(need=OuterRef("need"), state=JurorState.SITTING).order_by()
    able = sitting.exclude(pk__in=_torn()).values("need").annotate(count=Count("*")).values("count")
    return Q(LessThan(Coalesce(Subquery(able), 0), F("need__kind__judges")))


def _torn() -> QuerySet[Any]:
    """Jurors with an interest in an answer to their need."""
    interest = Score.objects.filter(conflict=True, match__need=OuterRef("need"), post=OuterRef("post")).order_by()
    return Juror.objects.annotate(torn=Subquery(interest.values("pk")[:1])).filter(torn__isnull=False).values("pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an answer stands: its total and rank once all have scored, else who has not, and how many more it needs.

    `count`: how many scores count. An answer that is not in play any more has neither rank nor anybody to wait for."""

    total: Decimal | None = None
    rank: int | None = None
    count: int = 0
    waiting: tuple[str, ...] = ()
    short: int = 0

    @property
    def told(self) -> str:
        """Why there is no rank yet, in words."""
        if self.rank is not None:
            return f"第{self.rank}名，{number(self.total, 2)}分"
        said = [f"等{'、'.join(self.waiting)}评"] if self.waiting else []
        return "；".join([*said, *([f"还差{self.short}位专家"] if self.short else [])])


def standings_of(
    need: Need, matches: Iterable[Match], jurors: Iterable[Juror], scores: Iterable[Score], results: Iterable[Result]
) -> dict[int, Standing]:
    """By key how each answer in play stands. What was announced stays as it was; the others rank among each other."""
    criteria, needed = list(need.kind.criteria.all()), need.kind.judges or 0
    sitting = {each.post_id: str(each.post) for each in jurors if each.state == JurorState.SITTING}
    given: dict[int, list[Score]] = {}
    for score in scores:
        given.setdefault(score.match_id, []).append(score)
    fixed = {each.match_id: Standing(each.total, each.rank, each.count) for each in results}
    open_ones = [each for each in matches if each.state == MatchState.TALKING and each.pk not in fixed]
    told = {each.pk: _standing(given.get(each.pk, []), sitting, criteria, needed) for each in open_ones}
    ranks = ranks_of({key: each.total for key, each in told.items()})
    ranked = {
        key: Standing(each.total, ranks.get(key), each.count, each.waiting, each.short) for key, each in told.items()
    }
    return ranked | fixed


def _standing(
    scores: Sequence[Score], sitting: Mapping[int | None, str], criteria: Sequence[NeedCriterion], needed: int
) -> Standing:
    totals = {each.post_id: total_of(each.points, criteria) for each in scores if not each.conflict}
    whole = [each for each in totals.values() if each is not None]
    torn = {each.post_id for each in scores if each.conflict}
    waiting = tuple(name for post, name in sitting.items() if post not in torn and totals.get(post) is None)
    short = max(needed - len(whole) - len(waiting), 0)
    return Standing(None if waiting or short else mean_of(whole), None, len(whole), waiting, short)


def reads_scores(by: User, need: Need) -> bool:
    """Whether somebody who sees a need of a judged kind reads its scores: the office, leaders, who matches it."""
    active = acting(by)
    return need.kind.judges is not None and active is not None and active.role.acts_for in READERS


def standings_seen(by: User, need: Need, matches: Sequence[Match]) -> dict[int, Standing]:
    """How answers stand, as far as somebody reads it: what was announced alone, for those who read no scores."""
    results = visible(by, Result).filter(match__need=need)
    if not reads_scores(by, need):
        return standings_of(need, (), (), (), results)
    jurors = visible(by, Juror).filter(need=need).select_related("post")
    return standings_of(need, matches, jurors, visible(by, Score).filter(match__need=need), results)


def in_order(matches: Iterable[Match], standings: Mapping[int, Standing]) -> list[Match]:
    """Best first; those without a rank last, as they came."""

    def place(row: Match) -> tuple[bool, int]:
        rank = standings[row.pk].rank if row.pk in standings else None
        return rank is None, rank or 0

    return sorted(matches, key=place)


class Given(NamedTuple):
    """One judge's score, with its points by criterion, "" where it gives none."""

    row: Score
    points: list[str]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Judging:
    """How an answer is judged. `reads`: who looks reads all scores; `own`: the score of who looks.

    `standing` None: nothing of it is to be read."""

    criteria: list[NeedCriterion]
    needed: int
    given: list[Given]
    standing: Standing | None
    own: Score | None
    reads: bool

    @property
    def headline(self) -> str:
        """The total, and the rank to who reads all scores."""
        here = self.standing
        if here is None or here.total is None:
            return "还没有排名"
        return f"{number(here.total, 2)}分" + (f"，第{here.rank}名" if self.reads else "")


def judging_of(by: User, row: Match, *, reads: bool) -> Judging | None:
    """None of a kind that is not judged. `reads`: who looks reads all scores."""
    if not row.need.kind.judges:
        return None
    criteria = list(row.need.kind.criteria.order_by("order"))
    seen = list(visible(by, Score).filter(match=row).select_related("post").order_by("pk"))
    active: Any = acting(by)
    own = next((each for each in seen if active and active.post and each.post_id == active.post.pk), None)
    standing = standings_seen(by, row.need, _rivals(by, row) if reads else []).get(row.pk)
    return Judging(criteria, row.need.kind.judges, list(_given(seen, criteria)), standing, own, reads)


def _rivals(by: User, row: Match) -> list[Match]:
    return list(visible(by, Match).filter(need=row.need_id, state=MatchState.TALKING))


def _given(rows: Iterable[Score], criteria: Sequence[NeedCriterion]) -> Iterator[Given]:
    for each in rows:
        total = total_of(each.points, criteria)
        points = [each.points.get(one.code, "") for one in criteria]
        yield Given(each, points, None if total is None else mean_of([total]))
