"""The life of a need, of each answer to it, and of the question what came of it, as tables.

What was agreed is an intention still: only what was delivered counts."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .models import RUNNING, Answer, EventState, Ground, MatchState, NeedState
from .permissions import Permission
from .stages import next_stage

__all__ = ["EVENT", "FOLLOW_UP", "MATCH", "NEED"]

N, M, A, E = NeedState, MatchState, Answer, EventState
ENTER, CHECK, CARRY, ARRANGE = Permission.ENTER, Permission.CHECK, Permission.MATCH, Permission.ARRANGE

GROUND = Ask(name="ground", title="为什么", kind=AskKind.CHOICE, choices=dict(Ground.choices))
SAID = Ask(name="said", title="谈到哪一步、还差什么", most=500)
DAY = Ask(name="day", title="签约日期", kind=AskKind.DATE)
VALUE = Ask(name="value", title="签约金额（万元）", required=False, most=20)
MORE = Ask(name="reason", title="说明", required=False)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _onwards(row: Any) -> str:
    stage = next_stage(row)
    return f"进到“{stage}”。" if stage else ""


# fmt: off
NEED = Lifecycle("need", dict(N.choices), (
    _step("enter", "登记", (), N.DRAFT, ENTER, authors=True,
          effect="存成草稿，只有本企业、专班和链办看得到。", then="写好了请提交核对。"),
    _step("change", "修改", (N.DRAFT, N.RETURNED), None, ENTER, authors=True, only_if_changed=True,
          effect="改的只是这一份，还没有提交。", then="写好了请提交核对。"),
    _step("submit", "提交核对", (N.DRAFT, N.RETURNED), N.SUBMITTED, ENTER, authors=True, onwards=True,
          effect="由专班或链办核对公开的说明里有没有商业秘密。", then="由{able}核对后发布。"),
    _step("publish", "核对后发布", (N.SUBMITTED,), N.OPEN, CHECK, decides=True, onwards=True,
          effect="公开的说明给能承接的看到；金额、现供方等不公开的，只有需求方、专班和链办看得到。",
          then="等承接的一方报名，或由需求方、专班推荐。"),
    _step("give_back", "退回", (N.SUBMITTED,), N.RETURNED, CHECK, asks=(reason("退回理由"),),
          effect="退给登记的一方改，理由一起给。", then="由登记的一方改了再提交。"),
    _step("close", "记办成", (N.OPEN,), N.MET, ENTER, needs=(needs.something_delivered,),
          effect="不再收新的报名；已有的对接接着办。"),
    _step("withdraw", "撤回", (N.DRAFT, N.SUBMITTED, N.RETURNED, N.OPEN), N.WITHDRAWN, ENTER,
          needs=(needs.nothing_agreed,), asks=(reason("撤回原因"),), effect="公开的说明一起撤下；已有的接洽随之了结。"),
    _step("lapse", "记到期", (N.OPEN,), N.LAPSED, ENTER, needs=(needs.day_has_passed, needs.nothing_running),
          by_hand=False, effect="有效期过了没有签约的，到期了结，可以重新登记。"),
), title="需求", unit="件")

MATCH = Lifecycle("match", dict(M.choices), (
    _step("suggest", "推荐", (), M.SUGGESTED, CARRY, who=(needs.of_asking_side,), needs=(needs.need_open,),
          effect="请这一家接洽；它从这时起看得到公开的说明和需求方。", then="等承接的一方接洽。"),
    _step("offer", "报名", (), M.TALKING, CARRY, who=(needs.of_answering_side,), needs=(needs.need_open,),
          effect="写的条件只有需求方、专班和链办看得到。", then="由双方接着谈。"),
    _step("take_up", "接洽", (M.SUGGESTED,), M.TALKING, CARRY, who=(needs.of_answering_side,),
          needs=(needs.need_open,), onwards=True, effect="从这一天起算在谈。", then="由双方接着谈。"),
    _step("move", "进到下一阶段", (M.TALKING, M.AGREED), None, CARRY, needs=(needs.further_stage,),
          effect_on=_onwards, effect="阶段按类别的阶段表走。", then="由双方接着谈，或记签约、交付。"),
    _step("say", "回话", RUNNING, None, CARRY, asks=(SAID,), effect="留作末次回话，不改阶段。",
          then="由双方接着谈，或记签约、交付。"),
    _step("join", "到对接会上谈", (M.SUGGESTED, M.TALKING), None, CARRY, who=(needs.carried,), by_hand=False,
          effect="双方在会上按桌次谈。"),
    _step("agree", "记签约", (M.TALKING,), M.AGREED, CARRY, asks=(DAY, VALUE),
          effect="签约不算办成：交付了才算。", then="等需求方记交付。"),
    _step("deliver", "记交付", (M.AGREED,), M.DELIVERED, CARRY, who=(needs.of_asking_side,), onwards=True,
          effect="由需求方记；产品要有对方确认过的采购记录。", then="再有交付时记再次交付；需求够了记办成。"),
    _step("keep", "记再次交付", (M.DELIVERED,), M.KEPT, CARRY, who=(needs.of_asking_side,),
          effect="说明不是一次性的；对接到此了结。"),
    _step("fail", "没有谈成", RUNNING, M.FAILED, CARRY, asks=(GROUND, MORE), effect="对接了结；原因单列，不删记录。"),
), title="对接", unit="个")

EVENT = Lifecycle("event", dict(E.choices), (
    _step("plan", "筹备", (), E.PLANNED, ARRANGE, authors=True, effect="登记一场对接会；能谈的在对接的页上选它。",
          then="把要谈的对接加进来，再排桌次。"),
    _step("invite", "加进对接", (E.PLANNED,), None, ARRANGE, by_hand=False, effect="一个对接到这场会上谈。"),
    _step("lay_out", "排桌次", (E.PLANNED,), None, ARRANGE, onwards=True,
          effect="给每个对接排桌号和时间，一家不会同时坐两张桌；有新加的可以重排。", then="办完了记已举办。"),
    _step("hold", "记已举办", (E.PLANNED,), E.HELD, ARRANGE, needs=(needs.event_day_reached,),
          effect="3、6、12个月的结果从这些对接里数，不用另报。"),
    _step("cancel", "取消", (E.PLANNED,), E.CANCELLED, ARRANGE, asks=(reason("取消原因"),),
          effect="对接照样往下谈，只是不在这场会上。"),
), title="对接会", unit="场")

FOLLOW_UP = Lifecycle("follow_up", dict(A.choices), (
    _step("ask", "询问", (), A.ASKED, CARRY, by_hand=False, starts=("reply",), then="等这一方答复。"),
    _step("won", "成了", (A.ASKED,), A.WON, CARRY, who=(needs.asked_side,), stops=("reply",), at_once=True,
          effect="说成了不等于交付：还要由需求方记交付。"),
    _step("lost", "没成", (A.ASKED,), A.LOST, CARRY, who=(needs.asked_side,), stops=("reply",), at_once=True,
          effect="只记下您说的；对接要了结，另记没有谈成。"),
    _step("unknown", "还不知道", (A.ASKED,), A.UNKNOWN, CARRY, who=(needs.asked_side,), stops=("reply",), at_once=True,
          effect="过一段时间再问一次。"),
    _step("unsaid", "不便说", (A.ASKED,), A.UNSAID, CARRY, who=(needs.asked_side,), stops=("reply",), at_once=True,
          effect="记作不便说，不算成也不算没成。"),
    _step("lapse", "记没有答复", (A.ASKED,), A.SILENT, CARRY, by_hand=False, stops=("reply",),
          effect="到期没有答复，单列，不算成也不算没成。"),
), title="结果询问", unit="次", clocks=(
    ClockRule(name="reply", title="答复", limit=lambda row: row.match.need.kind.reply_workdays),
))
# fmt: on
