"""What platforms tell the desk, the search and the pages of chains."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .filters import Wanted
from .models import Platform, PlatformReport, PlatformState
from .owed import due_on, own_work, report_owed, reports_owed, reports_to_do, stands_still, to_do, year_owed
from .permissions import Permission
from .queries import LISTED, RUNNING, filter_platforms

__all__ = ["chain_part", "due", "search", "state", "waiting"]

MOST = 5
KIND = "集群平台"


def waiting(vp: Viewpoint) -> Waiting | None:
    """What waits to be confirmed or mended, then reports that are owed, then what stands still. None for those who
    have nothing to do here."""
    user, today = vp.user, timezone.localdate()
    if not any(may(user, each) for each in (Permission.ENTER, Permission.REPORT, Permission.CONFIRM)):
        return None
    rows = visible(user, Platform)
    confirm, owed = rows.filter(to_do(user)), rows.filter(reports_owed(user, today))
    reports = visible(user, PlatformReport).filter(reports_to_do(user))
    still = rows.filter(own_work(user, Permission.ENTER), stands_still(today))
    counts = confirm.count(), reports.count(), owed.count(), still.count()
    told = (
        *(_confirmations(confirm) if counts[0] else ()),
        *(_reports(reports) if counts[1] else ()),
        *(_owed(owed, today) if counts[2] else ()),
        *(_still(counts[3]) if counts[3] else ()),
    )
    lists = (("platforms", "todo", "个"), ("platform_reports", "todo", "份"), ("platforms", "owed", "份没报"))
    more = [
        (Link("全部", page, query={"mine": mine}), f"{number(count)}{unit}")
        for (page, mine, unit), count in zip(lists, counts, strict=False)
        if count > MOST
    ]
    months = owed.values_list("kind__report_months", flat=True)
    late = sum(due_on(each, year_owed(today)) < today for each in months if each)
    return Waiting(sum(counts[:3]) + bool(counts[3]), told, tuple(more), late=late)


def _confirmations(rows: QuerySet[Any]) -> Iterator[WaitingRow]:
    for row in rows.select_related("kind", "stage").order_by("entered_at", "pk")[:MOST]:
        verb = "确认" if row.state == PlatformState.ENTERED else "改"
        yield WaitingRow(Link(row.name, "platform", (row.pk,)), f"{row.kind}，{row.stage}", verb=verb, kind=KIND)


def _reports(rows: QuerySet[Any]) -> Iterator[WaitingRow]:
    for row in rows.select_related("platform").order_by("reported_at", "pk")[:MOST]:
        verb = "确认" if row.state == "reported" else "改"
        link = Link(f"{row.platform}{row.year}年年报", "platform_report", (row.pk,))
        yield WaitingRow(link, row.get_state_display(), verb=verb, kind=KIND)


def _owed(rows: QuerySet[Any], today: date) -> Iterator[WaitingRow]:
    year = year_owed(today)
    for row in rows.select_related("kind").order_by("kind__report_months", "name", "pk")[:MOST]:
        by = due_on(row.kind.report_months, year)
        link = Link(f"填{row.name}{year}年年报", "platform_report_new", (row.pk,), {"year": str(year)})
        yield WaitingRow(link, "没有报", f"{by:%m-%d}前", by < today, verb="填", kind=KIND, due=by)


def _still(count: int) -> Iterator[WaitingRow]:
    link = Link("停在一个阶段太久的平台", "platforms", query={"mine": "still"})
    yield WaitingRow(link, f"{number(count)}个", verb="核对", kind=KIND)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days by which reports of the last year are due."""
    if not may(vp.user, Permission.READ):
        return
    year = year_owed(vp.at)
    days: dict[date, list[DueRow]] = {}
    owed = visible(vp.user, Platform).filter(reports_owed(vp.user, vp.at)).select_related("kind")
    for row in owed.order_by("name", "pk"):
        if vp.at < (on := due_on(row.kind.report_months or 12, year)) <= until:
            line = DueRow(Link(row.name, "platform", (row.pk,)), f"{year}年年报")
            days.setdefault(on, []).append(line)
    for on, told in sorted(days.items()):
        yield DueRows(on, tuple(told), measure="份平台年报", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    if not may(vp.user, Permission.READ):
        return
    rows = filter_platforms(Wanted(q=query.text), vp.user)
    shown = rows.select_related(*LISTED)[: query.most]
    hits = tuple(SearchHit(Link(row.name, "platform", (row.pk,)), f"{row.kind}，{row.stage}") for row in shown)
    if hits:
        total = len(hits) if query.brief else rows.count()
        everything = Link("全部", "platforms", query={"q": query.text})
        yield SearchGroup("platform", "集群和平台", "个", 51, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """How many clusters and platforms of a chain run, and how many have not reported the last year."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    year = year_owed(timezone.localdate())
    rows = visible(vp.user, Platform).filter(chain=chain)
    told = rows.aggregate(
        all=Count("*"), running=Count("pk", filter=RUNNING), owed=Count("pk", filter=report_owed(year))
    )
    answers = []
    if told["all"]:
        words = f"{number(told['running'])}个集群、平台和渠道在运行"
        answers.append(Link(words, "platforms", query={"chain": chain.code}))
    if told["owed"]:
        words = f"{number(told['owed'])}个没报{year}年年报"
        answers.append(Link(words, "platforms", query={"chain": chain.code, "mine": "owed"}))
    return ChainPart(answers=tuple(answers))


def state(city: int) -> Hashable:
    """Moves with every act on platforms and reports, which pages of chains count."""
    rows = Platform.objects.filter(city=city).aggregate(Count("pk"), Sum("version"))
    reports = PlatformReport.objects.filter(platform__city=city).aggregate(Count("pk"), Sum("version"))
    return (*rows.values(), *reports.values())
