"""The lives of a meeting and of a decision, as tables. That a meeting is late is no state: it follows from its day."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import COMING, DecisionState, State
from .permissions import Permission

__all__ = ["DECISION", "MEETING"]

PLAN, RECORD, DECIDE, CONFIRM = Permission.PLAN, Permission.RECORD, Permission.DECIDE, Permission.CONFIRM
S, D = State, DecisionState

NEW_DAY = Ask(name="on", title="改到哪天", kind=AskKind.DATE)
HELD_ON = Ask(name="held_on", title="哪天开的", kind=AskKind.DATE)
MINUTES = Ask(name="text", title="纪要", most=6000, absent="请写纪要：议了什么、各方说了什么；议定的事已单独列着")
ERRATUM = Ask(name="text", title="更正的内容", most=2000, absent="请写哪一处错了、应当是什么")
NOTE = Ask(name="reason", title="批示（可以不写）", required=False)
TEXT = Ask(name="text", title="议定", most=1000, absent="请写议定什么：谁做什么、做到什么程度")
LEAD = Ask(name="lead", title="主办单位", kind=AskKind.UNIT)
DEADLINE = Ask(name="deadline", title="期限", kind=AskKind.DATE)
PROOF = Ask(name="proof", title="怎样算办成", absent="请写怎样算办成：看什么文件、单据、数")


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
MEETING = Lifecycle("meeting", dict(S.choices), (
    _step("plan", "安排会议", (), S.PLANNED, PLAN, effect="安排以后可以改期；开会以前先定议程。"),
    _step("fix", "定议程", COMING, S.FIXED, PLAN, onwards=True,
          effect="按今天的记录定下议程，以后一直看得到当时的数；开会以前还可以再定一次。",
          then="到那天开会；开过以后记开会日期。"),
    _step("move", "改期", COMING, None, PLAN, asks=(NEW_DAY, reason("为什么改期")),
          effect="原定日期和改期次数一直列着。", then="参加的岗位会看到新的日期。"),
    _step("cancel", "取消", COMING, S.CANCELLED, PLAN, asks=(reason("为什么取消"),),
          effect="这一时期从此没有安排，要另外安排。", then="这一时期要另外安排一次。"),
    _step("hold", "记开会日期", (S.FIXED,), S.HELD, RECORD, asks=(HELD_ON,), onwards=True,
          effect="可以是时期开始以后的任何一天；超过最迟日期的算晚开。", then="接下来记到会、议定和纪要。"),
    _step("attend", "记到会", (S.HELD, S.WRITTEN), None, RECORD, by_hand=False,
          effect="每个岗位到会、派员代、请假或没到。"),
    _step("write", "写纪要", (S.HELD,), S.WRITTEN, RECORD, asks=(MINUTES,), needs=(needs.all_decided,), onwards=True,
          authors=True, effect="写好以后由主持的岗位确认，写的人不能自己确认。"),
    _step("return", "退回纪要", (S.WRITTEN,), S.HELD, CONFIRM, who=(needs.chairs,), asks=(reason("哪里要改"),),
          effect="回到记录的岗位改。", then="由记录的岗位改后再交。"),
    _step("confirm", "确认纪要", (S.WRITTEN,), S.CONFIRMED, CONFIRM, who=(needs.chairs,),
          needs=(needs.has_minutes, needs.all_decided, needs.none_late), decides=True, onwards=True,
          effect="议定的每一件成为主办单位的任务；此后纪要不再改动，只能更正。",
          then="议定的已成任务，没办成的会回到下次议程第一项。"),
    _step("correct", "更正", (S.CONFIRMED,), None, CONFIRM, who=(needs.chairs,), asks=(ERRATUM, reason("为什么更正")),
          effect="原纪要不动，更正附在后面。", then="更正已附在纪要后面。"),
), title="会议", unit="场")

DECISION = Lifecycle("decision", dict(D.choices), (
    _step("ask", "提请决定", (), D.ASKED, PLAN, effect="列在议程里；主持的岗位开会以前也可以决定。",
          then="主持的岗位在会上决定，也可以提前决定。"),
    _step("record", "记一件议定", (), D.TAKEN, RECORD, effect="会上议定的事，纪要确认以后成为任务。",
          then="纪要确认以后成为主办单位的任务。"),
    _step("agree", "同意", (D.ASKED, D.DEFERRED), D.TAKEN, DECIDE, who=(needs.in_its_meeting,),
          needs=(needs.meeting_open,), onwards=True, asks=(NOTE,),
          effect="照建议办；纪要确认以后成为主办单位的任务。",
          then="纪要确认以后成为主办单位的任务。"),
    _step("change", "改了再办", (D.ASKED, D.DEFERRED, D.TAKEN), D.TAKEN, DECIDE, who=(needs.in_its_meeting,),
          needs=(needs.meeting_open,), asks=(TEXT, LEAD, DEADLINE, PROOF), effect="按改过的办。",
          then="纪要确认以后成为主办单位的任务。"),
    _step("decline", "不办", (D.ASKED, D.DEFERRED), D.DECLINED, DECIDE, who=(needs.in_its_meeting,),
          needs=(needs.meeting_open,), asks=(reason("为什么不办"),), effect="不办，理由告诉提出的单位。",
          then="到此为止，理由留存。"),
    _step("defer", "下次议", (D.ASKED,), D.DEFERRED, DECIDE, who=(needs.in_its_meeting,),
          needs=(needs.meeting_open,), asks=(reason("还差什么"),), effect="列入下次议程。", then="列入下次议程。"),
    _step("drop", "撤回", (D.ASKED,), D.DROPPED, PLAN, who=(needs.asked_it,), needs=(needs.meeting_open,),
          asks=(reason("为什么撤回"),), effect="不再请决定。", then="到此为止。"),
    _step("assign", "交办", (D.TAKEN,), D.ASSIGNED, CONFIRM, by_hand=False, effect="纪要确认时成为任务。"),
), title="决定", unit="件")
# fmt: on
