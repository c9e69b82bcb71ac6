"""The life of a list and of a matter on it, as two tables: collected, issued, answered, reviewed, ended.

A matter ends by three things: its unit's answer, a review by another, and the word of the firm, of a superior, or of
the row it came from."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.models import Colour
from lianzhang.work.api import GONE, Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import OPEN, WITH_UNIT, ListState, Recognition
from .models import State as S
from .permissions import Permission

__all__ = ["ITEM", "LIST"]

ISSUE, ANSWER, REVIEW = Permission.ISSUE, Permission.ANSWER, Permission.REVIEW

LEAD = Ask(name="lead", title="主办单位", kind=AskKind.UNIT)
HELPERS = Ask(name="helpers", title="协办单位", kind=AskKind.UNITS, required=False)
ASKED = Ask(name="asked", title="要求", absent="请写要求：反馈什么，如报停电日期、写明费用由谁出")
ANSWER_BY = Ask(name="answer_by", title="反馈期限", kind=AskKind.DATE)
COLOUR = Ask(name="colour", title="颜色", kind=AskKind.CHOICE, choices=dict(Colour.choices))
WORDS = Ask(name="answer", title="反馈", most=2000, absent="请写反馈：办了什么、结果怎样、没有办好的哪天办好")
PAPER = Ask(name="paper", title="反馈文件（文号或名称）", required=False, most=120)
REVIEWED = Ask(name="review", title="审核意见", absent="请写审核意见：看了什么，是不是逐条回答了要求")
UNTIL = Ask(name="until", title="哪天以前再反馈", kind=AskKind.DATE)
RECOGNITION = Ask(name="recognition", title="谁认可", kind=AskKind.CHOICE, choices=dict(Recognition.choices))
BASIS = Ask(name="basis", title="认可依据", absent="请写认可依据：企业回话、上级批示、原件或任务的办结")


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
LIST = Lifecycle("supervision_list", dict(ListState.choices), (
    _step("draft", "起草清单", (), ListState.DRAFT, ISSUE, effect="先从候选里选事项，再定要求和期限。"),
    _step("add", "列入事项", (ListState.DRAFT,), None, ISSUE, by_hand=False, effect="候选的事项列入草稿。"),
    _step("arrange", "定附件的列", (ListState.DRAFT,), None, ISSUE, by_hand=False, only_if_changed=True,
          effect="印发时附件按这些列冻结。"),
    _step("issue", "印发", (ListState.DRAFT,), ListState.ISSUED, ISSUE, onwards=True,
          needs=(needs.has_items, needs.items_complete),
          effect="按今天的情况冻结每一件，编文号；印发以后不再改动，之后的变化进下一期。上期没有销号的同一事项转入这一期。",
          then="接下来由各主办单位反馈。"),
    _step("discard", "删除草稿", (ListState.DRAFT,), GONE, ISSUE, effect="草稿和选进来的事项一起删除，候选不受影响。"),
    _step("close", "办结", (ListState.ISSUED,), ListState.CLOSED, ISSUE, by_hand=False,
          effect="所有事项都销号、转入下期或撤销以后，清单办结。"),
), title="督办清单", unit="份")

ITEM = Lifecycle("supervision_item", dict(S.choices), (
    _step("collect", "列入", (), S.DRAFTED, ISSUE, effect="列入草稿，印发以前可以改要求和期限。",
          then="印发以前可以改要求和期限。"),
    _step("edit", "改要求", (S.DRAFTED,), None, ISSUE, asks=(LEAD, HELPERS, ASKED, ANSWER_BY, COLOUR),
          only_if_changed=True, effect="定主办单位、要求、反馈期限；没有超期的由您定颜色。",
          then="改好以后印发清单。"),
    _step("remove", "移出", (S.DRAFTED,), GONE, ISSUE, effect="从草稿里移出，仍在候选里。"),
    _step("issue", "印发", (S.DRAFTED,), S.ISSUED, ISSUE, by_hand=False, effect="随清单印发。"),
    _step("answer", "反馈", WITH_UNIT, S.ANSWERED, ANSWER, who=(needs.leads,), onwards=True, authors=True,
          asks=(WORDS, PAPER), effect="逐条回答要求。反馈不等于销号：还要审核，还要企业或上级认可。"),
    _step("note", "记进展", WITH_UNIT, None, ANSWER, who=(needs.leads,), asks=(reason("进展", "请写今天的进展"),),
          effect="作为末次回话；不算反馈，期限照计。", then="期限以前仍要反馈。"),
    _step("remind", "催办", WITH_UNIT, None, ISSUE,
          asks=(Ask(name="reason", title="催办的话", required=False),),
          effect="记一次催办：日期、岗位、话和回音，主办单位看得到。", then="等主办单位反馈。"),
    _step("accept", "审核通过", (S.ANSWERED,), S.ACCEPTED, REVIEW, who=(needs.by_another,), onwards=True,
          asks=(REVIEWED,), effect="通过以后还要企业或上级认可才能销号。"),
    _step("send_back", "反馈不足", (S.ANSWERED,), S.INSUFFICIENT, REVIEW, who=(needs.by_another,),
          asks=(reason("缺什么", "请写缺什么，如没有写费用由谁出"), UNTIL),
          effect="退回主办单位，按新的期限再反馈；原来逾期的记录不改。"),
    _step("end", "销号", (S.ACCEPTED,), S.ENDED, REVIEW, who=(needs.by_another,), onwards=True,
          asks=(RECOGNITION, BASIS), then="到此销号。",
          effect="反馈、审核、认可三样齐了才能销号；凭任务的，任务要已核验办结。目标的状态仍看报来的数。"),
    _step("reopen", "认可不了", (S.ACCEPTED,), S.INSUFFICIENT, REVIEW, who=(needs.by_another,),
          asks=(reason("谁不认可、为什么"), UNTIL), effect="企业或上级不认可的，退回主办单位再办。"),
    _step("withdraw", "撤销督办", OPEN, S.WITHDRAWN, ISSUE, asks=(reason("撤销的理由"),),
          effect="不再督办，单列，不算销号。", then="到此结束，不算销号。"),
    _step("carry", "转入下期", OPEN, S.CARRIED, ISSUE, by_hand=False, effect="同一事项列入下一期，这里结束。"),
    _step("darken", "升色", OPEN, None, ISSUE, by_hand=False, effect="超期天数到了下一种颜色。"),
), title="督办事项", unit="件")
# fmt: on
