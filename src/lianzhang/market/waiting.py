"""What needs tell the desk, the search and the pages of chains."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .fairs.queries import fair_results_to_answer
from .filters import Wanted
from .judging import to_sit
from .models import DONE, Delivery, Event, EventState, Match, MatchState, Need, NeedState, Pool, PoolState
from .permissions import Permission
from .pools.filters import PoolsWanted
from .pools.queries import filter_pools, is_buyer
from .pools.waiting import waiting_pools
from .queries import MATCH_LISTED, filter_needs, follow_ups_to_answer, matches_to_do, to_do
from .stuck import stuck_to_raise

__all__ = ["chain_part", "due", "search", "state", "waiting"]

MOST = 5
VERBS = {NeedState.SUBMITTED: "核对", NeedState.RETURNED: "改后再报", NeedState.DRAFT: "提交"}
ANSWERS = {MatchState.SUGGESTED: "接洽", MatchState.AGREED: "记交付"}  # what is in talks waits to be judged


def waiting(vp: Viewpoint) -> Waiting | None:
    """Questions first, which take one click; then answers, then needs. None for those who have nothing to do here."""
    user = vp.user
    if not may(user, Permission.MATCH) and not may(user, Permission.CHECK):
        return None
    asked = follow_ups_to_answer(user)
    answers = visible(user, Match).filter(matches_to_do(user))
    needs = visible(user, Need).filter(to_do(user))
    seats, fairs, still = to_sit(user), fair_results_to_answer(user), stuck_to_raise(user)
    counts = asked.count(), answers.count(), needs.count(), seats.count(), len(still), fairs.count()
    told_of = (_questions(asked), _answers(answers), _needs(needs), _seats(seats), _stuck(still), _fairs(fairs))
    shown = zip(counts, told_of, strict=True)
    pools = waiting_pools(user)
    told = tuple(row for count, rows in (*shown, *pools) if count for row in rows)
    everything = (
        *(("matches", "todo", counts[1], "个"), ("needs", "todo", counts[2], "件")),
        ("needs", "stuck", counts[4], "件停住的"),
        ("pools", "todo", sum(count for count, _ in pools), "个拼单"),
    )
    more = [
        (Link("全部", page, query={"mine": mine}), f"{number(count)}{unit}")
        for page, mine, count, unit in everything
        if count > MOST
    ]
    return Waiting(sum(counts) + sum(count for count, _ in pools), told, tuple(more))


def _questions(rows: Any) -> Iterator[WaitingRow]:
    today = timezone.localdate()
    for row in rows.select_related("match__need", "match__enterprise", "match__body").order_by("due", "pk")[:MOST]:
        asked = f"满{row.months}个月，还有几人在岗" if row.months else "成了没有"
        link = Link(f"“{row.match}”{asked}", "match", (row.match_id,))
        late = row.due is not None and row.due < today
        by = f"{row.due:%m-%d}前" if row.due else ""
        yield WaitingRow(link, "答一下", by, late, verb="答一下", kind="对接", due=row.due)


def _answers(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.select_related(*MATCH_LISTED).order_by("staged_on", "pk")[:MOST]:
        verb = ANSWERS.get(row.state, "评审")
        link = Link(row.need.title if verb != "评审" else str(row), "match", (row.pk,))
        yield WaitingRow(link, verb, f"{row.staged_on:%m-%d}起", False, verb=verb, kind="对接", due=row.slow_on)


def _needs(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.select_related("enterprise").order_by("pk")[:MOST]:
        verb = VERBS[NeedState(row.state)]
        yield WaitingRow(
            Link(row.title, "need", (row.pk,)), verb, str(row.enterprise), False, verb=verb, kind="需求", due=None
        )


def _seats(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.order_by("pk")[:MOST]:
        link = Link(row.title, "posting", (row.pk,))
        yield WaitingRow(link, "参加评审", "", False, verb="参加评审", kind="揭榜评审", due=None)


def _stuck(rows: list[Need]) -> Iterator[WaitingRow]:
    for row in rows[:MOST]:
        link, note = Link(row.title, "need", (row.pk,)), f"{row.enterprise}，停住了"
        yield WaitingRow(link, "提成问题", note, True, verb="提成问题", kind="需求", due=None)


def _fairs(rows: Any) -> Iterator[WaitingRow]:
    today = timezone.localdate()
    related = rows.select_related("participation__event", "participation__enterprise")
    for row in related.order_by("due", "pk")[:MOST]:
        late, by = row.due is not None and row.due < today, f"{row.due:%m-%d}前" if row.due else ""
        link = Link(f"{row.participation.event}过了{row.months}个月，结果怎样", "fair_result_tell", (row.pk,))
        yield WaitingRow(link, "答一下", by, late, verb="答一下", kind="参展结果", due=row.due)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days on which open needs end."""
    if not may(vp.user, Permission.READ):
        return
    rows = visible(vp.user, Need).filter(state=NeedState.OPEN, valid_until__gt=vp.at, valid_until__lte=until)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.order_by("valid_until", "pk"):
        by_day.setdefault(row.valid_until, []).append(DueRow(Link(row.title, "need", (row.pk,)), "需求到期"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件需求", most=4)
    called = visible(vp.user, Pool).filter(state=PoolState.CALLING, answer_by__gt=vp.at, answer_by__lte=until)
    for pool in () if is_buyer(vp.user) else called.order_by("answer_by", "pk"):
        line = DueRow(Link(pool.title, "pool", (pool.pk,)), "拼单答复到期")
        yield DueRows(pool.answer_by, (line,), measure="个拼单", most=4)
    events = visible(vp.user, Event).filter(state=EventState.PLANNED, day__gt=vp.at, day__lte=until)
    for event in events.order_by("day", "pk"):
        line = DueRow(Link(event.title, "event", (event.pk,)), f"{event.starts:%H:%M}，{event.place}")
        yield DueRows(event.day, (line,), measure="场对接会", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types they are not counted."""
    if not may(vp.user, Permission.READ):
        return
    needs, pools = filter_needs(Wanted(q=query.text), vp.user), filter_pools(PoolsWanted(q=query.text), vp.user)
    if query.brief:  # the texts of a province's needs are not read while somebody types
        needs = visible(vp.user, Need).filter(title__contains=query.text, state=NeedState.OPEN).order_by("-pk")
    told: tuple[tuple[str, str, str, QuerySet[Any]], ...] = (
        ("need", "需求", "件", needs),
        ("pool", "拼单", "个", pools),
    )
    for page, title, unit, rows in told:
        hits = tuple(SearchHit(Link(row.title, page, (row.pk,)), row.get_state_display()) for row in rows[: query.most])
        if hits:
            everything = Link("全部", f"{page}s", query={"q": query.text})
            total = len(hits) if query.brief else rows.count()
            yield SearchGroup(page, title, unit, 48, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """How many needs of a chain are open, which pools call for buyers, and what was delivered this year."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    year = Q(delivered_on__year=vp.at.year, delivered_on__lte=vp.at)
    rows = visible(vp.user, Need).filter(chain=chain, state=NeedState.OPEN).count()
    delivered = visible(vp.user, Match).filter(year, need__chain=chain, state__in=DONE).count()
    told = []
    if rows:
        told.append(Link(f"{number(rows)}件需求在对接", "needs", query={"chain": chain.code, "mine": "open"}))
    calling = visible(vp.user, Pool).filter(chain=chain, state=PoolState.CALLING).count()
    if calling:
        told.append(Link(f"{number(calling)}个拼单在征集", "pools", query={"chain": chain.code, "state": "calling"}))
    query = {"chain": chain.code, "mine": "delivered"}
    if delivered:
        told.append(Link(f"今年办成{number(delivered)}个对接", "matches", query=query))
        told += (
            Link(f"{kind}到了{number(sum_of)}{unit}", "matches", query=query)
            for kind, unit, sum_of in _arrived(vp, chain)
        )
    return ChainPart(answers=tuple(told))


def _arrived(vp: Viewpoint, chain: Chain) -> Iterator[tuple[str, str, Decimal]]:
    """Of kinds that the plan counts in a unit, such as posts filled, how much arrived this year."""
    year = Q(delivered_on__year=vp.at.year, delivered_on__lte=vp.at, match__need__chain=chain)
    rows = visible(vp.user, Delivery).filter(year, quantity__isnull=False).exclude(match__need__kind__unit="")
    by_kind = rows.order_by("match__need__kind__order").values_list(
        "match__need__kind__name", "match__need__kind__unit"
    )
    yield from by_kind.annotate(sum_of=Sum("quantity"))


def state(city: int) -> Hashable:
    """Moves with what is open, what is called for and what was delivered, of which pages of chains show the counts."""
    needs = Need.objects.filter(city=city, state=NeedState.OPEN).aggregate(Count("pk"), Sum("pk"))
    done = Match.objects.filter(city=city, state__in=DONE).aggregate(Count("pk"), Sum("pk"))
    pools = Pool.objects.filter(city=city, state=PoolState.CALLING).aggregate(Count("pk"), Sum("pk"))
    return (*needs.values(), *done.values(), *pools.values())
