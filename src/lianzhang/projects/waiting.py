"""What projects tell of the days ahead and behind, to the search, and to the pages of chains and of other rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart, ChainTodo, SegmentMark
from lianzhang.kernel.desk import ChangeRow, DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .desk import link_of
from .filters import Wanted
from .models import DATES, UNDER_WAY, Milestone, Project, Stage
from .permissions import Permission
from .queries import filter_projects, stalled

__all__ = ["chain_part", "changes", "due", "search", "segment_marks"]

NAMED, SHOWN = 40, 20
# What is told of as it came in: a stage, with its word.
TOLD = (Stage.SIGNED, Stage.STARTED, Stage.COMPLETED, Stage.PRODUCING, Stage.LOST)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Milestones and completions that come, by day: all are counted, the first are named. Four queries."""
    if not may(vp.user, Permission.READ):
        return
    ahead = visible(vp.user, Project).filter(state=Stage.STARTED, planned_completion__gt=vp.at)
    ahead = ahead.filter(planned_completion__lte=until)
    yield from _by_day(ahead, "planned_completion", "计划竣工", "个项目计划竣工", link_of)
    rows = visible(vp.user, Milestone).filter(
        actual=None, forecast__gt=vp.at, forecast__lte=until, project__state__in=UNDER_WAY
    )
    named = rows.select_related("project")
    yield from _by_day(named, "forecast", "里程碑", "个里程碑", lambda row: Link(
        f"{row.project}：{row.title}", "project", (row.project_id,)
    ))  # fmt: skip


def _by_day(rows: Any, name: str, note: str, measure: str, link: Any) -> Iterator[DueRows]:
    counts: dict[date, int] = dict(rows.order_by(name).values_list(name).annotate(many=Count("*")))
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.order_by(name, "pk")[:NAMED] if counts else ():
        by_day.setdefault(getattr(row, name), []).append(DueRow(link(row), note))
    for on, total in counts.items():
        yield DueRows(on, tuple(by_day.get(on, ())), measure=measure, most=3, total=total)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """What was signed, started, completed, brought to production or lost in these days. One query."""
    if not may(vp.user, Permission.READ):
        return
    within = [Q(**{f"{DATES[stage]}__gt": since, f"{DATES[stage]}__lte": vp.at}) for stage in TOLD]
    wanted = within[0]
    for each in within[1:]:
        wanted |= each
    # No stage is reached after the last progress: by that the database finds them.
    rows = visible(vp.user, Project).filter(wanted, progressed_on__gt=since).order_by("-progressed_on", "-pk")
    rows = rows.select_related("chain", "region")
    for row in rows[:SHOWN]:
        stage, on = _last(row, since, vp.at)
        where = Link(str(row.chain or row.region or "项目"), "project", (row.pk,))
        yield ChangeRow(on, f"项目{stage.label}", where, link_of(row))


def _last(row: Project, since: date, at: date) -> tuple[Stage, date]:
    reached = [(on, stage) for stage in TOLD if (on := getattr(row, DATES[stage])) and since < on <= at]
    on, stage = max(reached, key=lambda each: each[0])
    return stage, on


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of those that are under way alone, and they are not counted."""
    if not may(vp.user, Permission.READ):
        return
    rows = filter_projects(Wanted(q=query.text, mine="open" if query.brief else ""), vp.user)
    hits = tuple(SearchHit(link_of(row), f"{row.number}，{row.get_state_display()}") for row in rows[: query.most])
    if hits:
        everything = Link("全部", "projects", query={"q": query.text})
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("project", "项目", "个", 44, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What is under way on the chain, what stands still, and what fills its gaps. One query."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    rows: Any = visible(vp.user, Project).filter(chain=chain, state__in=UNDER_WAY)
    told = rows.aggregate(
        all=Count("*"),
        still=Count("pk", filter=stalled(timezone.localdate())),
        filling=Count("pk", filter=Q(fills_gap=True)),
    )
    if not told["all"]:
        return ChainPart()
    query = {"chain": chain.code}
    answers = [Link(f"{number(told['all'])}个项目在库", "projects", query=query | {"mine": "open"})]
    if told["still"]:
        answers.append(Link(f"{number(told['still'])}个停滞", "projects", query=query | {"mine": "stalled"}))
    todo: tuple[ChainTodo, ...] = ()
    if told["filling"]:
        link = Link(f"{number(told['filling'])}个项目补缺失环节", "projects", query=query | {"mine": "gap"})
        todo = (ChainTodo("projects", link, "看进度，落地的补上图谱里的空缺"),)
    return ChainPart(answers=tuple(answers), todo=todo)


def segment_marks(vp: Viewpoint, chain: Chain) -> dict[int, SegmentMark]:
    """The projects under way that fill a gap, by the segment of the chain. One query."""
    if not may(vp.user, Permission.READ):
        return {}
    rows = visible(vp.user, Project).filter(chain=chain, state__in=UNDER_WAY, fills_gap=True, segment__isnull=False)
    at: dict[int, list[Project]] = {}
    for row in rows.order_by("pk"):
        at.setdefault(row.segment_id or 0, []).append(row)
    every = {"chain": chain.code, "mine": "gap"}
    return {
        segment: SegmentMark(
            len(here),
            link_of(here[0])
            if len(here) == 1
            else Link(f"{number(len(here))}个项目补这个环节", "projects", query=every),
        )
        for segment, here in at.items()
    }
