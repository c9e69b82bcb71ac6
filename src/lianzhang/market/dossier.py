"""One need, and one answer to it, with all that their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.formatting import day
from lianzhang.kernel.lifecycle import Offer
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import NeedField, NeedKind, NeedStage
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Post
from lianzhang.supply.api import Found, suppliers
from lianzhang.supply.api import Need as SupplyNeed
from lianzhang.work.api import state_words

from .event_queries import open_events
from .lifecycle import FOLLOW_UP, MATCH, NEED
from .models import Delivery, Event, FollowUp, Match, MatchState, Need, NeedState, Posting, Side
from .needs import side_of
from .permissions import Permission
from .rules import answers_kind

__all__ = [
    *("Asked", "MatchDossier", "NeedDossier", "Stop", "match_dossier", "need_dossier", "reads_within"),
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


@dataclass(frozen=True, slots=True)
class NeedDossier:
    """`within` says what is not published; `candidates` who could answer, best first, and who is not asked yet."""

    row: Need
    details: list[tuple[NeedField, str]]
    matches: list[Match]
    offers: list[Offer]
    candidates: list[Found]
    bodies: list[Post]
    history: list[Happening]
    seen: set[int]
    reads_within: bool

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
    within = reads_within(by, row)
    carries, firms = row.state == NeedState.OPEN and within, answers_kind(row.kind)
    return NeedDossier(
        row=row,
        details=told_details(row.kind, row.details, within=within),
        matches=matches,
        offers=NEED.offers(row, by),
        candidates=_candidates(vp, row, matches) if carries and firms else [],
        bodies=_bodies(row, matches) if carries and not firms else [],
        history=history_of(row),
        seen=firms_in_sight(by, {each.enterprise_id for each in matches if each.enterprise_id}),
        reads_within=within,
    )


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


class Stop(NamedTuple):
    """A stage on the way: behind, here, or to come."""

    stage: NeedStage
    standing: str


class Asked(NamedTuple):
    """A question what came of it, with the answers that may be given now."""

    row: FollowUp
    offers: list[Offer]

    @property
    def words(self) -> str:
        return state_words(self.row)


@dataclass(frozen=True, slots=True)
class MatchDossier:
    """`side` is that of who looks; None for those who carry it for both."""

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
    asked = list(visible(by, FollowUp).filter(match=row).order_by("-asked_on", "pk"))
    for each in asked:
        each.match = row
    return MatchDossier(
        row=row,
        posting=posting,
        details=told_details(row.need.kind, posting.details, within=False) if posting else [],
        stops=_stops(row),
        offers=[each for each in MATCH.offers(row, by) if not (each.missing and each.step.name == "move")],
        asked=[Asked(each, FOLLOW_UP.offers(each, by)) for each in asked],
        deliveries=list(visible(by, Delivery).filter(match=row).select_related("purchase__customer")),
        history=history_of(row),
        side=side_of(row, by),
        opens_need=visible(by, Need).filter(pk=row.need_id).exists(),
        slow=row.slow_on is not None and row.slow_on < timezone.localdate(),
        events=list(open_events(by)) if row.event_id is None and may_join(row, by) else [],
    )


def may_join(row: Match, by: User) -> bool:
    """Whether somebody may ask both sides to an event now."""
    return row.state in MATCH.steps["join"].sources and row.need.state == NeedState.OPEN and may(by, Permission.ARRANGE)


def _stops(row: Match) -> list[Stop]:
    """All stages of the kind, in order; what was passed over counts as behind."""
    stages = list(row.need.kind.stages.order_by("order"))
    here = next((number for number, each in enumerate(stages) if each.pk == row.stage_id), -1)
    return [
        Stop(each, "behind" if number < here else "here" if number == here else "ahead")
        for number, each in enumerate(stages)
    ]
