"""One need, and one answer to it, with all that their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

from lianzhang.access.api import SYSTEM, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.formatting import day
from lianzhang.kernel.lifecycle import Offer
from lianzhang.parks.models import Capacity
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import NeedField, NeedKind, NeedStage
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Post
from lianzhang.supply.api import Found, suppliers
from lianzhang.supply.api import Need as SupplyNeed
from lianzhang.work.api import StepRefused, state_words

from .backings.queries import Backings, backings_of
from .event_queries import open_events
from .judging import Judging, in_order, judging_of, reads_scores, standings_seen
from .lifecycle import FOLLOW_UP, JUROR, MATCH, NEED
from .models import (
    DONE,
    Customer,
    Delivery,
    Event,
    FollowUp,
    Juror,
    Match,
    MatchState,
    Need,
    NeedState,
    Pool,
    Posting,
    Side,
)
from .needs import side_of
from .permissions import Permission
from .rules import answers_kind
from .scope import sealed
from .stages import Stop, stops_of
from .stuck import stuck_words

__all__ = [
    *("Asked", "MatchDossier", "NeedDossier", "match_dossier", "need_dossier", "reads_within"),
    "told_details",
]

SUGGESTED = 8


def reads_within(by: User, row: Need | None = None) -> bool:
    """Whether somebody reads what a need keeps within: its owner, and who matches it."""
    return may(by, Permission.MATCH, row) if row else may(by, Permission.READ) and may(by, Permission.MATCH)


def told_details(kind: NeedKind, details: dict[str, str], *, within: bool) -> list[tuple[NeedField, str]]:
    """What is said of the kind's own fields, in their order; `within`: also what is not published."""
    fields = kind.fields.all() if within else kind.fields.filter(within=False)
    return [(field, _shown(field, details[field.code])) for field in fields if details.get(field.code)]


def _shown(field: NeedField, text: str) -> str:
    if field.type == NeedField.Type.DAY:
        return day(date.fromisoformat(text))
    return f"{text}{field.unit}" if field.type == NeedField.Type.NUMBER else text


class Seat(NamedTuple):
    """One who judges a challenge, with what may be done about it now."""

    row: Juror
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class NeedDossier:
    """`within` says what is not published; `candidates` who could answer, best first, and who is not asked yet.
    `judged`: each of `matches` has its `standing`, or None, and they come best first; `jurors` judge them. `sealed`: so
    many answers nobody opens yet."""

    row: Need
    details: list[tuple[NeedField, str]]
    matches: list[Match]
    offers: list[Offer]
    candidates: list[Found]
    bodies: list[Post]
    history: list[Happening]
    seen: set[int]
    reads_within: bool
    judged: bool
    jurors: list[Seat]
    arrived: Decimal | None
    sealed: int
    stuck: str
    customer: Customer | None
    backings: Backings | None
    pool: Pool | None

    @property
    def missing(self) -> Decimal | None:
        """How much of what is asked for has not arrived, in the unit of the need."""
        if self.row.quantity is None or self.arrived is None:
            return None
        return max(self.row.quantity - self.arrived, Decimal(0))

    @property
    def running(self) -> int:
        return sum(each.state != MatchState.FAILED for each in self.matches)

    @property
    def suggesting(self) -> bool:
        return bool(self.candidates or self.bodies)


def need_dossier(vp: Viewpoint, row: Need) -> NeedDossier:
    by = vp.user
    matches = list(
        visible(by, Match).filter(need=row).select_related("enterprise", "body", "stage").order_by("-state", "pk")
    )
    for each in matches:
        each.need = row
    standings = standings_seen(by, row, matches) if row.kind.judges else {}
    for each in matches:
        each.standing = standings.get(each.pk)  # type: ignore[attr-defined]
    matches = in_order(matches, standings)
    within = reads_within(by, row)
    carries, firms = row.state == NeedState.OPEN and within, answers_kind(row.kind)
    return NeedDossier(
        row=row,
        details=told_details(row.kind, row.details, within=within),
        matches=matches,
        offers=_need_offers(row, by),
        candidates=_candidates(vp, row, matches) if carries and firms else [],
        bodies=_bodies(row, matches) if carries and not firms else [],
        history=history_of(row),
        seen=firms_in_sight(by, {each.enterprise_id for each in matches if each.enterprise_id}),
        reads_within=within,
        judged=bool(standings) or reads_scores(by, row),
        jurors=_seats(row, by),
        arrived=_arrived(row, matches, by),
        sealed=_sealed(row, matches),
        stuck=stuck_words(row) if within else "",
        customer=visible(by, Customer).filter(pk=row.customer_id).first() if row.customer_id else None,
        backings=backings_of(row, by),
        pool=visible(by, Pool).filter(Q(need=row) | Q(members__need=row)).distinct().first(),
    )


def _sealed(row: Need, matches: list[Match]) -> int:
    """That an answer came is told to whoever reads the need; of whom, and what it says, is not."""
    if not row.kind.judges or row.bids_closed_on:
        return 0
    return visible(SYSTEM, Match).filter(sealed(), need=row).exclude(pk__in=[each.pk for each in matches]).count()


def _arrived(row: Need, matches: list[Match], by: User) -> Decimal | None:
    """Of what is counted in a unit, how much was delivered; None where that is not said."""
    done = [each.pk for each in matches if each.state in DONE]
    if not row.unit or not done:
        return None
    return visible(by, Delivery).filter(match__in=done).order_by().aggregate(sum=Sum("quantity"))["sum"]


