"""The life of a consultation and of each opinion in it, as tables. Silence is a state of its own, never consent."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import Conflict, Ground, Use
from .models import OpinionState as O
from .models import State as S
from .permissions import Permission

__all__ = ["CONSULTATION", "OPINION"]

ASK, ANSWER = Permission.ASK, Permission.ANSWER

USE = Ask(name="use", title="采用情况", kind=AskKind.CHOICE, choices=dict(Use.choices))
GROUND = Ask(name="ground", title="为什么谢绝", kind=AskKind.CHOICE, choices=dict(Ground.choices))
OPINION_WORDS = Ask(name="opinion", title="意见", most=2000, absent="请写意见：行不行、怎么办")
REASONS = Ask(name="reasons", title="理由和依据", most=1000, absent="请写理由和依据：数据、标准、先例")
CONFLICT = Ask(name="conflict", title="利益冲突", kind=AskKind.CHOICE, choices=dict(Conflict.choices),
               absent="请声明有没有利益冲突")  # fmt: skip
INTERESTS = Ask(name="interests", title="什么利益冲突", required=False)
DAY = Ask(name="day", title="延到哪天", kind=AskKind.DATE)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
CONSULTATION = Lifecycle("consultation", dict(S.choices), (
    _step("ask", "提问", (), S.OPEN, ASK, authors=True,
          effect="提问后专家看到题目和您写的情况，看不到所附记录里他本来看不到的。",
          then="等专家接题、答复；到期没有答复的另列，不算同意。"),
    _step("close", "写明采用没有", (S.OPEN,), S.CLOSED, ASK, who=(needs.asked_by_own_post, needs.of_another),
          needs=(needs.answered,), asks=(USE, reason("为什么采纳或没有采纳", most=500)), onwards=True,
          effect="专家的意见和采用情况并排留存；没有答复的专家不再答复。"),
    _step("extend", "同意延期", (S.OPEN,), None, ASK, who=(needs.asked_by_own_post, needs.of_another),
          needs=(needs.extension_asked,), effect="各位专家的日子一起延到申请的那天，只延一次，原定的日子留存。",
          then="等专家答复；到延后的日子还没有答复的另列，不算同意。"),
    _step("keep", "不同意延期", (S.OPEN,), None, ASK, who=(needs.asked_by_own_post, needs.of_another),
          needs=(needs.extension_asked,), asks=(reason("不同意的理由"),), effect="日子照旧。",
          then="等专家在原定的日子以前答复。"),
    _step("withdraw", "撤回", (S.OPEN,), S.WITHDRAWN, ASK, who=(needs.asked_by_own_post,),
          needs=(needs.nothing_answered,), asks=(reason("撤回原因"),), effect="没有专家答复以前可以撤回；题目留存。"),
    _step("lapse", "记到期没有答复", (S.OPEN,), S.LAPSED, ASK, needs=(needs.day_has_passed, needs.nothing_waited_for),
          by_hand=False, effect="到期没有一位答复，不等于同意，单列。"),
), title="专家咨询", unit="件")

OPINION = Lifecycle("opinion", dict(O.choices), (
    _step("take_up", "接题", (O.ASKED,), O.TAKEN_UP, ANSWER, who=(needs.own_opinion,), needs=(needs.still_open,),
          onwards=True, effect="告诉提问的一方您会答复。"),
    _step("ask_extension", "申请延期", (O.ASKED, O.TAKEN_UP), None, ANSWER, who=(needs.own_opinion,),
          needs=(needs.still_open, needs.extendable), asks=(DAY, reason("延期的理由")), authors=True,
          effect="由提问的一方决定；同意以前照原定的日子。", then="等提问的一方同意不同意延期。"),
    _step("answer", "答复", (O.TAKEN_UP, O.LAPSED), O.ANSWERED, ANSWER, who=(needs.own_opinion,),
          needs=(needs.still_open,), asks=(OPINION_WORDS, REASONS, CONFLICT, INTERESTS), onwards=True, authors=True,
          effect="答复后不能改；几位都答复或办结以后，各位才看得到彼此的意见。", then="由提问的一方写明采用没有。"),
    _step("decline", "谢绝", (O.ASKED, O.TAKEN_UP), O.DECLINED, ANSWER, who=(needs.own_opinion,),
          needs=(needs.still_open,), asks=(GROUND, reason("说明", most=300)),
          effect="提问的一方看到理由，可以另请别位。"),
    _step("lapse", "记到期没有答复", (O.ASKED, O.TAKEN_UP), O.LAPSED, ANSWER, needs=(needs.still_open,), by_hand=False,
          effect="不等于同意；办结以前还可以补答。"),
), title="专家意见", unit="份")
# fmt: on
