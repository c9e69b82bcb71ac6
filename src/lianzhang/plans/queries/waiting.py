"""Figures that wait for the one who looks: to confirm, returned, never submitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lianzhang.access.api import may
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import amount, number
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Observation
from lianzhang.plans.observations.asked_figures import how_many_missing
from lianzhang.plans.observations.queries import to_decide
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.work.api import own_reports
from lianzhang.work.models import ReportState

__all__ = ["waiting"]

SHOWN = 5
RETURNED, DRAFT = ReportState.RETURNED, ReportState.DRAFT


def waiting(vp: PlanViewpoint) -> Waiting | None:
    """Figures that somebody else submitted and one may confirm; one's own that were returned or never submitted.

    None for those who neither enter nor confirm.
    """
    enters, confirms = may(vp.user, Permission.ENTER_OBSERVATION), may(vp.user, Permission.CONFIRM_OBSERVATION)
    if not enters and not confirms:
        return None
    rows = vp.rows(Observation).select_related("target", "duty", "entered_by")
    mine = rows.filter(own_reports(vp.user), state__in=(RETURNED, DRAFT))
    others = rows.filter(to_decide(vp.user)).order_by("submitted_at", "pk")
    quarter, missing = how_many_missing(vp) if enters else (None, 0)
    own = Counter(mine.order_by().values_list("state", flat=True)) if enters else Counter()
    to_confirm = others.count() if confirms else 0
    confirmable = others[:SHOWN] if to_confirm else ()
    returned = mine.filter(state=RETURNED) if own[RETURNED] else ()
    return Waiting(
        count=to_confirm + own[RETURNED] + own[DRAFT] + bool(missing),
        rows=(
            *(_row(row, f"待确认，{row.entered_by}填报", "确认") for row in confirmable),
            *(_row(row, f"已退回：{row.return_reason}", "重报", urgent=True) for row in returned),
            *_missing(quarter, missing),
        ),
        more=tuple(_more(to_confirm, own[DRAFT])),
    )


def _row(row: Observation, note: str, verb: str, *, urgent: bool = False) -> WaitingRow:
    link = Link(str(row.target or row.duty or row.quantity), "observation", (row.pk,))
    return WaitingRow(link, amount(row.value, row.unit, row.precision), note, urgent, verb, "实际值")


def _missing(quarter: Period | None, missing: int) -> Iterable[WaitingRow]:
    """The plan sets no day for it: it is owed since the quarter was over."""
    if quarter is not None and missing:
        link = Link(f"{quarter}的数", "figure_grid", query={"period": quarter.code})
        yield WaitingRow(link, f"欠{number(missing)}个", f"{quarter.end}季末已到，没有交齐", verb="填报", kind="实际值")


def _more(to_confirm: int, drafts: int) -> Iterable[tuple[Link, str]]:
    if to_confirm > SHOWN:
        yield Link(f"共{number(to_confirm)}条待确认", "observations", query={"mine": "decide"}), "。"
    if drafts:
        yield Link(f"我的草稿{number(drafts)}条", "observations", query={"mine": "drafts"}), "，还没有提交。"
