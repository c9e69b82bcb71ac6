"""The lives of a platform and of its yearly report, as tables. Which stages a platform passes, the plan says."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import GONE, Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import PlatformReportState, PlatformState
from .permissions import Permission
from .stages import next_stage

__all__ = ["PLATFORM", "PLATFORM_REPORT"]

P, R = PlatformState, PlatformReportState
ENTER, REPORT, CONFIRM = Permission.ENTER, Permission.REPORT, Permission.CONFIRM
GOING_ON = (P.ENTERED, P.CONFIRMED, P.RETURNED)
REPORTS = (R.REPORTED, R.CONFIRMED, R.RETURNED)
ITS = (needs.looks_after,)

DAY = Ask(name="day", title="哪天到的", kind=AskKind.DATE)
SOURCE = Ask(name="source", title="凭什么", absent="请写凭什么，如“批复文件”“验收报告”")
ENDED = Ask(name="day", title="哪天结束", kind=AskKind.DATE)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _onwards(row: Any) -> str:
    later = next_stage(row)
    if later is None:
        return "这是最后一个阶段。"
    return f"到“{later}”；由没有经手的账号确认，确认以前按“{row.stage}”算。"


# fmt: off
PLATFORM = Lifecycle("platform", dict(P.choices), (
    _step("enter", "登记", (), P.ENTERED, ENTER, who=ITS, authors=True,
          effect="由没有经手的账号确认，确认了才算数。"),
    _step("change", "修改", GOING_ON, P.ENTERED, ENTER, who=ITS, authors=True, only_if_changed=True,
          effect="改了以后重新确认；确认过的阶段照算。"),
    _step("confirm", "确认", (P.ENTERED,), P.CONFIRMED, CONFIRM, decides=True, onwards=True,
          effect="从此按写明的阶段算。", then="到了下一个阶段再登记。"),
    _step("return", "退回", (P.ENTERED,), P.RETURNED, CONFIRM, decides=True,
          asks=(reason("哪里不对", "请写哪里不对，如“没有批复文件”。"),), effect="改好以前不算；登记的一方看得到理由。",
          then="等登记的一方改。"),
    _step("move", "到下一个阶段", (P.CONFIRMED,), P.ENTERED, ENTER, who=ITS, needs=(needs.goes_further,),
          asks=(DAY, SOURCE), authors=True, onwards=True, effect="由没有经手的账号确认，确认了才算到。",
          effect_on=_onwards),
    _step("step_back", "退回上一个阶段", GOING_ON, P.ENTERED, ENTER, who=ITS, needs=(needs.came_from,), authors=True,
          asks=(reason("为什么"),), effect="登记错了、没有通过的，回到上一个阶段，重新确认。"),
    _step("join", "登记成员", GOING_ON, None, ENTER, who=ITS, effect="从那一天起算成员，年报里可以分企业写。",
          then="年报照现在的成员填。"),
    _step("leave", "登记退出", GOING_ON, None, ENTER, who=ITS, effect="从那一天起不再是成员，以前的照留。",
          then="年报照现在的成员填。"),
    _step("close", "结束", GOING_ON, P.CLOSED, CONFIRM, asks=(ENDED, reason("为什么结束")),
          effect="从那一天起不再计入；内容和年报留存。", then="到此为止；重新建起来的请另登记。"),
), title="平台", unit="个")

PLATFORM_REPORT = Lifecycle("platform_report", dict(R.choices), (
    _step("report", "填年报", (), R.REPORTED, REPORT, who=ITS, needs=(needs.is_known,), authors=True,
          effect="由没有经手的账号确认，确认了才算数。"),
    _step("change", "修改", REPORTS, R.REPORTED, REPORT, who=ITS, authors=True,
          effect="改了以后重新确认。"),
    _step("confirm", "确认", (R.REPORTED,), R.CONFIRMED, CONFIRM, decides=True, onwards=True,
          effect="从此计入那一年。", then="不用再办。"),
    _step("return", "退回", (R.REPORTED, R.CONFIRMED), R.RETURNED, CONFIRM, decides=True,
          asks=(reason("哪里不对", "请写哪里不对，如“没有写依据”。"),), effect="改好以前不算；填报的一方看得到理由。",
          then="等填报的一方改。"),
    _step("withdraw", "撤销", REPORTS, GONE, REPORT, who=ITS,
          asks=(reason("为什么撤销", "请写撤销的理由，如“年份写错，另填”。"),),
          effect="那一年重新变成没有报；内容和理由留在审计记录中。"),
), title="平台年报", unit="份")
# fmt: on
