"""The life of a firm's part in a fair, and of the question what came of it, as tables."""

from __future__ import annotations

from typing import Any

from lianzhang.market.models import FairResult, FairResultState, ParticipationState
from lianzhang.market.permissions import Permission
from lianzhang.work.api import GONE, ClockRule, Lifecycle, Step, reason

from . import needs

__all__ = ["FAIR_RESULT", "PARTICIPATION"]

P, S = ParticipationState, FairResultState
ARRANGE, TELL = Permission.ARRANGE, Permission.TELL_FAIR


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _limit(row: FairResult) -> int | None:
    kind = row.participation.event.kind
    return kind.reply_workdays if kind else None


# fmt: off
PARTICIPATION = Lifecycle("participation", dict(P.choices), (
    _step("enrol", "报名", (), P.ENROLLED, ARRANGE, authors=True, needs=(needs.fair_planned,),
          effect="列进参展企业；企业从此看得到这场展会。", then="办完以后记接洽和意向。"),
    _step("report", "记接洽和意向", (P.ENROLLED, P.ATTENDED), P.ATTENDED, TELL, who=(needs.of_the_firm,),
          needs=(needs.fair_held,), authors=True, onwards=True,
          effect="意向和签约都不算成果；到了时候再问订单和交付。", then="等到了时候答复结果。"),
    _step("absent", "记没有参加", (P.ENROLLED,), P.ABSENT, ARRANGE, needs=(needs.fair_held,),
          effect="不算参加，以后不问结果。"),
    _step("withdraw", "撤销报名", (P.ENROLLED,), GONE, ARRANGE, asks=(reason("为什么撤销"),),
          effect="不再列在参展企业里。"),
), title="参展", unit="家")

FAIR_RESULT = Lifecycle("fair_result", dict(S.choices), (
    _step("ask", "询问", (), S.ASKED, TELL, by_hand=False, starts=("reply",), then="等企业答复。"),
    _step("tell", "答复", (S.ASKED, S.SILENT, S.TOLD), S.TOLD, TELL, who=(needs.told_by_the_firm,), authors=True,
          stops=("reply",), onwards=True, effect="已交付的才算成果；订单和签约照实列着。", then="不用再办。"),
    _step("lapse", "记没有答复", (S.ASKED,), S.SILENT, TELL, by_hand=False, stops=("reply",),
          effect="到期没有答复，单列，不算零；以后还能补答。"),
), title="参展结果", unit="次", clocks=(ClockRule(name="reply", title="答复", limit=_limit),))
# fmt: on
