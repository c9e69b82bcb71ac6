"""The life of a problem, as a table: raised, assigned, taken up or disputed once, answered, verified, confirmed.

The limit to answer starts with the assignment. It stands still only while the firm or a higher body is waited for, and
is extended once. Another try has a new, shorter limit; that the first one was broken stays."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.models import ProblemLimit
from lianzhang.work.api import Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .limits import limit_of
from .models import CLOSED, Grade, Outcome, Pending
from .models import State as S
from .permissions import Permission

__all__ = ["PROBLEM", "STARTED"]

RAISE, COORDINATE, HANDLE = Permission.RAISE, Permission.COORDINATE, Permission.HANDLE
DECIDE = Permission.DECIDE
STARTED = (S.ASSIGNED, S.DISPUTED, S.IN_HAND, S.SUSPENDED)
LIMITS = ("handle", "redo")

UNIT = Ask(name="lead", title="主办单位", kind=AskKind.UNIT)
HELPERS = Ask(name="helpers", title="协办单位", kind=AskKind.UNITS, required=False)
INSTRUCTION = Ask(name="instruction", title="交办意见", required=False, most=500)
DAYS = Ask(name="days", title="延长几个工作日", kind=AskKind.NUMBER, most=60)
WAITS_FOR = Ask(name="waits_for", title="在等谁", kind=AskKind.CHOICE, choices={
    Pending.FIRM: "等企业补充或配合", Pending.ABOVE: "等上级批复"})  # fmt: skip
OUTCOME = Ask(name="outcome", title="结果", kind=AskKind.CHOICE, choices=dict(Outcome.choices))
ANSWER = Ask(name="answer", title="答复", most=2000, absent="请写答复：怎么办的、结果怎样；办不了的写明依据")
QUESTION = Ask(name="question", title="请决定什么", absent="请写清要决定的一件事")
ADVICE = Ask(name="advice", title="建议", most=500)
ORDER = Ask(name="instruction", title="批示", most=500, absent="请写批示：谁办、怎么办、什么时候")
VERIFICATION = Ask(name="verification", title="核验依据", most=500, absent="请写看了什么：现场、单据、电话记录")
INITIATIVE = Ask(name="initiative", title="部门主动没有", kind=AskKind.CHOICE, choices={"yes": "主动", "no": "不主动"})
GRADE = Ask(name="grade", title="满意程度", kind=AskKind.CHOICE, choices={
    Grade.SATISFIED: "满意", Grade.FAIR: "基本满意"})  # fmt: skip
PAPER = Ask(name="paper", title="给企业看的材料", kind=AskKind.ATTACHMENT, required=False)
FEEDBACK = Ask(name="feedback", title="回话", required=False, most=500)
INTO = Ask(name="into", title="并入的问题编号", most=20, absent="请写并入哪一件的编号，如2023-0412")


def _clock(step: ProblemLimit.Step) -> ClockRule:
    return ClockRule(
        name=step.value,
        title=str(step.label),
        limit=lambda row: limit_of(step.value, row),
        extension=lambda row: row.pending_days or 0,
    )


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
PROBLEM = Lifecycle("problem", dict(S.choices), (
    _step("raise", "提出", (), S.RAISED, RAISE, authors=True, starts=("accept",),
          effect="提出后由分办的岗位受理，受理结果会告诉您。"),
    _step("amend", "补充情况", (S.RAISED,), None, RAISE, needs=(needs.own_problem,), authors=True, only_if_changed=True,
          effect="受理以前可以改写；受理以后只能在附件里补充。"),
    _step("withdraw", "撤回", (S.RAISED, S.ASSIGNED), S.WITHDRAWN, RAISE, needs=(needs.own_problem, needs.stands_alone),
          asks=(reason("撤回原因"),), stops=("accept", "handle", "climb"), effect="撤回后不再办理，内容留存。"),
    _step("decline", "不予受理", (S.RAISED,), S.DECLINED, COORDINATE, needs=(needs.own_level, needs.stands_alone),
          asks=(reason("不受理的理由", "请写不受理的理由，并告诉提出的一方可以找谁"),), stops=("accept",),
          effect="不受理的单列，不算办结；提出的一方看得到理由。"),
    _step("assign", "分办", (S.RAISED,), S.ASSIGNED, COORDINATE, needs=(needs.own_level,), onwards=True,
          asks=(UNIT, HELPERS, INSTRUCTION), stops=("accept",), starts=("handle", "climb"),
          effect="从分办的那天起计办理时限；主办单位签收，或在一个工作日内提出异议。"),
    _step("merge", "并入另一件", (S.RAISED, *STARTED), S.MERGED, COORDINATE, needs=(needs.own_level,), asks=(INTO,),
          stops=("accept", "handle", "redo", "climb"), effect="并入后随那一件办理，提出的企业列在那一件里。"),
    _step("split", "拆出", (S.MERGED,), S.RAISED, COORDINATE, needs=(needs.own_level, needs.matter_open),
          asks=(reason("拆出的理由"),), stops=("confirm",), starts=("accept",), effect="拆出后单独受理、分办。"),
    _step("take_up", "签收", (S.ASSIGNED,), S.IN_HAND, HANDLE, who=(needs.leads,), onwards=True, starts=("climb",),
          effect="签收后由主办单位办理；时限从分办那天算起。"),
    _step("dispute", "提出异议", (S.ASSIGNED,), S.DISPUTED, HANDLE, who=(needs.leads,), needs=(needs.not_disputed,),
          asks=(reason("为什么不归本单位、应归谁"),), effect="只能提一次；裁定以后不再变更。裁定以前时限照计。"),
    _step("uphold", "维持分办", (S.DISPUTED,), S.ASSIGNED, COORDINATE, who=(needs.answer_of_another,),
          asks=(reason("裁定的理由"),), effect="仍由原主办单位办理，不再变更，时限照计。"),
    _step("reassign", "改派", (S.DISPUTED,), S.ASSIGNED, COORDINATE, who=(needs.answer_of_another,),
          asks=(UNIT, reason("裁定的理由")), starts=("handle", "climb"), onwards=True,
          effect="改由另一个单位主办，时限从今天重计；不再变更。"),
    _step("inherit", "转给承接单位", needs.AT_A_UNIT, None, COORDINATE, by_hand=False,
          effect="主办单位撤销的，转给承接它的单位，时限照计。"),
    _step("bring_back", "收回重新分办", STARTED, S.RAISED, COORDINATE, needs=(needs.own_level, needs.lead_dissolved),
          stops=(*LIMITS, "climb"), starts=("accept",), effect="主办单位已撤销、没有承接单位的，收回后另行分办。"),
    _step("note", "记进展", (S.ASSIGNED, S.IN_HAND, S.SUSPENDED), None, HANDLE, who=(needs.leads,),
          asks=(reason("进展", "请写今天的进展"),), starts=("climb",), effect="记下末次回话；不算答复，时限照计。"),
    _step("ask_extension", "申请延期", (S.IN_HAND,), None, HANDLE, who=(needs.leads,),
          needs=(needs.nothing_asked, needs.extendable), asks=(DAYS, reason("延期的理由")),
          effect="要在到期前至少一个工作日申请，批准以前时限照计。"),
    _step("extend", "同意延期", (S.IN_HAND,), None, COORDINATE, who=(needs.answer_of_another,),
          needs=(needs.asked_extension,), extends=LIMITS, effect="时限按申请延长，每个时限只延一次。"),
    _step("ask_pause", "申请暂停计时", (S.IN_HAND,), None, HANDLE, who=(needs.leads,), needs=(needs.nothing_asked,),
          asks=(WAITS_FOR, reason("暂停的理由")), effect="只在等企业或等上级时可以；批准以前时限照计。"),
    _step("pause", "同意暂停", (S.IN_HAND,), S.SUSPENDED, COORDINATE, who=(needs.answer_of_another,),
          needs=(needs.asked_pause,), pauses=LIMITS, stops=("climb",), effect="从明天起不计时，恢复后接着计。"),
    _step("refuse", "不同意申请", (S.IN_HAND,), None, COORDINATE, who=(needs.answer_of_another,),
          asks=(reason("不同意的理由"),), effect="时限照旧。"),
    _step("resume", "恢复计时", (S.SUSPENDED,), S.IN_HAND, HANDLE, who=(needs.leads_or_assigns,), resumes=LIMITS,
          starts=("climb",), onwards=True, effect="等到以后恢复，当天起接着计时。"),
    _step("escalate", "呈报上级", (S.IN_HAND,), S.ESCALATED, COORDINATE, needs=(needs.has_level_above,),
          asks=(QUESTION, ADVICE), pauses=LIMITS, stops=("climb",), starts=("decide",),
          effect="一事一报，请上级决定；等批示的时间不计入办理时限。"),
    _step("instruct", "决定", (S.ESCALATED,), S.IN_HAND, DECIDE, asks=(ORDER,), stops=("decide",), resumes=LIMITS,
          starts=("climb",), onwards=True, effect="带着批示回到办理单位，接着计时。"),
    _step("send_back", "退回", (S.ESCALATED,), S.IN_HAND, DECIDE, asks=(reason("退回的理由"),), stops=("decide",),
          resumes=LIMITS, starts=("climb",), effect="不作决定，由原来的层级办理。"),
    _step("query", "再问", (S.ESCALATED,), S.QUERIED, DECIDE, asks=(reason("要问什么"),), pauses=("decide",),
          effect="请呈报的岗位补充，补充后再请您决定。"),
    _step("supply", "补充说明", (S.QUERIED,), S.ESCALATED, COORDINATE, asks=(ADVICE,), resumes=("decide",),
          onwards=True, effect="补充后回到上级，等他决定。"),
    _step("climb", "按规则升级", (S.ASSIGNED, S.IN_HAND), None, COORDINATE, needs=(needs.has_level_above,),
          by_hand=False, starts=("climb",), effect="到期没有进展的，升到上一级。"),
    _step("answer", "答复", (S.IN_HAND,), S.ANSWERED, HANDLE, who=(needs.leads,), onwards=True, authors=True,
          asks=(OUTCOME, ANSWER, PAPER), stops=(*LIMITS, "climb"), starts=("verify",),
          effect="答复不等于解决：核验以后还要问提出的企业。办不了的说明依据，单列，不算解决。"),
    _step("verify", "核验通过", (S.ANSWERED,), S.VERIFIED, COORDINATE, who=(needs.answer_of_another,), onwards=True,
          asks=(VERIFICATION, INITIATIVE), stops=("verify",), starts=("confirm",),
          effect="通过后请提出的企业回话；没有回话的到期另列，不算满意。"),
    _step("reject", "退回重办", (S.ANSWERED,), S.IN_HAND, COORDINATE, who=(needs.answer_of_another,),
          asks=(reason("哪里没有办好"),), stops=("verify",), starts=("redo", "climb"),
          effect="另计一个较短的时限，原来超期的记录不改。"),
    _step("confirm", "确认解决", (S.VERIFIED,), S.SOLVED, RAISE, needs=(needs.can_answer_for, needs.solved),
          onwards=True, asks=(GRADE, FEEDBACK), stops=("confirm",), effect="记为已解决，销号。",
          then="到此销号；以后又有问题可以重开。"),
    _step("accept", "认可说明", (S.VERIFIED,), S.EXPLAINED, RAISE, needs=(needs.can_answer_for, needs.unsolved),
          onwards=True, asks=(GRADE, FEEDBACK), stops=("confirm",),
          effect="记为办不了、已说明，单列，不算解决。", then="到此销号；以后能办了可以重开。"),
    _step("dissatisfy", "不满意", (S.VERIFIED,), S.IN_HAND, RAISE, needs=(needs.can_answer_for,),
          asks=(reason("哪里不满意"),), stops=("confirm",), starts=("redo", "climb"),
          effect="退回重办，另计一个较短的时限。"),
    _step("lapse", "记没有回话", (S.VERIFIED,), S.UNCONFIRMED, COORDINATE, needs=(needs.is_overdue_to_confirm,),
          stops=("confirm",), effect="没有回话不等于同意，单列。",
          then="到此销号；企业以后回话可以重开。"),
    _step("ask", "请回话", (S.MERGED,), None, COORDINATE, by_hand=False, starts=("confirm",),
          effect="并在一起办的核验以后，各家各自回话。"),
    _step("unask", "不再请回话", (S.MERGED,), None, COORDINATE, by_hand=False, stops=("confirm",)),
    _step("hear", "回话", (S.MERGED,), None, RAISE, needs=(needs.can_answer_for, needs.asked_along), onwards=True,
          asks=(GRADE, FEEDBACK), stops=("confirm",), effect="一并办理的各家各自回话，互相看不到。",
          then="到此办结；以后又有问题可以另提。"),
    _step("contest", "不满意", (S.MERGED,), S.IN_HAND, RAISE, needs=(needs.can_answer_for, needs.asked_along),
          asks=(reason("哪里不满意"),), stops=("confirm",), starts=("redo", "climb"),
          effect="拆出来由原主办单位单独重办，另计一个较短的时限。"),
    _step("pass_over", "记没有回话", (S.MERGED,), None, COORDINATE, needs=(needs.is_overdue_to_confirm,), by_hand=False,
          stops=("confirm",), effect="没有回话不等于同意。"),
    _step("reopen", "重开", CLOSED, S.IN_HAND, RAISE, needs=(needs.can_answer_for,), asks=(reason("为什么重开"),),
          starts=("redo", "climb"), effect="回到主办单位，另计一个较短的时限。"),
), title="问题", unit="件", clocks=map(_clock, ProblemLimit.Step))
# fmt: on
