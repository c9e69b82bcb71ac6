"""Matters as the pages ask for them: the list with its counts, by unit, one matter with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import acting, listed_rows, may, unit_keys, units_keeping, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import Colour
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.api import joined, work_calendar

from .colours import overdue_days
from .filters import Wanted
from .lifecycle import ITEM
from .models import OPEN, WITH_UNIT, Reminder, State, SupervisionItem
from .permissions import Permission

__all__ = [
    *("LISTED", "WAS_ISSUED", "RELATED", "ROWS", "Dossier", "Line", "Tally", "dossier", "filter_items", "lines_of"),
    *("page_of", "silent", "tally_of", "to_do"),
]

LISTED = ("list", "chain")
RELATED = (*LISTED, "list__plan", "list__city", *joined("lead"), "post", "answered_by", "carried_from__list", "task")
ROWS = 50
SQUARES = 11  # so many workdays are drawn
WAS_ISSUED = ~Q(state=State.DRAFTED)


def silent(on: date) -> Q:
    """The unit has not answered, and its day has passed."""
    return Q(state__in=WITH_UNIT, due__lt=on)


def to_do(by: User) -> Q:
    """What waits for this person, as what it acts now; nobody reviews what its own unit answered."""
    active = acting(by)
    if active is None:
        return Q(pk__in=())
    waiting, units = Q(pk__in=()), unit_keys(active)
    if may(by, Permission.ANSWER):
        waiting |= Q(lead__in=units, state__in=WITH_UNIT)
    if may(by, Permission.REVIEW):
        others = Q(state__in=(State.ANSWERED, State.ACCEPTED)) & ~Q(lead__in=units) & ~Q(answered_by=by.pk)
        if active.role.acts_for != "city":  # a leader reviews what those who usually do lead themselves
            others &= Q(lead__in=units_keeping(active.city, Permission.REVIEW).values("pk"))
        waiting |= others
    return Q(state__in=OPEN) & waiting


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are under supervision in sight, and how they stand."""

    open: int
    overdue: int
    silent: int
    insufficient: int
    review: int
    ended: int
    todo: int
    red: int
    yellow: int
    blue: int
    total: int

    @property
    def danger(self) -> int:
        return self.open - self.overdue


def tally_of(by: User, within: Q | None = None) -> Tally:
    """One query."""
    today, is_open = timezone.localdate(), Q(state__in=OPEN)
    counted = {
        "open": is_open,
        "overdue": is_open & Q(deadline__lt=today),
        "silent": silent(today),
        "insufficient": Q(state=State.INSUFFICIENT),
        "review": Q(state__in=(State.ANSWERED, State.ACCEPTED)),
        "ended": Q(state=State.ENDED),
        "todo": to_do(by),
        **{colour.value: is_open & Q(colour_now=colour) for colour in Colour},
        "total": WAS_ISSUED,
    }
    rows = visible(by, SupervisionItem).filter(within or Q()).order_by()
    told = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in counted.items()})
    return Tally(**told)


ORDERS: Columns = {
    "matter": ("matter",),
    "lead": ("lead_name", "place"),
    "deadline": ("deadline",),
    "due": ("due",),
}


