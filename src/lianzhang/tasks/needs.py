"""What must hold before a step on a task or on a record of work: whose it is, what is asked for, what shows it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting, may, units_of
from lianzhang.records.api import attachments_of
from lianzhang.work.api import need

from .dates import periods_of
from .models import RecordState, Task, WorkRecord
from .permissions import Permission

__all__ = [
    *("asked_amendment", "asked_change", "asked_move", "assigned_it", "has_evidence", "is_shown", "leads"),
    *(
        "leads_or_helps",
        "not_disputed",
        "keeps_list",
        "not_its_own",
        "nothing_asked",
        "own_record",
        "periods_kept",
        "proved",
    ),
    "shown_by_now",
]


def _speaks_for(by: Any, units: Q) -> bool:
    active = acting(by)
    return active is not None and units_of(active).filter(units).exists()


def _is_lead(row: Task, by: Any) -> bool:
    return _speaks_for(by, Q(pk=row.lead_id))


def _helps(row: Task, by: Any) -> bool:
    return _speaks_for(by, Q(pk__in=row.helpers.values("pk")))


@need("由主办单位办理")
def leads(row: Task, by: Any) -> str:
    return "" if by is SYSTEM or _is_lead(row, by) else f"由主办单位“{row.lead}”办理"


@need("由主办或协办单位办理")
def leads_or_helps(row: Task, by: Any) -> str:
    return "" if by is SYSTEM or _is_lead(row, by) or _helps(row, by) else f"由主办“{row.lead}”或协办单位办理"


@need("由承办单位以外的账号办理")
def not_its_own(row: Task, by: Any) -> str:
    """For the unit, whatever the account: who has it in hand decides nothing about it."""
    if by is SYSTEM:
        return ""
    if by.pk == row.reported_by_id or _is_lead(row, by) or _helps(row, by):
        return "承办的单位不能对自己的任务作决定；请由别的单位办理"
    return ""


@need("由交办的岗位，或管全部的岗位办理")
def assigned_it(row: Task, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and (active.role.acts_for == "city" or active.assignment.post_id == row.post_id)):
        return ""
    return f"由交办的“{row.post or row.assigned_by}”办理"


@need("没有提过异议")
def not_disputed(row: Task, _by: Any) -> str:
    return "已提过一次异议并裁定，不再变更" if row.disputed else ""


@need("没有待批的申请")
def nothing_asked(row: Task, _by: Any) -> str:
    asked = f"改到{row.asked_deadline}" if row.asked_deadline else "改写"
    return f"申请{asked}，还没有批" if row.asks_change else ""


@need("有改期申请待批")
def asked_move(row: Task, _by: Any) -> str:
    return "" if row.asked_deadline else "没有人申请改期"


@need("有改写申请待批")
def asked_amendment(row: Task, _by: Any) -> str:
    return "" if row.asked_title else "没有人申请改写"


@need("有申请待批")
def asked_change(row: Task, _by: Any) -> str:
    return "" if row.asks_change else "没有人申请改期或改写"


@need("到期的各期都有已确认的工作记录")
def periods_kept(row: Task, _by: Any) -> str:
    today = timezone.localdate()
    lacking = [str(each.period) for each in periods_of(row) if each.due <= today and not each.kept]
    return f"{'、'.join(lacking)}还没有已确认的工作记录" if lacking else ""


def has_evidence(row: Task, *states: str) -> bool:
    """A record of work in one of these states, or a paper that came after it was taken up, not from who assigned it."""
    if WorkRecord.objects.filter(~Q(attended=0), task=row, state__in=states).exists():
        return True
    papers = attachments_of(row).filter(at__gte=row.taken_up_at) if row.taken_up_at else attachments_of(row).none()
    return papers.exclude(account=row.assigned_by.username).exists()


def shown_by_now(row: Task) -> bool:
    """Whether it may be reported done: with a record that is still to be confirmed, too."""
    return has_evidence(row, RecordState.SUBMITTED, RecordState.CONFIRMED)


@need("有附件，或有已确认的工作记录")
def is_shown(row: Task, _by: Any) -> str:
    return (
        "" if has_evidence(row, RecordState.CONFIRMED) else "没有附件，工作记录也还没有确认；先确认记录，或退回请补凭据"
    )


# --- records of work
@need("由登记的岗位办理")
def own_record(row: WorkRecord, by: Any) -> str:
    """What counts already is withdrawn by those who may confirm."""
    active = acting(by)
    if by is SYSTEM or (active and active.assignment.post_id == row.post_id and row.state != RecordState.CONFIRMED):
        return ""
    if row.state == RecordState.CONFIRMED and may(by, Permission.CONFIRM_RECORD, row):
        return ""
    return (
        "已确认的由确认的岗位撤回"
        if row.state == RecordState.CONFIRMED
        else f"由登记的“{row.post or row.entered_by}”办理"
    )


@need("类别分专题")
def keeps_list(row: WorkRecord, _by: Any) -> str:
    return "" if row.attended or row.kind.topics.exists() else f"“{row.kind}”不分专题，不记名单"


@need("有附件或写明来源")
def proved(row: WorkRecord, _by: Any) -> str:
    return "" if row.source or attachments_of(row).exists() else "请附上文件、照片，或写明来源"