# Steps that only some needs go through, or only at times: they are shown where they may be taken.
AT_TIMES = (
    *("move", "close_bids", "reopen", "recall", "decline_rest", "earmark", "resume"),
    *("show_backings", "hide_backings"),
)


def _need_offers(row: Need, by: User) -> list[Offer]:
    def shown(each: Offer) -> bool:
        if each.step.name == "announce":  # says who has not scored yet
            return row.bids_closed_on is not None and row.announced_on is None
        return not (each.missing and each.step.name in AT_TIMES)

    return [each for each in NEED.offers(row, by) if shown(each)]


def _seats(row: Need, by: User) -> list[Seat]:
    jurors = list(visible(by, Juror).filter(need=row).select_related("post").order_by("pk"))
    for each in jurors:
        each.need = row
    return [Seat(each, [one for one in JUROR.offers(each, by) if not one.missing]) for each in jurors]


def _candidates(vp: Viewpoint, row: Need, matches: list[Match]) -> list[Found]:
    taken = {each.enterprise_id for each in matches} | {row.enterprise_id}
    wanted = SupplyNeed(" ".join([row.title, row.text]), row.quantity, row.unit, row.enterprise)
    listed = suppliers(vp, wanted, SUGGESTED + len(taken))
    return [each for each in listed if each.firm.pk not in taken][:SUGGESTED]


def _bodies(row: Need, matches: list[Match]) -> list[Post]:
    """The posts of the city that may answer such a need, and are not asked yet."""
    taken = [each.body_id for each in matches if each.body_id]
    posts = Post.objects.filter(city=row.city_id, rank__role=row.kind.answered_by).exclude(pk__in=taken)
    return list(posts.order_by("code"))


class Asked(NamedTuple):
    """A question what came of it, with the answers that may be given now."""

    row: FollowUp
    offers: list[Offer]

    @property
    def words(self) -> str:
        return state_words(self.row) if self.row.stayed is None else f"还有{self.row.stayed}人在岗"

    @property
    def question(self) -> str:
        return f"到岗满{self.row.months}个月，还有几人在岗" if self.row.months else "成了没有"


@dataclass(frozen=True, slots=True)
class MatchDossier:
    """`side` is that of who looks; None for those who carry it for both. `judges`: who looks may score it now."""

    row: Match
    posting: Posting | None
    details: list[tuple[NeedField, str]]
    stops: list[Stop]
    offers: list[Offer]
    asked: list[Asked]
    deliveries: list[Delivery]
    history: list[Happening]
    side: Side | None
    opens_need: bool
    slow: bool
    events: list[Event]
    judging: Judging | None
    judges: bool
    capacity: Capacity | None
    backings: Backings | None

    @property
    def delivers(self) -> str:
        """What the first delivery is called here, and `keeps` the end: as the plan names these stages."""
        return self._named(NeedStage.Part.DELIVERED) or "交付"

    @property
    def keeps(self) -> str:
        return self._named(NeedStage.Part.KEPT) or "再次交付"

    def _named(self, part: str) -> str:
        judged = self.row.need.kind.judges
        return next((str(each.stage) for each in self.stops if judged and each.stage.part == part), "")

    @property
    def delivered(self) -> Decimal | None:
        values = [each.value for each in self.deliveries if each.value is not None]
        return sum(values, Decimal(0)) if values else None

    @property
    def contradicted(self) -> bool:
        """One side says it is won, and nothing was agreed."""
        return self.row.state in (MatchState.TALKING, MatchState.FAILED) and any(
            each.row.state == "won" for each in self.asked
        )


def match_dossier(vp: Viewpoint, row: Match) -> MatchDossier:
    by = vp.user
    posting = visible(by, Posting).filter(need=row.need_id).first()
    opens_need = visible(by, Need).filter(pk=row.need_id).exists()
    asked = list(visible(by, FollowUp).filter(match=row).order_by("-asked_on", "pk"))
    for each in asked:
        each.match = row
    return MatchDossier(
        row=row,
        posting=posting,
        details=told_details(row.need.kind, posting.details, within=False) if posting else [],
        stops=stops_of(row),
        offers=[each for each in MATCH.offers(row, by) if not (each.missing and each.step.name in AT_TIMES)],
        asked=[Asked(each, FOLLOW_UP.offers(each, by)) for each in asked],
        deliveries=list(visible(by, Delivery).filter(match=row).select_related("purchase__customer")),
        history=history_of(row),
        side=side_of(row, by),
        opens_need=opens_need,
        slow=row.slow_on is not None and row.slow_on < timezone.localdate(),
        events=list(open_events(by)) if row.event_id is None and may_join(row, by) else [],
        judging=judging_of(by, row, reads=opens_need and reads_scores(by, row.need)),
        judges=may_judge(row, by),
        capacity=visible(by, Capacity).filter(pk=row.capacity_id or 0).first(),
        backings=backings_of(row.need, by),
    )


def may_judge(row: Match, by: User) -> bool:
    """Whether somebody may score an answer now. Queries only where it is of a judged kind."""
    if not row.need.kind.judges or not may(by, Permission.JUDGE):
        return False
    try:
        MATCH.check(row, "judge", by)
    except StepRefused:
        return False
    return True


def may_join(row: Match, by: User) -> bool:
    """Whether somebody may ask both sides to an event now."""
    return row.state in MATCH.steps["join"].sources and row.need.state == NeedState.OPEN and may(by, Permission.ARRANGE)
