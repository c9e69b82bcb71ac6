"""The lives of tasks and of records of work, as tables. That a task is overdue is no state: it follows from the day."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import Pace, RecordState, WorkRecord
from .models import TaskState as S
from .permissions import Permission

__all__ = ["TASK", "WORK_RECORD"]

ASSIGN, HANDLE, VERIFY = Permission.ASSIGN, Permission.HANDLE, Permission.VERIFY
ENTER, CONFIRM = Permission.ENTER_RECORD, Permission.CONFIRM_RECORD
R = RecordState

ON = Ask(name="on", title="哪天的进展", kind=AskKind.DATE)
PACE = Ask(name="pace", title="进展", kind=AskKind.CHOICE, choices=dict(Pace.choices))
NOTE = Ask(name="text", title="做了什么、差什么", most=500)
PAPER = Ask(name="paper", title="凭据（文件或照片）", kind=AskKind.ATTACHMENT, required=False)
TITLE = Ask(name="title", title="要办成什么", most=80)
PROOF = Ask(name="proof", title="怎么算办成")
NEW_DAY = Ask(name="deadline", title="改到哪天", kind=AskKind.DATE)
DAY = Ask(name="deadline", title="期限", kind=AskKind.DATE)
UNIT = Ask(name="lead", title="主办单位", kind=AskKind.UNIT)
DONE_ON = Ask(name="done_on", title="哪天办成", kind=AskKind.DATE)
CHANGED = reason("为什么改", most=500)
REPORT = Ask(name="report", title="办成了什么", most=2000, absent="请写办成了什么，对照“怎么算办成”写")
VERIFICATION = Ask(name="verification", title="核验依据", most=500, absent="请写看了什么：文件、现场、电话记录")


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _counts_then(row: WorkRecord) -> str:
    """What to confirm it brings."""
    if row.is_empty:
        return "没有到场名单：确认了也不算办过。请先退回补名单。"
    return "从此算作它那项方案任务、那件任务的记录。"


# fmt: off
TASK = Lifecycle("task", dict(S.choices), (
    _step("assign", "交办", (), S.ASSIGNED, ASSIGN, authors=True, effect="交办后由主办单位签收。"),
    _step("amend", "改写", (S.ASSIGNED,), None, ASSIGN, who=(needs.assigned_it,), asks=(TITLE, PROOF, DAY, CHANGED),
          only_if_changed=True, effect="签收以前由交办的改写；改了几次、为什么一直列着。", then="等主办单位签收。"),
    _step("dispute", "提出异议", (S.ASSIGNED,), S.DISPUTED, HANDLE, who=(needs.leads,), needs=(needs.not_disputed,),
          asks=(reason("为什么不归本单位、应归谁"),), effect="只能提一次；裁定以后不再变更。裁定以前期限照计。"),
    _step("uphold", "维持交办", (S.DISPUTED,), S.ASSIGNED, ASSIGN, who=(needs.assigned_it, needs.not_its_own),
          asks=(reason("裁定的理由"),), effect="仍由原主办单位办理，不再变更，期限照计。"),
    _step("reassign", "改派", (S.DISPUTED,), S.ASSIGNED, ASSIGN, who=(needs.assigned_it, needs.not_its_own),
          asks=(UNIT, reason("裁定的理由")), onwards=True, effect="改由另一个单位主办，期限照旧；不再变更。"),
    _step("resolve", "按会议议定交办", (), S.ASSIGNED, Permission.RESOLVE, authors=True,
          effect="纪要确认时交办，由主办单位签收。"),
    _step("take_up", "签收", (S.ASSIGNED,), S.IN_HAND, HANDLE, who=(needs.leads,), onwards=True,
          effect="签收后由主办单位办理；期限不变。"),
    _step("note", "记进展", (S.IN_HAND,), None, HANDLE, who=(needs.leads_or_helps,), asks=(ON, PACE, NOTE, PAPER),
          effect="写“按进度”要附凭据；进展不算办成，也不算方案任务的记录。"),
    _step("ask_move", "申请改期", (S.IN_HAND,), None, HANDLE, who=(needs.leads,), needs=(needs.nothing_asked,),
          asks=(NEW_DAY, reason("为什么改期")), effect="批准以前期限照旧；同意一次，改期次数加一。"),
    _step("ask_amend", "申请改写", (S.IN_HAND,), None, HANDLE, who=(needs.leads,), needs=(needs.nothing_asked,),
          asks=(TITLE, PROOF, CHANGED), effect="签收以后改任务和怎么算办成，要由别的单位批准；批准以前照旧。"),
    _step("move", "同意改期", (S.IN_HAND,), None, VERIFY, who=(needs.not_its_own,), needs=(needs.asked_move,),
          effect="期限改到申请的那天，原定期限和改期次数一直列着。"),
    _step("grant", "同意改写", (S.IN_HAND,), None, VERIFY, who=(needs.not_its_own,), needs=(needs.asked_amendment,),
          effect="改成申请的写法，改写次数加一；原来的写法留在经过里。"),
    _step("keep", "不同意申请", (S.IN_HAND,), None, VERIFY, who=(needs.not_its_own,), needs=(needs.asked_change,),
          asks=(reason("不同意的理由"),), effect="照旧。"),
    _step("report", "报办结", (S.IN_HAND,), S.REPORTED, HANDLE, who=(needs.leads,), needs=(needs.periods_kept,),
          onwards=True, authors=True, asks=(DONE_ON, REPORT, PAPER),
          effect="要有附件或工作记录作凭据；按不按时看报的这一天。报了还要核验。"),
    _step("verify", "核验通过", (S.REPORTED,), S.CLOSED, VERIFY, who=(needs.not_its_own,), needs=(needs.is_shown,),
          onwards=True, asks=(VERIFICATION,),
          effect="办结以后不再改动；来自方案任务的，从此算作它的一条记录。"),
    _step("reject", "退回", (S.REPORTED,), S.IN_HAND, VERIFY, who=(needs.not_its_own,),
          asks=(reason("哪里没有办成"),), effect="回到主办单位，期限照旧，退回次数加一。"),
    _step("cancel", "取消", (S.ASSIGNED, S.DISPUTED, S.IN_HAND), S.CANCELLED, ASSIGN, who=(needs.assigned_it,),
          asks=(reason("为什么取消"),), effect="取消后不再办理，内容和理由留存，不算办成。"),
), title="任务", unit="件")

WORK_RECORD = Lifecycle("work_record", dict(R.choices), (
    _step("enter", "登记", (), R.DRAFT, ENTER, authors=True, effect="登记后还可以改，提交以后别人才能确认。"),
    _step("edit", "修改", (R.DRAFT, R.RETURNED), None, ENTER, who=(needs.own_record,), authors=True,
          only_if_changed=True, effect="改后再提交。"),
    _step("attend", "记到场名单", (R.DRAFT, R.SUBMITTED, R.RETURNED), None, ENTER,
          who=(needs.own_record,), needs=(needs.keeps_list,), authors=True,
          effect="每行“企业,姓名”；写了专题的，没有名单不算办过。确认以后不再改。"),
    _step("submit", "提交", (R.DRAFT, R.RETURNED), R.SUBMITTED, ENTER, who=(needs.own_record,), needs=(needs.proved,),
          authors=True, onwards=True, effect="由没有经手的账号确认，确认了才算数。"),
    _step("confirm", "确认", (R.SUBMITTED,), R.CONFIRMED, CONFIRM, needs=(needs.proved,), decides=True, onwards=True,
          effect="从此算作它那项方案任务、那件任务的记录。", effect_on=_counts_then,
          then="已算数；记错了可以撤回。"),
    _step("return", "退回", (R.SUBMITTED, R.CONFIRMED), R.RETURNED, CONFIRM, decides=True,
          asks=(reason("退回的理由"),), effect="回到登记的岗位改后再交；已确认的先不算数，如要补到场名单的。"),
    _step("withdraw", "撤回", (R.DRAFT, R.SUBMITTED, R.RETURNED, R.CONFIRMED), R.WITHDRAWN, ENTER,
          who=(needs.own_record,), asks=(reason("为什么撤回"),), effect="撤回后不再算数，内容和理由留存。",
          then="到此为止；要再算数请另登记一条。"),
), title="工作记录", unit="条")
# fmt: on
