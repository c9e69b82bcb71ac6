"""What projects tell the desks: what waits to be taken over or brought on, what stands still in others' hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from lianzhang.access.api import acting, may, units_of, visible
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import LastWord, Link, Owing, Waiting, WaitingRow, WithOthers
from lianzhang.kernel.formatting import day, number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import ResponsibleUnit

from .models import UNDER_WAY, Milestone, Project, Stage
from .permissions import Permission
from .queries import stalled

__all__ = ["chain_column", "link_of", "waiting", "with_others"]

MOST = 6


def link_of(row: Project) -> Link:
    return Link(row.name, "project", (row.pk,))


class Open(NamedTuple):
    """A project under way in sight, as far as counts need it."""

    pk: int
    unit: int
    asked: int | None
    due: date | None
    stalled_on: date | None

    def stands_still(self, today: date) -> bool:
        return self.stalled_on is not None and self.stalled_on <= today


def _open(vp: Viewpoint) -> list[Open]:
    """All that is under way: so few that they are counted here. One query of a request."""
    key = ("projects", "open")
    if key not in vp.shared:
        rows = visible(vp.user, Project).filter(state__in=UNDER_WAY).order_by()
        vp.shared[key] = [Open(*row) for row in rows.values_list("pk", "unit", "asked_unit", "due", "stalled_on")]
    return vp.shared[key]


def _is_mine(row: Open, units: set[int], today: date) -> bool:
    """What waits for oneself, as `to_do` says it."""
    return row.asked in units or (row.unit in units and row.stands_still(today))


def _rows(keys: Iterable[int]) -> list[Project]:
    """Of keys that are in sight, in their order."""
    first = list(islice(keys, MOST))
    rows = Project.objects.select_related("chain", *joined("unit")).in_bulk(first) if first else {}
    return [rows[key] for key in first if key in rows]


def waiting(vp: Viewpoint) -> Waiting | None:
    """Hand-overs to answer, projects that stand still, milestones past their day, months not reported.

    None for those who carry none."""
    if not may(vp.user, Permission.CARRY):
        return None
    today, units = timezone.localdate(), _units(vp)
    mine = [each for each in _open(vp) if _is_mine(each, units, today)] if units else []
    mine.sort(key=lambda each: (each.asked not in units, each.due or each.stalled_on or today, each.pk))
    told = [_to_do(row, row.asked_unit_id in units, today) for row in _rows(each.pk for each in mine)]
    beside = [*_milestones(vp, units, today), *_months(vp, units, today)]
    rest = (Link("全部", "projects", query={"mine": "todo"}), f"{number(len(mine))}个项目")
    late = sum(each.asked in units and each.due is not None and each.due < today for each in mine)
    more = (rest,) if len(mine) > MOST else ()
    return Waiting(len(mine) + len(beside), (*told, *beside), more, late=late, urgent=late)


def _units(vp: Viewpoint) -> set[int]:
    active = acting(vp.user)
    if active is None:
        return set()
    return set(visible(vp.user, ResponsibleUnit).filter(pk__in=units_of(active)).values_list("pk", flat=True))


def _to_do(row: Project, asked: bool, today: date) -> WaitingRow:
    if asked:
        late = row.due is not None and row.due < today
        return WaitingRow(
            *(link_of(row), "接手", f"{row.number}，{row.unit}移交", late),
            verb="接手",
            kind="项目",
            chain=str(row.chain or ""),
            due=row.due,
        )
    note = f"{row.number}，{day(row.progressed_on)}以后没有进展"
    return WaitingRow(
        *(link_of(row), "推进", note), verb="推进", kind="项目", chain=str(row.chain or ""), due=row.stalled_on
    )


def _own(vp: Viewpoint, units: set[int]) -> Q:
    keys = visible(vp.user, Project).filter(unit__in=units, state__in=UNDER_WAY).values("pk")
    return Q(project__in=keys)


def _milestones(vp: Viewpoint, units: set[int], today: date) -> Iterator[WaitingRow]:
    """One row for all of one's own that are past their day: what is counted, and the first of them."""
    if not units:
        return
    rows = visible(vp.user, Milestone).filter(_own(vp, units), actual=None, forecast__lt=today)
    count = rows.count()
    first = rows.select_related("project").order_by("forecast", "pk").first() if count else None
    if first:
        note = f"最早的是{first.project}“{first.title}”，{day(first.forecast)}"
        link = Link(f"{number(count)}个里程碑过了预计日期", "project", (first.project_id,))
        yield WaitingRow(link, "更新", note, verb="更新", kind="项目", due=first.forecast)


