"""What this room tells the desk, the search and the pages of targets and duties. Search and changes judge nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
)
from lianzhang.kernel.formatting import number
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.plans.models import Duty, Target
from lianzhang.registry.api import joined

from .models import ISSUED, Responsibility, ShareState, TargetShare
from .permissions import Permission
from .queries.assignments import history_of_subject, told_of
from .queries.rows import ASSIGNMENT_WORDS, SHARE_WORDS, assignments_in_sight, saying, shares_in_sight
from .queries.shares import breakdown_of, shares_to_do
from .responsible import NOBODY, Source
from .scope import own_shares

__all__ = ["changes", "due", "search", "subject_part", "waiting"]

MOST, LATEST = 5, 20
# What happened to a part, by the field that says when.
SHARE_CHANGES = (
    ("下达分解", "issued_at", ~Q(state=ShareState.WITHDRAWN)),
    ("提出异议", "answered_at", Q(disputed=True)),
    ("裁定异议", "ruled_at", Q()),
)
TO_DO = {ShareState.ISSUED: "签收", ShareState.DISPUTED: "裁定"}


def waiting(vp: Viewpoint) -> Waiting | None:
    """Parts to take, disputes to rule on; beside them, in one line and not counted, what nobody answers for."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.READ):
        return None
    answers, assigns = may(vp.user, Permission.ANSWER_SHARE), may(vp.user, Permission.ASSIGN)
    if not answers and not assigns:
        return None
    rows = visible(vp.user, TargetShare).filter(shares_to_do(vp.user), target__plan=vp.plan)
    count = rows.count()
    listed = rows.select_related("target", "chain", *joined("unit")).order_by("issued_at", "pk")[:MOST] if count else ()
    told = tuple(_to_do(row) for row in listed)
    return Waiting(count, told, tuple(_more(vp, count, assigns=assigns)))


def _to_do(row: TargetShare) -> WaitingRow:
    verb = TO_DO[ShareState(row.state)]
    return WaitingRow(_link(row), verb, str(row.receiver), verb=verb, kind="目标分解")


def _more(vp: PlanViewpoint, count: int, *, assigns: bool) -> Iterator[tuple[Link, str]]:
    if count > MOST:
        yield Link("全部", "shares", query={"mine": "todo"}), f"{number(count)}份"
    if assigns and (unowned := sum(each.source == Source.NOBODY for each in told_of(vp).values())):
        yield Link(f"{number(unowned)}项目标和任务", "responsibilities", query={"who": "nobody"}), "无人负责，请指定。"


def _link(row: TargetShare) -> Link:
    return Link(row.target.name, "share", (row.pk,))


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """The parts that one has to reach oneself, by the day on which they are due."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.ANSWER_SHARE):
        return
    rows = visible(vp.user, TargetShare).filter(own_shares(vp.user), target__plan=vp.plan, state__in=ISSUED)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.filter(due__gt=vp.at, due__lte=until).select_related("target").order_by("due", "pk"):
        by_day.setdefault(row.due, []).append(DueRow(_link(row), "承接的目标"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="份目标分解", most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Who was made responsible or no longer is, and parts that were laid on somebody, disputed and ruled on."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.READ):
        return
    rows = assignments_in_sight(vp)
    for tag, field in (("指定责任", "starts"), ("终止责任", "ended")):
        for row in rows.filter(**_within(field, since, vp.at)).order_by(f"-{field}", "-pk")[:LATEST]:
            link = Link(str(row.lead), "responsibility", (row.pk,))
            yield ChangeRow(getattr(row, field), tag, Link(row.subject.name, link.page, link.args), link)
    shares = shares_in_sight(vp)
    for tag, field, wanted in SHARE_CHANGES:
        for share in shares.filter(wanted, **_within(f"{field}__date", since, vp.at)).order_by(f"-{field}")[:LATEST]:
            on = timezone.localdate(getattr(share, field))
            yield ChangeRow(on, tag, _link(share), Link(str(share.receiver), "share", (share.pk,)))


def _within(field: str, since: date, at: date) -> dict[str, date]:
    return {f"{field}__gt": since, f"{field}__lte": at}


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """By who answers, by paper and by what was laid on whom. While somebody types they are not counted."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.READ):
        return
    everything = {"q": query.text}
    rows = assignments_in_sight(vp).filter(saying(query.words, ASSIGNMENT_WORDS)).exclude(ended__lte=vp.at)
    told = tuple(
        SearchHit(Link(row.subject.name, "responsibility", (row.pk,)), f"{row.lead}负责", why=_paper(row))
        for row in rows.order_by("-starts", "-pk")[: query.most]
    )
    if told:
        total = len(told) if query.brief else rows.count()
        link = Link("全部", "responsibilities", query=everything) if _by_subject(told, query) else None
        yield SearchGroup("responsibility", "责任分工", "项", 43, told, total, link)
    shares = shares_in_sight(vp).filter(saying(query.words, SHARE_WORDS)).exclude(state=ShareState.WITHDRAWN)
    hits = tuple(
        SearchHit(_link(row), f"{row.receiver}，{row.get_state_display()}", why=_paper(row))
        for row in shares.order_by("target__order", "period_start", "pk")[: query.most]
    )
    if hits:
        total = len(hits) if query.brief else shares.count()
        link = Link("全部", "shares", query=everything) if _by_subject(hits, query) else None
        yield SearchGroup("share", "目标分解", "份", 44, hits, total, link)


def _by_subject(hits: Iterable[SearchHit], query: SearchQuery) -> bool:
    """The lists behind search names of targets and duties alone: they are opened where all was told by those."""
    return all(query.text.casefold() in hit.link.title.casefold() for hit in hits)


def _paper(row: Responsibility | TargetShare) -> str:
    return " ".join(filter(None, (row.paper_title, row.paper_number)))


def subject_part(vp: PlanViewpoint, subject: Target | Duty) -> SubjectPart | None:
    """Who answers, since when and by which paper; of a target the parts beside the whole."""
    if not may(vp.user, Permission.READ):
        return None
    key = "target" if isinstance(subject, Target) else "duty"
    context = {
        "key": f"{key}:{subject.pk}",
        "subject": subject,
        "responsible": told_of(vp).get((key, subject.pk), NOBODY),
        "rows": history_of_subject(subject, vp.user),
        "breakdown": breakdown_of(vp, subject) if isinstance(subject, Target) else None,
    }
    return SubjectPart(10, "responsibility/_subject.html", context)
