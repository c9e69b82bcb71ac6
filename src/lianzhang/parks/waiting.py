"""What parks tell the desk, the search, the calendar and the pages of chains."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart, SegmentMark
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .filters import Wanted
from .models import COMING, Capacity, CapacityState, SpecialPark, SpecialParkState
from .park_queries import NOT_OPEN, late_parks
from .permissions import Permission
from .queries import CAPACITY_LISTED, filter_capacities, late, lines_of, mine, stale

__all__ = ["chain_part", "due", "search", "segment_marks", "state", "waiting"]

MOST = 5
SOON = timedelta(days=90)  # before a quota lapses that has something left
FILLING = (*NOT_OPEN, SpecialParkState.OPEN)


def waiting(vp: Viewpoint) -> Waiting | None:
    """What is late first, then quotas that lapse, then what nobody stated for a year."""
    user = vp.user
    if not may(user, Permission.KEEP) and not may(user, Permission.KEEP_PARK):
        return None
    own = visible(user, Capacity).filter(mine(user)).select_related(*CAPACITY_LISTED)
    behind, old = own.filter(late()), own.filter(stale())
    lapsing = list(_lapsing(own))
    parks = visible(user, SpecialPark).filter(late_parks(user)).order_by("ready_on", "pk")
    counts = behind.count(), len(lapsing), old.count(), parks.count()
    told = (
        *(_late(behind) if counts[0] else ()),
        *(_parks(parks) if counts[3] else ()),
        *lapsing[:MOST],
        *(_old(old) if counts[2] else ()),
    )
    more = []
    if counts[0] + counts[2] > MOST:
        link = Link("全部", "capacities", query={"mine": "todo"})
        more.append((link, f"{number(counts[0] + counts[2])}项"))
    return Waiting(sum(counts), told, tuple(more), late=counts[0] + counts[3])


def _late(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.order_by("ready_on", "pk")[:MOST]:
        link = Link(row.name, "capacity", (row.pk,))
        yield WaitingRow(
            link, "过了日子", f"{row.ready_on:%m-%d}", True, verb="更新进度", kind="要素", due=row.ready_on
        )


def _parks(rows: Any) -> Iterator[WaitingRow]:
    for row in rows[:MOST]:
        link = Link(row.name, "special_park", (row.pk,))
        yield WaitingRow(
            link, "过了日子", f"{row.ready_on:%m-%d}", True, verb="更新进度", kind="专业园区", due=row.ready_on
        )


def _old(rows: Any) -> Iterator[WaitingRow]:
    for row in rows.order_by("used_on", "pk")[:MOST]:
        note = f"{row.used_on:%Y-%m-%d}的数" if row.used_on else "没有报过"
        yield WaitingRow(
            Link(row.name, "capacity", (row.pk,)), "报已用", note, False, verb="报已用", kind="要素", due=None
        )


def _lapsing(rows: Any) -> Iterator[WaitingRow]:
    """Quotas that lapse soon, and of which something is left, or may be."""
    today = timezone.localdate()
    near = rows.filter(state=CapacityState.USABLE, lapses_on__gte=today, lapses_on__lte=today + SOON)
    for line in lines_of(near.order_by("lapses_on", "pk")):
        if line.left.most is not None and line.left.most <= 0:
            continue
        row, left = line.row, line.left.left
        told = "不清楚剩多少" if left is None else f"还剩{number(left)}{row.kind.unit}"
        link = Link(row.name, "capacity", (row.pk,))
        yield WaitingRow(link, told, f"{row.lapses_on:%m-%d}失效", False, verb="用掉", kind="指标", due=row.lapses_on)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days by which facilities are to be usable, quotas lapse and specialised parks are to open."""
    if not may(vp.user, Permission.READ):
        return
    rows = visible(vp.user, Capacity).order_by("pk")
    parks = visible(vp.user, SpecialPark).order_by("pk")
    by_day: dict[date, list[DueRow]] = {}
    for narrowed, field, page, title in (
        (rows.filter(state__in=COMING), "ready_on", "capacity", "计划可用"),
        (rows.filter(state=CapacityState.USABLE), "lapses_on", "capacity", "指标失效"),
        (parks.filter(state__in=NOT_OPEN), "ready_on", "special_park", "计划开园"),
    ):
        for row in narrowed.filter(**{f"{field}__gt": vp.at, f"{field}__lte": until}):
            by_day.setdefault(getattr(row, field), []).append(DueRow(Link(row.name, page, (row.pk,)), title))
    for on in sorted(by_day):
        yield DueRows(on, tuple(by_day[on]), measure="项要素", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types they are not counted."""
    if not may(vp.user, Permission.READ):
        return
    rows = filter_capacities(Wanted(q=query.text), vp.user)
    hits = tuple(SearchHit(Link(row.name, "capacity", (row.pk,)), str(row.kind)) for row in rows[: query.most])
    if hits:
        everything = Link("全部", "capacities", query={"q": query.text})
        yield SearchGroup("capacity", "要素", "项", 49, hits, len(hits) if query.brief else rows.count(), everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """How many specialised parks fill what is weak on a chain, and how many of them are open."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    rows = visible(vp.user, SpecialPark).filter(chain=chain, state__in=FILLING).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    if not states:
        return ChainPart()
    opened = states.get(SpecialParkState.OPEN, 0)
    title = (
        f"{number(sum(states.values()))}个专业园区补短板，{f'{number(opened)}个已开园' if opened else '还没有开园的'}"
    )
    return ChainPart(answers=(Link(title, "special_parks", query={"chain": chain.code}),))


def segment_marks(vp: Viewpoint, chain: Chain) -> dict[int, SegmentMark]:
    """The specialised parks that fill a segment, by its key."""
    if not may(vp.user, Permission.READ):
        return {}
    rows = visible(vp.user, SpecialPark).filter(chain=chain, state__in=FILLING).prefetch_related("segments")
    at: dict[int, list[SpecialPark]] = {}
    for row in rows.order_by("pk"):
        for segment in row.segments.all():
            at.setdefault(segment.pk, []).append(row)
    every = Link("专业园区", "special_parks", query={"chain": chain.code})
    return {
        segment: SegmentMark(
            len(here),
            Link(f"{here[0].name}（{here[0].get_state_display()}）", "special_park", (here[0].pk,))
            if len(here) == 1
            else Link(f"{number(len(here))}个专业园区补这个环节", every.page, query=every.query),
        )
        for segment, here in at.items()
    }


def state(city: int) -> Hashable:
    """Moves with the specialised parks that pages of chains count."""
    told = SpecialPark.objects.filter(city=city, state__in=FILLING).aggregate(Count("pk"), Sum("pk"), Sum("version"))
    return tuple(told.values())
