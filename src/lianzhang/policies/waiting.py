"""What applications, windows, payments and balances of banks tell the desk and the search."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import Programme
from lianzhang.registry.models import Chain

from .catalogue import gift
from .filters import Wanted
from .for_me import to_confirm
from .lending import desk as lending
from .loaded import loaded
from .models import STANDING, Application, ApplicationState, Award
from .permissions import Permission
from .queries import APPLICATION_LISTED, LATE, UNPAID, filter_applications, payments_due, to_do
from .reviewing import desk as reviewing

__all__ = ["chain_part", "due", "search", "state", "waiting"]

MOST, NAMED = 5, 60
VERBS = {ApplicationState.SUBMITTED: "审核", ApplicationState.RETURNED: "补正再报", ApplicationState.DRAFT: "报出"}


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who have nothing to do with programmes, nor with what banks report."""
    told = [each for each in (_claims(vp), reviewing.waiting(vp), lending.waiting(vp)) if each is not None]
    if len(told) < 2:
        return next(iter(told), None)
    return Waiting(
        sum(each.count for each in told),
        tuple(row for each in told for row in each.rows),
        tuple(more for each in told for more in each.more),
        late=sum(each.late for each in told),
    )


def _claims(vp: Viewpoint) -> Waiting | None:
    """Applications first, then money that is due, then what a firm need only confirm. None for those who have nothing
    to do here."""
    user, today = vp.user, timezone.localdate()
    if not any(may(user, each) for each in (Permission.ENTER, Permission.DECIDE, Permission.PAY)):
        return None
    rows = visible(user, Application).filter(to_do(user))
    payments = payments_due(user).filter(due_on__lte=today)
    mine = to_confirm(user, vp.plan, today) if vp.plan else []
    counts = rows.count(), payments.count()
    told = (
        *(_applications(rows, today) if counts[0] else ()),
        *(_payments(payments, today) if counts[1] else ()),
        *_confirmations(mine),
    )
    everything = (("applications", {"mine": "todo"}, counts[0], "件"), ("awards", {"mine": "unpaid"}, counts[1], "笔"))
    more = [
        (Link("全部", page, query=query), f"{number(count)}{unit}")
        for page, query, count, unit in everything
        if count > MOST
    ]
    late = rows.filter(due__lt=today).count() if counts[0] else 0
    late += payments.filter(due_on__lt=today).count() if counts[1] else 0
    return Waiting(sum(counts) + len(mine), told, tuple(more), late=late)


def _applications(rows: Any, today: date) -> Iterator[WaitingRow]:
    for row in rows.select_related(*APPLICATION_LISTED).order_by("due", "pk")[:MOST]:
        verb = VERBS[ApplicationState(row.state)]
        on = row.due if row.state == ApplicationState.SUBMITTED else row.closes
        link = Link(str(row), "application", (row.pk,))
        by = f"{on:%m-%d}前" if on else str(row.enterprise)
        yield WaitingRow(link, verb, by, on is not None and on < today, verb=verb, kind="申报", due=on)


def _payments(rows: Any, today: date) -> Iterator[WaitingRow]:
    listed = rows.select_related("award__application__programme", "award__enterprise").order_by("due_on", "pk")
    for row in listed[:MOST]:
        link = Link(f"{row.award}（{row.award.enterprise}）", "award", (row.award_id,))
        value = f"{number(row.amount)}万元"
        yield WaitingRow(
            *(link, value, f"{row.due_on:%m-%d}前", row.due_on < today), verb="拨付", kind="拨付", due=row.due_on
        )


def _confirmations(rows: Iterable[tuple[Programme, date]]) -> Iterator[WaitingRow]:
    for row, until in rows:
        link = Link(f"{row}：{gift(row)}", "application_new", (row.pk,))
        yield WaitingRow(link, "条件都符合", f"{until:%m-%d}前", False, verb="确认领取", kind="政策", due=until)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days on which windows open and close, the county's and the official, and on which promised money is due."""
    if may(vp.user, Permission.READ_PROGRAMME):
        for on, told in sorted(_window_days(vp, until).items()):
            yield DueRows(on, tuple(told), measure="项申报", most=4)
    if may(vp.user, Permission.READ):
        yield from _promised_days(vp, until)