def filter_items(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[SupervisionItem]:
    """The matters wanted that were issued; usually the longest overdue first."""
    rows = visible(by, SupervisionItem).filter(WAS_ISSUED, *_conditions(wanted, by))
    return sorted_rows(rows.order_by(F("deadline").asc(nulls_last=True), "pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(matter__contains=wanted.q) | Q(list__number__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    else:
        yield _mine(wanted.mine, by)
    for name, field in (("kind", "kind"), ("colour", "colour_now"), ("chain", "chain"), ("lead", "lead")):
        if value := getattr(wanted, name):
            yield Q(**{field: value})


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return to_do(by)
        case "silent":
            return silent(timezone.localdate())
        case "ended":
            return Q(state=State.ENDED)
        case "all":
            return Q()
    return Q(state__in=OPEN)


class Line(NamedTuple):
    """A matter in a list. `days` are workdays overdue, `squares` as many as are drawn; `late` colours `standing`."""

    row: SupervisionItem
    days: int
    colour: str
    word: str
    on: date | None
    standing: str
    late: bool

    @property
    def squares(self) -> range:
        return range(min(self.days, SQUARES))

    @property
    def colour_word(self) -> str:
        return str(Colour(self.colour).label)


def page_of(wanted: Wanted, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[Line]]:
    page, rows = listed_rows(by, filter_items(wanted, by, order), ROWS, number, *LISTED)
    return page, lines_of(rows)


def lines_of(rows: list[SupervisionItem], *, frozen: bool = False) -> list[Line]:
    """`frozen`: as it was issued; else as it stands today."""
    today = timezone.localdate()
    return [_line(row, today, frozen=frozen) for row in rows]


def _line(row: SupervisionItem, today: date, *, frozen: bool) -> Line:
    now = row.state in OPEN and not frozen
    days = overdue_days(row.deadline, today) if now else row.overdue
    word, on = _last_word(row)
    standing, late = _standing(row, today)
    return Line(row, days, row.colour_now if now else row.colour, word, on, standing, late)


def _last_word(row: SupervisionItem) -> tuple[str, date | None]:
    """What the unit said last: since the issue, else before it."""
    said = [(at, words) for at, words in ((row.answered_at, row.answer), (row.progress_at, row.progress)) if at]
    if said:
        at, words = max(said)
        return words, timezone.localtime(at).date()
    return row.said, row.said_on


def _standing(row: SupervisionItem, today: date) -> tuple[str, bool]:
    late = row.due < today
    reminded = f"催过{row.reminders}次，" if row.reminders else ""
    match row.state:
        case State.ISSUED if late:
            days = work_calendar().workdays_between(row.due, today)
            return f"{reminded}逾期{f'{days}天' if days else ''}没有反馈", True
        case State.ISSUED:
            return f"{reminded}{day(row.due)}前反馈", False
        case State.INSUFFICIENT:
            return f"反馈不足：{row.reason}", True
        case State.ANSWERED:
            return "已反馈，待审核", False
        case State.ACCEPTED:
            return "审核通过，还缺认可", False
        case State.ENDED:
            return f"{day(row.ended_at)}销号，{row.get_recognition_display()}", False
    return row.get_state_display(), False


@dataclass(frozen=True, slots=True)
class Dossier:
    """One matter with all that its page says about it."""

    row: SupervisionItem
    line: Line
    offers: list[Offer]
    history: list[Happening]
    helpers: str
    reminders: list[Reminder]
    carried_into: SupervisionItem | None
    following: SupervisionItem | None


def dossier(row: SupervisionItem, by: User) -> Dossier:
    drafted = row.state == State.DRAFTED
    later = visible(by, SupervisionItem).filter(carried_from=row).select_related("list").first()
    return Dossier(
        row=row,
        line=lines_of([row])[0],
        offers=ITEM.offers(row, by),
        history=history_of(row),
        helpers="、".join(map(str, row.helpers.all())) if drafted else row.helper_names,
        reminders=_reminders(row, by),
        carried_into=later,
        following=visible(by, SupervisionItem).filter(to_do(by)).exclude(pk=row.pk).order_by("due", "pk").first(),
    )


def _reminders(row: SupervisionItem, by: User) -> list[Reminder]:
    """Of this matter and of those it goes on from, the last first. Two queries."""
    before = dict(visible(by, SupervisionItem).filter(subject=row.subject).values_list("pk", "carried_from"))
    chain: list[int] = []
    key: int | None = row.pk
    while key and key not in chain:
        chain.append(key)
        key = before.get(key)
    return list(visible(by, Reminder).filter(item__in=chain).select_related("post", "by"))
