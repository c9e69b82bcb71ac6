"""Statements as the pages ask for them: the list with its counts, one statement with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet

from lianzhang.access.api import may, page_rows, prefetch_permissions, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached, folded
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.lifecycle import Offer, Step, next_step
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Chain, Region
from lianzhang.statements.models import ITEMS, Explained, PeriodLock, Statement
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import ListWork, own_reports
from lianzhang.work.models import ReportState

from .comparisons import Comparison, comparisons
from .cumulative import Alone, is_cumulative
from .doubts import Doubt, doubts_of, doubts_of_all
from .lifecycle import STATEMENT
from .locks import STATEMENTS, closes, lock_of, lock_words, preload_locks
from .neighbours import Neighbours, neighbours
from .plausibility import rule_named

__all__ = [
    *("LISTED", "RELATED", "Candidate", "Dossier", "Wanted", "Work", "candidates", "comparisons", "dossier"),
    *("filter_statements", "lock_lines", "page_of", "to_decide", "unfinished", "work_of"),
]

RELATED = ("enterprise__region", "post", "entered_by", "submitted_by", "decided_by", "replaces", "replaced_by")
LISTED = ("enterprise__region", "entered_by")
ROWS = 50


def to_decide(by: User) -> Q:
    """Submitted statements, among those in sight, that this person may decide on."""
    if not may(by, Permission.CONFIRM_STATEMENT):
        return Q(pk__in=())
    return Q(state=ReportState.SUBMITTED) & ~Q(authors__includes=by.pk)


@dataclass(frozen=True, slots=True)
class Work(ListWork):
    """How many of one's own came back, and how many were never submitted, besides."""

    returned: int
    drafts: int


def work_of(by: User) -> Work:
    """The counts by state are kept while the register stays the same; two queries for what waits for `by`."""
    rows = visible(by, Statement)
    own = unfinished(by)
    return Work(
        counts=cached(by, "statements by state", lambda: _by_state(rows)),
        to_decide=rows.filter(to_decide(by)).count(),
        returned=own.get(ReportState.RETURNED, 0),
        drafts=own.get(ReportState.DRAFT, 0),
    )


def unfinished(by: User) -> dict[str, int]:
    """How many of one's own were returned, and how many never submitted. One query."""
    own = visible(by, Statement).filter(own_reports(by), state__in=(ReportState.RETURNED, ReportState.DRAFT))
    return dict(own.order_by().values_list("state").annotate(many=Count("*")))


def _by_state(rows: QuerySet[Statement]) -> dict[str, int]:
    counts = dict(rows.order_by().values_list("state").annotate(many=Count("*")))
    return {state: counts.get(state, 0) for state in ReportState.values}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `mine` is decide, returned or drafts."""

    q: str = ""
    state: str = ""
    mine: str = ""
    period: Period | None = None
    region: Region | None = None
    chain: Chain | None = None
    firm: Enterprise | None = None


ORDERS: Columns = {
    "firm": ("enterprise__name", "period_end"),
    "period": ("period_end", "period_start"),
    "state": ("state", "period_end"),
    "output": ("output",),
    "revenue": ("revenue",),
    "profit": ("profit",),
    "staff": ("staff",),
    "region": ("enterprise__region__name", "enterprise__name"),
}


def filter_statements(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Statement]:
    """The statements wanted, in the order asked for; else the latest period first."""
    rows = visible(by, Statement).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("-period_end", "-period_start", "-pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(enterprise__search__contains=folded(wanted.q))
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.period:
        yield Q(period_start=wanted.period.start, period_end=wanted.period.end)
    if wanted.region:
        yield Q(enterprise__region=wanted.region)
    if wanted.chain:
        yield Q(enterprise__in=visible(by, Membership).filter(chain=wanted.chain).values("enterprise"))
    if wanted.firm:
        yield Q(enterprise=wanted.firm)


def _mine(which: str, by: User) -> Q:
    if which == "decide":
        return to_decide(by)
    state = ReportState.RETURNED if which == "returned" else ReportState.DRAFT
    return own_reports(by) & Q(state=state)


def page_of(
    wanted: Wanted, work: Work, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Statement]]:
    """One page of a list. Keys are sorted and rows fetched apart: quicker on late pages than sorting whole rows."""
    rows = filter_statements(wanted, by, order)
    known = None
    if wanted == Wanted(state=wanted.state):  # counted already
        known = work.counts[wanted.state] if wanted.state else work.total
    page = page_rows(by, rows.values_list("pk", flat=True), ROWS, number, count=known)
    shown = rows.order_by().select_related(*LISTED).in_bulk(list(page))
    return page, [shown[key] for key in page if key in shown]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One statement with all that its page says about it."""

    row: Statement
    offers: list[Offer]
    doubts: list[Doubt]
    explained: list[Explained]
    lines: list[Comparison]
    around: Neighbours
    history: list[Happening]
    following: Statement | None
    correction: Statement | None
    may_explain: bool

    @property
    def next_step(self) -> Step | None:
        return next_step(self.offers)

    @property
    def period(self) -> Period:
        return Period(self.row.period_start, self.row.period_end)

    @property
    def cumulative(self) -> bool:
        return is_cumulative(self.period)

    @property
    def alone(self) -> Alone | None:
        """Of a cumulative statement the quarter or month alone."""
        return self.around.alone(self.row.figures)

    @property
    def lock(self) -> PeriodLock | None:
        return lock_of(self.row)

    @property
    def lock_words(self) -> str:
        return lock_words(self.lock) if self.lock else ""

    @property
    def explained_titles(self) -> list[tuple[str, Explained]]:
        return [
            (rule.title if (rule := rule_named(explained.rule)) else explained.rule, explained)
            for explained in self.explained
        ]

    @property
    def corrected(self) -> list[tuple[str, Decimal | None, Decimal | None]]:
        """The figures that a correction changes: title, from, to."""
        replaced: Statement | None = self.row.replaces  # type: ignore[assignment] # stubs read "self" as the base class
        if replaced is None:
            return []
        old, new = replaced.figures, self.row.figures
        return [(title, old[item], new[item]) for item, (title, _) in ITEMS.items() if old[item] != new[item]]