def _window_days(vp: Viewpoint, until: date) -> dict[date, list[DueRow]]:
    by_day: dict[date, list[DueRow]] = {}
    if vp.plan is None:
        return by_day
    known = loaded(vp.user, vp.plan, vp.at)
    for row in known.programmes:
        link = Link(row.name, "programme", (row.pk,))
        for window in known.windows[row.pk]:
            days = {window.closes: "正式截止", window.local_closes: "县区截止", window.opens: "开始申报"}
            for on in filter(lambda each: vp.at < each <= until, days):
                by_day.setdefault(on, []).append(DueRow(link, days[on]))
    return by_day


def _promised_days(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """All are counted, those of the first days are named."""
    awards = visible(vp.user, Award).filter(UNPAID, due_on__gt=vp.at, due_on__lte=until)
    counts: dict[date, int] = dict(awards.order_by("due_on").values_list("due_on").annotate(many=Count("*")))
    owed: dict[date, list[DueRow]] = {}
    named = awards.select_related("application__programme", "enterprise").order_by("due_on", "pk")
    for award in named[:NAMED] if counts else ():
        if award.due_on is not None:
            line = DueRow(Link(str(award), "award", (award.pk,)), f"{award.enterprise}，承诺拨付到这一天")
            owed.setdefault(award.due_on, []).append(line)
    for on, total in counts.items():
        yield DueRows(on, tuple(owed.get(on, ())), measure="笔要拨付", most=4, total=total)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Programmes by their name, then applications. While somebody types, programmes alone, and not counted."""
    if may(vp.user, Permission.READ_PROGRAMME):
        named = visible(vp.user, Programme).filter(plan=vp.plan, name__contains=query.text).order_by("order")
        hits = tuple(SearchHit(Link(row.name, "programme", (row.pk,)), row.clause) for row in named[: query.most])
        if hits:
            total = len(hits) if query.brief else named.count()
            everything = Link("全部", "programmes", query={"q": query.text})
            yield SearchGroup("programme", "政策事项", "项", 49, hits, total, everything)
    if may(vp.user, Permission.READ) and not query.brief:
        rows = filter_applications(Wanted(q=query.text), vp.user).select_related(*APPLICATION_LISTED)
        hits = tuple(SearchHit(Link(str(row), "application", (row.pk,)), row.standing) for row in rows[: query.most])
        if hits:
            total = rows.count()
            everything = Link("全部", "applications", query={"q": query.text})
            yield SearchGroup("application", "申报", "件", 50, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What firms of a chain were paid this year, and what is promised to them and late."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    running = Membership.objects.filter(chain=chain, starts__lte=vp.at).filter(Q(ends=None) | Q(ends__gt=vp.at))
    rows = visible(vp.user, Award).filter(enterprise__in=running.values("enterprise")).order_by()
    told = rows.aggregate(
        so_far=Sum("paid", filter=Q(decided_on__year=vp.at.year, state__in=STANDING)),
        late=Count("pk", filter=LATE(timezone.localdate())),
    )
    answers = []
    if told["so_far"]:
        answers.append(Link(f"今年批准的已拨付{number(told['so_far'])}万元", "awards", query={"year": str(vp.at.year)}))
    if told["late"]:
        answers.append(Link(f"{number(told['late'])}笔过了承诺没有拨完", "awards", query={"mine": "late"}))
    return ChainPart(answers=tuple(answers))


def state(city: int) -> Hashable:
    """Moves with what was granted and paid, of which pages of chains show the sums."""
    return tuple(Award.objects.filter(city=city).aggregate(Count("pk"), Sum("paid"), Sum("version")).values())
