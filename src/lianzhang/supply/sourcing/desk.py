"""What second sources that are sought tell the desks, the days ahead and behind, the search and the pages of chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    LastWord,
    Link,
    Owing,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
    WithOthers,
)
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Chain
from lianzhang.supply.models import Sourcing, SourcingState
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.sourcings import LIMITS, OPEN, filter_sourcings, overdue, to_do
from lianzhang.work.api import ticks_of_rows

from .filters import CasesWanted

__all__ = ["chain_answers", "changes", "due", "link_of", "search", "waiting", "with_others"]

MOST, SHOWN = 6, 20
KIND = "补第二家"
VERBS = {
    SourcingState.FOUND: "开始找",
    SourcingState.SEARCHING: "找第二家",
    SourcingState.QUALIFYING: "送样验证",
    SourcingState.SUPPLYING: "复算",
}


def link_of(row: Sourcing) -> Link:
    return Link(row.item, "sourcing", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """What the post carries, the first to run out first, each with its limit; None for those who carry none."""
    if not may(vp.user, Permission.SOURCE):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Sourcing).filter(to_do(vp.user))
    counts = rows.aggregate(
        all=Count("*"), late=Count("pk", filter=Q(due__lt=today)), today=Count("pk", filter=Q(due=today))
    )
    shown = list(rows.select_related("chain").order_by("due", "pk")[:MOST]) if counts["all"] else []
    ticks = ticks_of_rows(shown, today, LIMITS) if shown else {}
    everything = Link("全部", "sourcings", query={"mine": "todo"})
    more = ((everything, f"{number(counts['all'])}项"),) if counts["all"] > MOST else ()
    return Waiting(
        counts["all"],
        tuple(_to_do(row, ticks.get(row.pk), today) for row in shown),
        more,
        today=counts["today"],
        late=counts["late"],
        urgent=counts["late"],
    )


def _to_do(row: Sourcing, ticks: Any, today: date) -> WaitingRow:
    verb, late = VERBS[SourcingState(row.state)], row.due is not None and row.due < today
    return WaitingRow(
        *(link_of(row), verb, f"只有{row.supplier_name}在供", late),
        verb=verb,
        kind=KIND,
        chain=str(row.chain),
        due=row.due,
        ticks=ticks,
    )


def with_others(vp: Viewpoint) -> WithOthers | None:
    """What other posts carry of what one sees, the longest overdue first; None for those who carry none themselves."""
    if not may(vp.user, Permission.SOURCE):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Sourcing).filter(state__in=OPEN).exclude(to_do(vp.user))
    held = list(rows.order_by("due", "pk").values_list("pk", "post__name", "due"))
    late = [pk for pk, _, due in held if due is not None and due < today]
    shown = rows.filter(pk__in=late[:MOST]).select_related("chain", "post").order_by("due", "pk") if late else ()
    return WithOthers(
        count=len(held),
        late=len(late),
        everything=Link(KIND, "sourcings", query={"mine": "open"}),
        overdue=Link(KIND, "sourcings", query={"mine": "overdue"}),
        rows=tuple(_owed(row, today) for row in shown),
        owing=tuple(_owing(held, today)),
    )


def _owed(row: Sourcing, today: date) -> WaitingRow:
    days = work_calendar().workdays_between
    spoken = row.said_on or timezone.localtime(row.entered_at).date()
    return WaitingRow(
        *(link_of(row), f"超{days(row.due or today, today)}", f"只有{row.supplier_name}在供", True),
        kind=KIND,
        chain=str(row.chain),
        due=row.due,
        who=str(row.post or "没有写岗位"),
        last_word=LastWord(row.said, spoken, days(spoken, today)),
    )


def _owing(held: Iterable[tuple[int, str | None, date | None]], today: date) -> Iterator[Owing]:
    dues: dict[str, list[date | None]] = defaultdict(list)
    for _, post, due in held:
        dues[post or "没有写岗位"].append(due)
    for who, days in dues.items():
        late = [day for day in days if day is not None and day < today]
        longest = work_calendar().workdays_between(min(late), today) if late else 0
        yield Owing(who, len(days), len(late), longest, Link(who, "sourcings", query={"mine": "open"}))


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Limits that run out, by day: all are counted, the first are named."""
    if not may(vp.user, Permission.READ_SOURCING):
        return
    rows = visible(vp.user, Sourcing).filter(state__in=OPEN, due__gt=vp.at, due__lte=until).order_by("due", "pk")
    by_day: dict[date, list[DueRow]] = defaultdict(list)
    for row in rows:
        if row.due:
            by_day[row.due].append(DueRow(link_of(row), f"{KIND}{row.get_state_display()}"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="项补第二家到期", most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Second sources that began to supply in these days."""
    if not may(vp.user, Permission.READ_SOURCING):
        return
    rows = visible(vp.user, Sourcing).filter(supplying_since__gt=since, supplying_since__lte=vp.at)
    for row in rows.select_related("chain").order_by("-supplying_since", "-pk")[:SHOWN]:
        if row.supplying_since:
            where = Link(str(row.chain), "sourcing", (row.pk,))
            yield ChangeRow(row.supplying_since, "第二家供货", where, link_of(row), row.candidate_name)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of those that are open alone, and they are not counted."""
    if not may(vp.user, Permission.READ_SOURCING):
        return
    rows = filter_sourcings(CasesWanted(q=query.text, mine="open" if query.brief else ""), vp.user)
    shown = rows[: query.most]
    hits = tuple(SearchHit(link_of(row), f"{row.supplier_name}，{row.get_state_display()}") for row in shown)
    if hits:
        total = len(hits) if query.brief else rows.count()
        everything = Link("全部", "sourcings", query={"q": query.text, "mine": "any"})
        yield SearchGroup("sourcing", KIND, "项", 46, hits, total, everything)


def chain_answers(vp: Viewpoint, chain: Chain) -> list[Link]:
    """What is sought for the chain, what of it is late, what is 卡脖子: one query, for the chain's page."""
    if not may(vp.user, Permission.READ_SOURCING):
        return []
    rows: QuerySet[Sourcing] = visible(vp.user, Sourcing).filter(chain=chain, state__in=OPEN).order_by()
    told = rows.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=overdue(timezone.localdate())),
        chokepoint=Count("pk", filter=Q(chokepoint=True)),
    )
    words = (("open", "项在补第二家"), ("overdue", "项补第二家超期"))
    query = {"chain": chain.code}
    links = [
        Link(f"{number(told[mine])}{word}", "sourcings", query=query | {"mine": mine})
        for mine, word in words
        if told[mine]
    ]
    if told["chokepoint"]:
        links.append(Link(f"{number(told['chokepoint'])}项卡脖子", "chokepoints", query=query))
    return links