def dossier(row: Statement, by: User) -> Dossier:
    period = Period(row.period_start, row.period_end)
    around = neighbours([row.enterprise_id], period, by)[row.enterprise_id]
    doubts = doubts_of(row, by)
    seen = visible(by, Statement)
    explains = (Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT)
    return Dossier(
        row=row,
        offers=STATEMENT.offers(row, by),
        doubts=doubts,
        explained=list(visible(by, Explained).filter(statement=row).select_related("by")),
        lines=comparisons(row, around, doubts),
        around=around,
        history=history_of(row),
        following=_following(row, by),
        correction=seen.filter(replaces=row).first(),
        may_explain=any(may(by, permission, row) for permission in explains),
    )


def _following(row: Statement, by: User) -> Statement | None:
    """The next that waits for the same person. From the few that wait, not firm by firm over all of the city."""
    waiting = Statement.objects.filter(state=ReportState.SUBMITTED).order_by().values("pk")
    rows = visible(by, Statement).filter(to_decide(by), pk__in=waiting).exclude(pk=row.pk)
    return rows.order_by("submitted_at", "pk").first()


class Candidate(NamedTuple):
    """A statement chosen to be confirmed with others, and what looks wrong in it."""

    row: Statement
    doubts: list[Doubt]


def candidates(keys: list[int], by: User) -> list[Candidate]:
    """Those of `keys` in sight. The number of queries does not grow with them."""
    rows = list(visible(by, Statement).filter(pk__in=keys).select_related(*RELATED).order_by("pk"))
    prefetch_permissions(by, rows)
    preload_locks(rows)
    doubts = doubts_of_all(rows, by)
    return [Candidate(row, doubts[row.pk]) for row in rows]


class LockLine(NamedTuple):
    """A lock, and how many statements in sight it keeps from being confirmed."""

    lock: PeriodLock
    held_up: int

    @property
    def period(self) -> Period:
        return Period(self.lock.period_start, self.lock.period_end)


def lock_lines(by: User) -> list[LockLine]:
    """Locks in force first, then those opened again. Two queries."""
    locks = visible(by, PeriodLock).filter(register=STATEMENTS).select_related("by", "opened_by")
    waiting = visible(by, Statement).filter(state=ReportState.SUBMITTED)
    periods = waiting.values_list("period_start", "period_end").annotate(many=Count("*")).order_by()
    counts = {Period(start, end): count for start, end, count in periods}
    lines = [LockLine(lock, _inside(lock, counts)) for lock in locks]
    return sorted(lines, key=lambda line: line.lock.opened_at is not None)


def _inside(lock: PeriodLock, counts: dict[Period, int]) -> int:
    return sum(count for period, count in counts.items() if closes(lock, period))
