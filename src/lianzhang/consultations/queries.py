"""Consultations as the pages ask for them: the list with its counts, one with the opinions in sight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Model, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, may, page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import Happening, history_of, label_of
from lianzhang.registry.models import Chain
from lianzhang.work.api import links_of

from .filters import Wanted
from .lifecycle import CONSULTATION, OPINION
from .models import PENDING, Consultation, Opinion, OpinionState, State
from .needs import is_late
from .permissions import Permission
from .scope import asks_on

__all__ = [
    *("LISTED", "Dossier", "Line", "Said", "Tally", "about", "chains_to_ask", "dossier", "filter_consultations"),
    *("page_of", "tally_of", "to_do"),
]

LISTED = ("chain", "post", "asked_by")
ROWS = 50
PART = 5  # consultations shown beside a row


def to_do(by: User) -> Q:
    """What waits for this person: for an expert a word, for who asked to give more time or say what was used."""
    active = acting(by)
    if active is None or active.post is None:
        return Q(pk__in=())
    waiting = Q(pk__in=())
    if may(by, Permission.ANSWER):
        unsaid = visible(by, Opinion).filter(post=active.post, state__in=PENDING)
        waiting |= Q(pk__in=unsaid.values("consultation"))
    if may(by, Permission.ASK):
        waiting |= Q(post=active.post, waits_for=0, answers__gte=1) | Q(post=active.post, asked_day__isnull=False)
    return Q(state=State.OPEN) & waiting


@dataclass(frozen=True, slots=True)
class Tally:
    """`answers`: how many opinions were given, `in_time` by the day on which they were wanted then."""

    by_state: dict[str, int]
    todo: int
    overdue: int
    put_off: int
    answers: int
    in_time: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return self.by_state.get(State.OPEN, 0)

    @property
    def closed(self) -> int:
        return self.by_state.get(State.CLOSED, 0)

    @property
    def lapsed(self) -> int:
        return self.by_state.get(State.LAPSED, 0)


def tally_of(by: User) -> Tally:
    """Four queries."""
    rows = visible(by, Consultation).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    late = Q(state=State.OPEN, waits_for__gt=0, wanted_by__lt=timezone.localdate())
    counts = rows.aggregate(late=Count("pk", filter=late), put_off=Count("pk", filter=Q(put_off__gt=0)))
    given = visible(by, Opinion).filter(state=OpinionState.ANSWERED)
    if may(by, Permission.ANSWER):  # of another expert's nothing is told here
        given = given.filter(post=_own_post(by))
    in_time = Q(said_at__date__lte=F("consultation__wanted_by"))
    said = given.order_by().aggregate(answers=Count("*"), in_time=Count("pk", filter=in_time))
    return Tally(states, rows.filter(to_do(by)).count(), counts["late"], counts["put_off"], **said)


def _own_post(by: User) -> Any:
    active = acting(by)
    return active.post if active else None


ORDERS: Columns = {
    "title": ("title",),
    "chain": ("chain__code",),
    "state": ("state", "wanted_by"),
    "wanted": ("wanted_by",),
    "asked": ("asked_at",),
}


def filter_consultations(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Consultation]:
    """Those wanted; of open ones what is wanted first, else the latest."""
    rows = visible(by, Consultation).filter(*_conditions(wanted, by))
    by_day = wanted.mine in ("todo", "open")
    return sorted_rows(rows.order_by(F("wanted_by").asc(), "-pk") if by_day else rows.order_by("-pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(title__contains=wanted.q) | Q(question__contains=wanted.q)
    for name in ("state", "use", "chain"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})
    match wanted.mine:
        case "todo":
            yield to_do(by)
        case "own":
            active = acting(by)
            yield Q(post=active.post) if active and active.post else Q(pk__in=())
        case "open":
            yield Q(state=State.OPEN)
        case "put_off":
            yield Q(put_off__gt=0)
        case "ended":
            yield ~Q(state=State.OPEN)


class Line(NamedTuple):
    """A consultation in a list; `own` is one's own opinion, of an expert."""

    row: Consultation
    own: Opinion | None
    late: bool


def page_of(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[Line]]:
    page = page_rows(by, filter_consultations(wanted, by, order).select_related(*LISTED), ROWS, number)
    active, today = acting(by), timezone.localdate()
    own: dict[int, Opinion] = {}
    if active and active.post and may(by, Permission.ANSWER):
        mine = visible(by, Opinion).filter(post=active.post, consultation__in=[row.pk for row in page])
        own = {each.consultation_id: each for each in mine}
    return page, [Line(row, own.get(row.pk), row.overdue(today)) for row in page]


class Said(NamedTuple):
    """An opinion in sight, with the steps that may be taken on it."""

    row: Opinion
    late: bool
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One consultation with all that its page says; `unseen`: opinions not to be seen by this person yet."""

    row: Consultation
    said: list[Said]
    offers: list[Offer]
    history: list[Happening]
    unseen: int
    expert: bool

    @property
    def own(self) -> Said | None:
        return next((each for each in self.said if each.offers), None)


def dossier(row: Consultation, by: User) -> Dossier:
    expert = not may(by, Permission.ASK) and may(by, Permission.ANSWER)
    rows = list(visible(by, Opinion).filter(consultation=row).select_related("post"))
    for each in rows:
        each.consultation = row
    told = [Said(each, is_late(each), _offers(each, by)) for each in rows]
    offers = CONSULTATION.offers(row, by) if may(by, Permission.ASK) else []
    return Dossier(row, told, offers, _history(row, within=not expert), row.asked_of - len(rows), expert)


def _offers(row: Opinion, by: User) -> list[Offer]:
    """To the expert alone: to others a step that is another's is no news."""
    active = acting(by)
    own = active is not None and active.post is not None and active.post.pk == row.post_id
    return OPINION.offers(row, by) if own and may(by, Permission.ANSWER) else []


def _history(row: Consultation, *, within: bool) -> list[Happening]:
    """To an expert not who else did what: that is told with the opinions in sight."""
    return history_of(row, untold=() if within else [f"opinion.{step}" for step in OPINION.steps])


def chains_to_ask(vp: Viewpoint) -> list[Chain]:
    """The chains on which this person may ask."""
    active = acting(vp.user)
    if active is None or not may(vp.user, Permission.ASK):
        return []
    return vp.stated.name_all(list(vp.chains.filter(asks_on(active))))


class Beside(NamedTuple):
    """A consultation about a row, with the opinions in sight."""

    row: Consultation
    opinions: list[Opinion]
    waiting: int
    late: bool


def about(row: Model, by: User, on: date) -> list[Beside]:
    """What experts were asked about a row, the latest first. Three queries."""
    prefix = f"{label_of(Consultation)}:"
    keys = [int(each.target.removeprefix(prefix)) for each in links_of(row) if each.target.startswith(prefix)]
    if not keys:
        return []
    rows = list(visible(by, Consultation).filter(pk__in=keys).select_related(*LISTED).order_by("-pk")[:PART])
    given: dict[int, list[Opinion]] = {}
    for each in visible(by, Opinion).filter(consultation__in=rows).select_related("post"):
        if each.state == OpinionState.ANSWERED:
            given.setdefault(each.consultation_id, []).append(each)
    return [Beside(each, given.get(each.pk, []), each.waits_for, each.overdue(on)) for each in rows]
