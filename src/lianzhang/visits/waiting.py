"""What visits and promises tell desk, calendar, search, the pages of chains, and the desk of a firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    LastWord,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
)
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .filters import PromisesWanted, VisitsWanted
from .models import HELD, Promise, PromiseState, Visit, VisitState
from .permissions import Permission
from .queries import (
    LISTED,
    LISTED_PROMISES,
    filter_promises,
    filter_visits,
    overdue,
    promises_to_do,
    visits_to_do,
)

__all__ = ["chain_part", "changes", "due", "owed", "search", "waiting"]

MOST, SHOWN = 5, 20
TO_DO = {VisitState.PLANNED: "登记已去", VisitState.HELD: "写记录", VisitState.WRITTEN: "确认"}


def _link(row: Visit) -> Link:
    return Link(str(row), "visit", (row.pk,))


def _promise_link(row: Promise) -> Link:
    return Link(row.text, "promise", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """The promises of one's unit, the first to fall due first, then visits; None for those who have neither."""
    if not may(vp.user, Permission.READ):
        return None
    promises = visible(vp.user, Promise).filter(promises_to_do(vp.user))
    visits = visible(vp.user, Visit).filter(visits_to_do(vp.user))
    counts = promises.count(), visits.count()
    listed = promises.select_related(*LISTED_PROMISES).order_by("deadline", "pk")[:MOST]
    told = [_promise_to_do(row, vp) for row in listed]
    told += [_visit_to_do(row) for row in visits.select_related(*LISTED).order_by("date", "pk")[:MOST]]
    pages = (("全部承诺", "promises", "件"), ("全部走访", "visits", "次"))
    more = tuple(
        (Link(title, page, query={"mine": "todo"}), f"{number(count)}{unit}")
        for (title, page, unit), count in zip(pages, counts, strict=True)
        if count > MOST
    )
    return Waiting(sum(counts), tuple(told), more)


def _promise_to_do(row: Promise, vp: Viewpoint) -> WaitingRow:
    verb = "认定兑现" if row.heard and may(vp.user, Permission.DECIDE) else "兑现"
    return WaitingRow(
        _promise_link(row), verb, row.name, row.is_overdue, verb=verb, kind="承诺",
        chain=str(row.chain or ""), due=row.deadline,
    )  # fmt: skip


def _visit_to_do(row: Visit) -> WaitingRow:
    """Only one that is to come has a day."""
    verb, due = TO_DO[VisitState(row.state)], row.date if row.state == VisitState.PLANNED else None
    return WaitingRow(
        _link(row), verb, str(row.kind), row.is_silent, verb=verb, kind="走访", chain=str(row.chain or ""), due=due
    )


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Visits to come, and promises that fall due; to a firm, what it was promised."""
    if may(vp.user, Permission.READ):
        rows = visible(vp.user, Visit).filter(state=VisitState.PLANNED, date__gt=vp.at, date__lte=until)
        yield from _by_day(rows.select_related(*LISTED).order_by("date", "pk"), "date", "次走访", _link, "走访")
    if may(vp.user, Permission.READ_PROMISE):
        promises = visible(vp.user, Promise).filter(state=PromiseState.OPEN, deadline__gt=vp.at, deadline__lte=until)
        yield from _by_day(promises.order_by("deadline", "pk"), "deadline", "件承诺", _promise_link, "承诺兑现")


def _by_day(rows: Any, name: str, measure: str, link: Any, note: str) -> Iterator[DueRows]:
    by_day: dict[date, list[DueRow]] = {}
    for row in rows:
        by_day.setdefault(getattr(row, name), []).append(DueRow(link(row), note))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure=measure, most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Visits that were made in these days, and promises that were kept or given up."""
    if may(vp.user, Permission.READ):
        rows = visible(vp.user, Visit).filter(state__in=HELD, date__gt=since, date__lte=vp.at)
        for row in rows.select_related(*LISTED).order_by("-date", "-pk")[:SHOWN]:
            subject = Link(row.name, "visit", (row.pk,))
            yield ChangeRow(row.date, row.kind.name, subject, Link(row.topic, "visit", (row.pk,)))
    if may(vp.user, Permission.READ_PROMISE):
        kept = visible(vp.user, Promise).filter(kept_on__gt=since, kept_on__lte=vp.at)
        for promise in kept.select_related(*LISTED_PROMISES).order_by("-kept_on", "-pk")[:SHOWN]:
            if promise.kept_on:
                subject = Link(promise.name, "promise", (promise.pk,))
                yield ChangeRow(promise.kept_on, "兑现", subject, _promise_link(promise))


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of promises those that are open alone, and nothing is counted."""
    if may(vp.user, Permission.READ):
        visits = filter_visits(VisitsWanted(q=query.text), vp.user)
        shown = visits.select_related(*LISTED)[: query.most]
        hits = tuple(SearchHit(_link(row), f"{row.date}，{row.get_state_display()}") for row in shown)
        if hits:
            total = len(hits) if query.brief else visits.count()
            yield SearchGroup("visit", "走访", "次", 48, hits, total, Link("全部", "visits", query={"q": query.text}))
    if may(vp.user, Permission.READ_PROMISE):
        wanted = PromisesWanted(q=query.text, mine="open" if query.brief else "")
        promises = filter_promises(wanted, vp.user)
        listed = promises.select_related(*LISTED_PROMISES)[: query.most]
        hits = tuple(SearchHit(_promise_link(row), f"{row.name}，{row.get_state_display()}") for row in listed)
        if hits:
            total = len(hits) if query.brief else promises.count()
            everything = Link("全部", "promises", query={"q": query.text})
            yield SearchGroup("promise", "承诺", "件", 49, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """How often firms of the chain were visited this year, and what is promised and not kept."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    query, answers = {"chain": chain.code}, []
    year = {"date__gte": date(vp.at.year, 1, 1), "date__lte": vp.at}
    held = visible(vp.user, Visit).filter(chain=chain, state__in=HELD, **year).count()
    if held:
        link = Link(f"{vp.at.year}年走访{number(held)}次", "visits", query=query | {"year": str(vp.at.year)})
        answers.append(link)
    promises = visible(vp.user, Promise).filter(chain=chain, state=PromiseState.OPEN)
    if owing := promises.count():
        answers.append(Link(f"{number(owing)}件承诺没有兑现", "promises", query=query | {"mine": "open"}))
    if late := promises.filter(overdue(timezone.localdate())).count():
        answers.append(Link(f"{number(late)}件承诺超期", "promises", query=query | {"mine": "overdue"}))
    return ChainPart(answers=tuple(answers))


def owed(vp: Viewpoint) -> Iterator[WaitingRow]:
    """To a firm: what it was promised and has not got, the longest overdue first, with what the unit said last."""
    if not is_own_part(vp.user) or not may(vp.user, Permission.READ_PROMISE):
        return
    rows = visible(vp.user, Promise).filter(state=PromiseState.OPEN)
    for row in rows.select_related(*LISTED_PROMISES).order_by("deadline", "pk")[:SHOWN]:
        yield WaitingRow(
            _promise_link(row), "超期" if row.is_overdue else "没到期", "", row.is_overdue, kind="承诺",
            due=row.deadline, who=str(row.unit), last_word=LastWord(row.said, row.said_on),
        )  # fmt: skip
