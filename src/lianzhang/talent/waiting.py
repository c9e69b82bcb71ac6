"""What colleges report tells the desk and the search: years that are owed, reports to be mended and checked."""

from __future__ import annotations

from collections.abc import Iterator

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint

from .filters import Wanted
from .models import GraduateReport, ReportedState
from .permissions import Permission
from .queries import filter_reports, owed_by, own_college, reports_to_do

__all__ = ["search", "waiting"]

KIND = "毕业生"


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither report nor check."""
    user = vp.user
    if not any(may(user, each) for each in (Permission.ENTER, Permission.CHECK)):
        return None
    own = own_college(user)
    if own is None and not may(user, Permission.CHECK) and not may(user, Permission.FORESEE):
        return None
    rows = list(visible(user, GraduateReport).filter(reports_to_do(user)).values_list("state", flat=True))
    owed = owed_by(user) if own else []
    told = [
        WaitingRow(
            Link(f"报{each.year}年毕业生", "graduate_report_new", query={"year": str(each.year)}),
            f"{each.due:%Y-%m-%d}前",
            urgent=each.late,
            verb="填报",
            kind=KIND,
            due=each.due,
        )
        for each in owed
    ]
    return Waiting(len(rows) + len(owed), (*told, *_to_do(rows)), late=sum(each.late for each in owed))


def _to_do(states: list[str]) -> Iterator[WaitingRow]:
    for state, title, verb in (
        (ReportedState.RETURNED, "毕业生填报被退回，请改", "改"),
        (ReportedState.REPORTED, "院校报了毕业生，请核对", "核对"),
    ):
        if count := states.count(state):
            link = Link(title, "graduate_reports", query={"mine": "todo", "state": state})
            yield WaitingRow(link, f"{number(count)}份", verb=verb, kind=KIND)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Reports by college and year. While somebody types they are not counted."""
    if not may(vp.user, Permission.READ):
        return
    rows = filter_reports(Wanted(q=query.text), vp.user).select_related("college")
    hits = tuple(
        SearchHit(Link(str(row), "graduate_report", (row.pk,)), row.get_state_display()) for row in rows[: query.most]
    )
    if hits:
        everything = Link("全部", "graduate_reports", query={"q": query.text})
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("graduate_report", "毕业生", "份", 53, hits, total, everything)