def _months(vp: Viewpoint, units: set[int], today: date) -> Iterator[WaitingRow]:
    """Projects under construction that have not reported the month that is over."""
    if not units:
        return
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = visible(vp.user, Project).filter(unit__in=units, state=Stage.STARTED, started_on__lt=today.replace(day=1))
    lacking = rows.exclude(months__month=last, months__done__isnull=False)
    count = lacking.count()
    if count:
        first = lacking.order_by("pk").first()
        assert first is not None  # noqa: S101 - there are so many
        title = f"{number(count)}个在建项目没有报{last.month}月投资"
        yield WaitingRow(
            Link(title, "project", (first.pk,)), "报数", verb="报数", kind="项目", due=today.replace(day=10)
        )


def with_others(vp: Viewpoint) -> WithOthers | None:
    """For the office and teams: what stands still in the hands of units, the longest first. None for the units."""
    team = (active := acting(vp.user)) is not None and active.role.acts_for == "chains"
    if not (team or may(vp.user, Permission.COORDINATE)) or is_own_part(vp.user):
        return None
    today, units = timezone.localdate(), _units(vp)
    theirs = [each for each in _open(vp) if not _is_mine(each, units, today)]
    still = [each for each in theirs if each.stands_still(today)]
    still.sort(key=lambda each: (each.stalled_on or today, each.pk))
    return WithOthers(
        count=len(theirs),
        late=len(still),
        everything=Link("在库项目", "projects", query={"mine": "open"}),
        overdue=Link("停滞项目", "projects", query={"mine": "stalled"}),
        rows=tuple(_standing_still(row, today) for row in _rows(each.pk for each in still)),
        owing=tuple(_owing(theirs, today)),
    )


def _standing_still(row: Project, today: date) -> WaitingRow:
    days = work_calendar().workdays_between
    return WaitingRow(
        *(
            link_of(row),
            f"停滞{number(days(row.stalled_on or today, today))}",
            f"{row.number}，{row.get_state_display()}",
            True,
        ),
        kind="项目",
        chain=str(row.chain or ""),
        due=row.stalled_on,
        who=str(row.unit),
        last_word=LastWord(row.reason, row.progressed_on, days(row.progressed_on, today)),
    )


def _owing(theirs: Iterable[Open], today: date) -> Iterator[Owing]:
    """By unit; one query for their names."""
    held: dict[int, list[Open]] = defaultdict(list)
    for each in theirs:
        held[each.unit].append(each)
    names = tuple(name.removeprefix("unit__") for name in joined("unit"))
    units = ResponsibleUnit.objects.select_related(*names).in_bulk(list(held)) if held else {}
    for unit, rows in held.items():
        who = str(units[unit])
        since = [each.stalled_on for each in rows if each.stalled_on and each.stands_still(today)]
        longest = work_calendar().workdays_between(min(since), today) if since else 0
        yield Owing(
            who, len(rows), len(since), longest, Link(who, "projects", query={"unit": str(unit), "mine": "open"})
        )


def chain_column(vp: Viewpoint, chains: Any) -> ChainColumn | None:
    """How many projects are under way on each chain, and how many of them stand still. One query."""
    if not may(vp.user, Permission.READ):
        return None
    codes: dict[int, str] = {chain.pk: chain.code for chain in chains}
    rows = visible(vp.user, Project).filter(chain__in=list(codes), state__in=UNDER_WAY).order_by()
    told = rows.values_list("chain").annotate(Count("pk"), still=Count("pk", filter=stalled(timezone.localdate())))
    figures = {chain: _figure(codes[chain], count, late) for chain, count, late in told if chain is not None}
    if not figures:
        return None
    return ChainColumn("projects", "在库项目（个）", figures=figures, name="在库项目", unit="个", places=0, order=45)


def _figure(code: str, count: int, late: int) -> ChainFigure:
    query = {"chain": code, "mine": "open"}
    return ChainFigure(
        Decimal(count),
        link=Link(number(count), "projects", query=query),
        late=late,
        late_link=Link(number(late), "projects", query=query | {"mine": "stalled"}),
    )
