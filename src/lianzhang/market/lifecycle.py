"""The life of a need, of each answer to it, and of the question what came of it, as tables.

What was agreed is an intention still: only what was delivered counts."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import judging_needs as judging
from . import needs, pooling
from .backings import needs as backing
from .models import RUNNING, Answer, EventState, Ground, JurorState, MatchState, NeedState
from .permissions import Permission
from .stages import next_need_stage, next_stage

__all__ = ["EVENT", "FOLLOW_UP", "JUROR", "MATCH", "NEED"]

N, M, A, E, J = NeedState, MatchState, Answer, EventState, JurorState
ENTER, CHECK, CARRY, ARRANGE = Permission.ENTER, Permission.CHECK, Permission.MATCH, Permission.ARRANGE
SIDES = (needs.of_either_side,)  # and who carries it for both
WALKS = (needs.of_either_side, judging.not_the_solver)
BIDDING = (needs.need_open, judging.bids_open, judging.apart_from_judging, pooling.outside_pool)

GROUND = Ask(name="ground", title="为什么", kind=AskKind.CHOICE, choices=dict(Ground.choices))
SAID = Ask(name="said", title="谈到哪一步、还差什么", most=500)
DAY = Ask(name="day", title="签约日期", kind=AskKind.DATE)
VALUE = Ask(name="value", title="签约金额（万元）", required=False, most=20)
CONCLUSION = Ask(name="said", title="这一步的结论", most=300)
MORE = Ask(name="reason", title="说明", required=False)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _onwards(row: Any) -> str:
    stage = next_stage(row)
    return f"进到“{stage}”。" if stage else ""


def _need_onwards(row: Any) -> str:
    stage = next_need_stage(row)
    told = "；能承接的都看得到，还不能报名" if stage and stage.notice else ""
    return f"进到“{stage}”{told}。" if stage else ""


ONE = (needs.asks_of_outcome, needs.asked_side)  # of what came of it
STAYED = Ask(name="stayed", title="现在还有几人在岗（一个也没有写0）", most=7)
CALL = (judging.judged_kind,)  # of an open challenge alone

# fmt: off
NEED = Lifecycle("need", dict(N.choices), (
    _step("enter", "登记", (), N.DRAFT, ENTER, authors=True,
          effect="存成草稿，只有本企业、专班和链办看得到。", then="写好了请提交核对。"),
    _step("change", "修改", (N.DRAFT, N.RETURNED), None, ENTER, authors=True, only_if_changed=True,
          effect="改的只是这一份，还没有提交。", then="写好了请提交核对。"),
    _step("submit", "提交核对", (N.DRAFT, N.RETURNED), N.SUBMITTED, ENTER, authors=True, onwards=True,
          effect="由专班或链办核对公开的说明里有没有商业秘密。", then="由{able}核对后发布。"),
    _step("move", "进到下一阶段", (N.SUBMITTED,), None, CHECK, decides=True, onwards=True,
          needs=(judging.further_need_stage, judging.long_enough), asks=(CONCLUSION,), effect_on=_need_onwards,
          effect="发布前的阶段按类别的阶段表走。", then="走完各阶段再发布。"),
    _step("publish", "核对后发布", (N.SUBMITTED,), N.OPEN, CHECK, decides=True, onwards=True,
          needs=(judging.stages_walked, judging.long_enough),
          effect="公开的说明给能承接的看到；金额、现供方等不公开的，只有需求方、专班和链办看得到。",
          then="等承接的一方报名，或由需求方、专班推荐。"),
    _step("give_back", "退回", (N.SUBMITTED,), N.RETURNED, CHECK, asks=(reason("退回理由"),),
          effect="退给登记的一方改，理由一起给。", then="由登记的一方改了再提交。"),
    _step("close_bids", "截止报名", (N.OPEN,), None, CHECK, needs=(*CALL, judging.bids_open, judging.somebody_answers),
          effect="不再收报名；从这时起专家可以参加评审、打开各家的报名。", then="等专家评审。"),
    _step("reopen", "重新收报名", (N.OPEN,), None, CHECK, needs=(*CALL, judging.bids_closed, judging.nobody_left),
          effect="再收一轮报名；参加过评审的不能报。", then="等承接的一方报名。"),
    _step("announce", "公布评审结果", (N.OPEN,), None, CHECK,
          needs=(*CALL, judging.bids_closed, judging.not_announced, judging.all_judged),
          effect="得分和名次就此固定；报名的各看各的得分。", then="由需求方、专班或链办记签约。"),
    _step("recall", "收回评审结果", (N.OPEN,), None, CHECK, needs=(*CALL, judging.announced, judging.nothing_signed),
          asks=(reason("收回理由"),), effect="专家可以再改；报名的各方看不到了。", then="等专家改好，再公布。"),
    _step("decline_rest", "没有选上的一并了结", (N.OPEN,), None, CHECK,
          needs=(*CALL, judging.announced, judging.one_signed, judging.others_waiting),
          effect="还在等的报名都记“评审没有选上”，各自看得到自己的得分。", then="由选上的一方往下办。"),
    _step("close", "记办成", (N.OPEN,), N.MET, ENTER, needs=(needs.something_delivered,),
          effect="不再收新的报名；已有的对接接着办。"),
    _step("withdraw", "撤回", (N.DRAFT, N.SUBMITTED, N.RETURNED, N.OPEN), N.WITHDRAWN, ENTER,
          needs=(needs.nothing_agreed, pooling.carried_if_pooled), asks=(reason("撤回原因"),),
          effect="公开的说明一起撤下；已有的接洽随之了结。"),
    _step("lapse", "记到期", (N.OPEN,), N.LAPSED, ENTER, needs=(needs.day_has_passed, needs.nothing_running),
          by_hand=False, effect="有效期过了没有签约的，到期了结，可以重新登记。"),
    _step("pool", "并入拼单", (N.OPEN,), N.POOLED, ENTER, by_hand=False, needs=(needs.nothing_agreed,),
          effect="几家一起买，由拼成的那一件代表；已有的接洽随之了结。"),
    _step("resume", "单独再对接", (N.POOLED,), N.OPEN, ENTER, needs=(pooling.freed,),
          effect="拼单没有办成的，公开的说明重新给能承接的看到。", then="等承接的一方报名，或由需求方、专班推荐。"),
), title="需求", unit="件")

MATCH = Lifecycle("match", dict(M.choices), (
    _step("suggest", "推荐", (), M.SUGGESTED, CARRY, who=(needs.of_asking_side,), needs=BIDDING,
          effect="请这一家接洽；它从这时起看得到公开的说明和需求方。", then="等承接的一方接洽。"),
    _step("offer", "报名", (), M.TALKING, CARRY, who=(needs.of_answering_side,), needs=BIDDING,
          effect="写的条件只有需求方、专班和链办看得到。", then="由双方接着谈。"),
    _step("take_up", "接洽", (M.SUGGESTED,), M.TALKING, CARRY, who=(needs.takes_up,),
          needs=BIDDING, onwards=True, effect="从这一天起算在谈。", then="由双方接着谈。"),
    _step("move", "进到下一阶段", (M.TALKING, M.AGREED), None, CARRY, who=WALKS, needs=(needs.further_stage,),
          effect_on=_onwards, effect="阶段按类别的阶段表走。", then="由双方接着谈，或记签约、交付。"),
    _step("say", "回话", RUNNING, None, CARRY, who=SIDES, asks=(SAID,), effect="留作末次回话，不改阶段。",
          then="由双方接着谈，或记签约、交付。"),
    _step("join", "到对接会上谈", (M.SUGGESTED, M.TALKING), None, CARRY, who=(needs.carried,), by_hand=False,
          effect="双方在会上按桌次谈。"),
    _step("judge", "评审", (M.TALKING,), None, Permission.JUDGE, who=(judging.apart_from_it, judging.sits),
          needs=(*CALL, needs.need_open, judging.bids_closed, judging.not_announced, judging.no_interest_declared),
          by_hand=False, effect="专家按评审标准打分；有利害关系的只声明，不再评这一家，也不算人数。"),
    _step("agree", "记签约", (M.TALKING,), M.AGREED, CARRY, who=WALKS, needs=(judging.announced_before,),
          asks=(DAY, VALUE),
          effect="签约不算办成：交付了才算。", then="等需求方记交付。"),
    _step("deliver", "记交付", (M.AGREED,), M.DELIVERED, CARRY, who=(needs.of_asking_side,), onwards=True,
          needs=(judging.walked_to_the_last, pooling.alone),
          effect="由需求方记；产品要有对方确认过的采购记录。", then="再有交付时记再次交付；需求够了记办成。"),
    _step("keep", "记再次交付", (M.DELIVERED,), M.KEPT, CARRY, who=(needs.of_asking_side,), needs=(pooling.alone,),
          effect="说明不是一次性的；对接到此了结。"),
    _step("earmark", "落到哪一项", (M.TALKING, M.AGREED, M.DELIVERED), None, CARRY, who=(needs.of_giving_side,),
          needs=(needs.draws,), effect="交付时从这一项指标、地块或设施里减；超过剩余的记不上。",
          then="落实以后由需求方记交付。"),
    _step("show_backings", "出示担保", RUNNING, None, CARRY, who=(backing.by_the_owner,),
          needs=(backing.asks_for_them, backing.hidden),
          effect="它从此看得到应收账款、订单、存货各笔；没有谈成的不再给看。", then="由它接着审核。"),
    _step("hide_backings", "不再出示担保", RUNNING, None, CARRY, who=(backing.by_the_owner,),
          needs=(backing.asks_for_them, backing.is_shown), effect="它从此看不到各笔。", then="对接照旧。"),
    _step("fail", "没有谈成", RUNNING, M.FAILED, CARRY, who=SIDES, asks=(GROUND, MORE),
          effect="对接了结；原因单列，不删记录。"),
), title="对接", unit="个")

JUROR = Lifecycle("juror", dict(J.choices), (
    _step("sit", "参加评审", (), J.SITTING, Permission.JUDGE, who=(judging.apart_from_it,),
          needs=(*CALL, needs.need_open, judging.bids_closed, judging.not_announced),
          effect="从这时起看得到各家的报名；以后您和您的单位不能再报这一件。", then="请逐家评审，或声明有利害关系。"),
    _step("release", "请出评审", (J.SITTING,), J.RELEASED, CHECK, needs=(judging.not_announced,),
          asks=(reason("理由"),), effect="不再等这位专家；已打的分照算，也还不能报这一件。"),
), title="评审专家", unit="位")

EVENT = Lifecycle("event", dict(E.choices), (
    _step("plan", "筹备", (), E.PLANNED, ARRANGE, authors=True, effect="登记一场对接会；能谈的在对接的页上选它。",
          then="把要谈的对接加进来，再排桌次。"),
    _step("invite", "加进对接", (E.PLANNED,), None, ARRANGE, by_hand=False, needs=(needs.has_tables,),
          effect="一个对接到这场会上谈。"),
    _step("lay_out", "排桌次", (E.PLANNED,), None, ARRANGE, onwards=True, who=(needs.has_tables,),
          effect="给每个对接排桌号和时间，一家不会同时坐两张桌；有新加的可以重排。", then="办完了记已举办。"),
    _step("hold", "记已举办", (E.PLANNED,), E.HELD, ARRANGE, needs=(needs.event_day_reached,),
          effect="对接会的结果从这些对接里数；展会的到了时候问参加的企业。"),
    _step("cancel", "取消", (E.PLANNED,), E.CANCELLED, ARRANGE, asks=(reason("取消原因"),),
          effect="对接照样往下谈，只是不在这场会上。"),
), title="对接会", unit="场")

FOLLOW_UP = Lifecycle("follow_up", dict(A.choices), (
    _step("ask", "询问", (), A.ASKED, CARRY, by_hand=False, starts=("reply",), then="等这一方答复。"),
    _step("won", "成了", (A.ASKED,), A.WON, CARRY, who=ONE, stops=("reply",), at_once=True,
          effect="说成了不等于交付：还要由需求方记交付。"),
    _step("lost", "没成", (A.ASKED,), A.LOST, CARRY, who=ONE, stops=("reply",), at_once=True,
          effect="只记下您说的；对接要了结，另记没有谈成。"),
    _step("unknown", "还不知道", (A.ASKED,), A.UNKNOWN, CARRY, who=ONE, stops=("reply",), at_once=True,
          effect="过一段时间再问一次。"),
    _step("unsaid", "不便说", (A.ASKED,), A.UNSAID, CARRY, who=ONE, stops=("reply",), at_once=True,
          effect="记作不便说，不算成也不算没成。"),
    _step("counted", "答还有几人在岗", (A.ASKED,), A.COUNTED, CARRY, who=(needs.asks_of_stays,), stops=("reply",),
          asks=(STAYED,), effect="只记留下来的人数；人数不多于到岗的。"),
    _step("lapse", "记没有答复", (A.ASKED,), A.SILENT, CARRY, by_hand=False, stops=("reply",),
          effect="到期没有答复，单列，不算成也不算没成。"),
), title="结果询问", unit="次", clocks=(
    ClockRule(name="reply", title="答复", limit=lambda row: row.match.need.kind.reply_workdays),
))
# fmt: on
