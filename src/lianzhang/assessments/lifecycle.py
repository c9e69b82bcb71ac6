"""The life of a diagnosis, of each advice in it, of a level, and of a report of platform use, as tables.

In how many workdays each stage is done, the plan's table says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.work.api import GONE, Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .models import AdviceState, AssessmentState, DiagnosisState, UseState
from .permissions import Permission

__all__ = ["ADVICE", "ASSESSMENT", "DIAGNOSIS", "PLATFORM_USE"]

D, V, A, U = DiagnosisState, AdviceState, AssessmentState, UseState
P = Permission

VISITED = Ask(name="day", title="到现场日期", kind=AskKind.DATE)
BUILT = Ask(name="day", title="建成日期", kind=AskKind.DATE)
PROOF = Ask(name="built_proof", title="凭什么算建成", absent="请写凭什么：项目名称、验收单、投运记录")


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _limit(name: str) -> Callable[[Any], int | None]:
    return lambda row: getattr(row.kind, name)


BY_PROVIDER: dict[str, Any] = {"who": (needs.by_provider,), "authors": True}
USES = (U.REPORTED, U.CHECKED, U.RETURNED)

# fmt: off
DIAGNOSIS = Lifecycle("diagnosis", dict(D.choices), (
    _step("apply", "申请诊断", (), D.APPLIED, P.APPLY, authors=True, starts=("assign",),
          effect="报给责任单位、链办、专班和所在县区。", then="由他们派诊断方。"),
    _step("assign", "派单", (D.APPLIED,), D.ASSIGNED, P.ASSIGN, onwards=True, needs=(needs.same_firm,),
          stops=("assign",), starts=("visit",), effect="诊断方从此看得到这一件，别的专家和企业看不到。",
          then="由诊断方约企业、到现场。"),
    _step("visit", "记到现场", (D.ASSIGNED,), D.ON_SITE, P.CARRY, who=(needs.by_provider,), asks=(VISITED,),
          needs=(needs.provider_there,), onwards=True, authors=True, stops=("visit",), starts=("report",),
          effect="从今天起算出报告的时限。", then="由诊断方写建议、出报告。"),
    _step("report", "出报告", (D.ON_SITE,), D.REPORTED, P.CARRY, **BY_PROVIDER, needs=(needs.advised,), onwards=True,
          stops=("report",), effect="企业看到结论、等级和建议；报告出了才算诊断过。",
          then="由企业逐条决定采纳不采纳。"),
    _step("recheck", "复评", (D.REPORTED,), D.RECHECKED, P.CARRY, **BY_PROVIDER, needs=(needs.recheck_due,),
          effect="记下现在的等级，和诊断时的并排。"),
    _step("decline", "退回派单", (D.ASSIGNED, D.ON_SITE), D.APPLIED, P.CARRY, who=(needs.by_provider,),
          asks=(reason("为什么不能做"),), stops=("visit", "report"), starts=("assign",),
          effect="退给派单的一方，不再看得到这一件；写好的建议删去。"),
    _step("recall", "收回派单", (D.ASSIGNED, D.ON_SITE), D.APPLIED, P.ASSIGN, asks=(reason("为什么收回"),),
          stops=("visit", "report"), starts=("assign",), effect="原来的诊断方不再看得到，写好的建议删去；可以另派。"),
    _step("refuse", "不予安排", (D.APPLIED,), D.REFUSED, P.ASSIGN, asks=(reason("不予安排的理由"),), stops=("assign",),
          effect="到此了结，理由给企业看。"),
    _step("withdraw", "撤回", (D.APPLIED, D.ASSIGNED), D.WITHDRAWN, P.APPLY, who=(needs.for_own_firm,),
          asks=(reason("撤回原因"),), stops=("assign", "visit"), effect="到此了结；以后可以再申请。"),
), title="诊断", unit="件", clocks=(
    ClockRule(name="assign", title="派单", limit=_limit("assign_workdays")),
    ClockRule(name="visit", title="到现场", limit=_limit("visit_workdays")),
    ClockRule(name="report", title="出报告", limit=_limit("report_workdays")),
))

ADVICE = Lifecycle("advice", dict(V.choices), (
    _step("add", "写建议", (), V.OPEN, P.CARRY, **BY_PROVIDER, needs=(needs.on_site,), effect="随报告给企业。"),
    _step("change", "修改", (V.OPEN,), None, P.CARRY, **BY_PROVIDER, needs=(needs.on_site,), only_if_changed=True,
          effect="出报告以前可以改。"),
    _step("remove", "删去", (V.OPEN,), GONE, P.CARRY, who=(needs.by_provider,), needs=(needs.on_site,),
          effect="出报告以前可以删。"),
    _step("take", "采纳", (V.OPEN, V.REFUSED), V.TAKEN, P.DECIDE, who=(needs.of_firm,), needs=(needs.reported,),
          at_once=True, onwards=True, effect="采纳不算做成；建成并核实了才算。", then="由企业实施，建成后来报。"),
    _step("refuse", "不采纳", (V.OPEN, V.TAKEN), V.REFUSED, P.DECIDE, who=(needs.of_firm,), needs=(needs.reported,),
          asks=(reason("为什么不采纳"),), effect="到此了结；以后改主意还能采纳。"),
    _step("claim", "报建成", (V.TAKEN,), V.CLAIMED, P.DECIDE, who=(needs.of_firm,), asks=(BUILT, PROOF), authors=True,
          onwards=True, effect="等责任单位、专班或县区核实。"),
    _step("confirm", "核实建成", (V.CLAIMED,), V.BUILT, P.CONFIRM, decides=True, onwards=True,
          effect="算作建成的建议。"),
    _step("build", "记建成", (V.TAKEN,), V.BUILT, P.CONFIRM, decides=True, asks=(BUILT, PROOF),
          effect="由核实的一方直接记：写明项目或验收的凭据。"),
    _step("give_back", "退回", (V.CLAIMED,), V.TAKEN, P.CONFIRM, asks=(reason("为什么没有建成"),),
          effect="还算采纳、没有建成。"),
), title="诊断建议", unit="条")

ASSESSMENT = Lifecycle("assessment", dict(A.choices), (
    _step("record", "登记等级", (), A.RECORDED, P.ENTER_LEVEL, authors=True, who=(needs.of_own_rating,),
          effect="自评的另列，不算官方等级。"),
    _step("rate", "评级", (), A.RECORDED, P.CARRY, authors=True, by_hand=False, effect="随诊断的报告或复评登记。"),
    _step("withdraw", "撤销", (A.RECORDED,), A.WITHDRAWN, P.ENTER_LEVEL, who=(needs.of_own_rating,),
          asks=(reason("撤销理由"),), effect="不再算数，记录留着。"),
), title="等级评定", unit="条")

PLATFORM_USE = Lifecycle("platform_use", dict(U.choices), (
    _step("report", "填报", (), U.REPORTED, P.ENTER_USE, authors=True, effect="另一个人核对以后才算数。"),
    _step("change", "修改", USES, U.REPORTED, P.ENTER_USE, authors=True, only_if_changed=True, effect="重新核对。"),
    _step("check", "核对", (U.REPORTED,), U.CHECKED, P.CHECK_USE, decides=True, onwards=True,
          effect="在用的大于0才算上了平台；只有席位的不算。", then="已算数；数错了请退回。"),
    _step("return", "退回", (U.REPORTED, U.CHECKED), U.RETURNED, P.CHECK_USE, decides=True,
          asks=(reason("退回的理由"),), effect="退给填报的一方改。", then="由填报的一方改。"),
    _step("withdraw", "撤销", USES, GONE, P.ENTER_USE, asks=(reason("撤销原因"),), effect="这一份删去。"),
), title="平台使用", unit="份")
# fmt: on
