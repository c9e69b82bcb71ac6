"""The life of what firms stand on, from missing to usable, and of a specialised park, as tables.

Whether something usable is full is no state: it follows from what is used (left.py)."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import COMING, LIVE, CapacityState, SpecialParkState
from .permissions import Permission

__all__ = ["CAPACITY", "SPECIAL_PARK"]

C, S = CapacityState, SpecialParkState
KEEP, PARK = Permission.KEEP, Permission.KEEP_PARK
READY = Ask(name="ready_on", title="计划哪天可用", kind=AskKind.DATE)
SINCE = Ask(name="day", title="哪天起可用", kind=AskKind.DATE)
OPENED = Ask(name="day", title="开园日期", kind=AskKind.DATE)
WHY = reason("理由")
TO_COME = (S.PLANNED, S.SITED, S.BUILDING)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
CAPACITY = Lifecycle("capacity", dict(C.choices), (
    _step("enter", "登记已有的", (), C.USABLE, KEEP, authors=True,
          effect="从此列在要素清单里；用了多少另报，没报的算不清楚。",
          then="请报已用多少。"),
    _step("propose", "登记规划的", (), C.PLANNED, KEEP, authors=True, effect="到计划的日子没有可用，会列到工作台上。"),
    _step("lack", "登记没有的", (), C.MISSING, KEEP, authors=True, effect="缺口从此看得见；有了计划再改成规划。"),
    _step("change", "修改", LIVE, None, KEEP, authors=True, only_if_changed=True, effect="改前改后都留在经过里。",
          then="有进展再记；用了多少另报。"),
    _step("plan", "列入规划", (C.MISSING,), C.PLANNED, KEEP, onwards=True, asks=(READY,),
          effect="到计划的日子没有可用，会列到工作台上。"),
    _step("build", "记开工", (C.PLANNED,), C.BUILDING, KEEP, onwards=True, asks=(READY,),
          effect="计划的日子以这次写的为准。"),
    _step("postpone", "改计划日期", COMING, None, KEEP, asks=(READY, WHY), effect="原来的日期留在经过里。"),
    _step("finish", "记可用", COMING, C.USABLE, KEEP, onwards=True, needs=(needs.still_good,), asks=(SINCE,),
          effect="从这一天起，需求可以从这里出。", then="请报已用多少。"),
    _step("use", "报已用", (C.USABLE,), None, KEEP, needs=(needs.still_good,), authors=True,
          effect="剩余从这次报的数起算；报过以后交付的另外减去。", then="满一年再报；变化大的随时报。"),
    _step("withdraw", "撤下", LIVE, C.WITHDRAWN, KEEP, asks=(WHY,),
          effect="不再列在清单里，需求不能再从这里出；记录留着。"),
), title="要素供给", unit="项")

SPECIAL_PARK = Lifecycle("special_park", dict(S.choices), (
    _step("plan", "登记谋划的", (), S.PLANNED, PARK, authors=True, effect="图谱上补的环节从此标出来。"),
    _step("change", "修改", (*TO_COME, S.OPEN), None, PARK, authors=True, only_if_changed=True,
          effect="改前改后都留在经过里。", then="接着记选址、开工或开园。"),
    _step("site", "记已选址", (S.PLANNED,), S.SITED, PARK, onwards=True, needs=(needs.sited,),
          effect="落在修改里写的园区或区域。"),
    _step("build", "记开工", (S.SITED,), S.BUILDING, PARK, onwards=True,
          asks=(Ask(name="ready_on", title="计划哪天开园", kind=AskKind.DATE),),
          effect="到日子没有开园，会列到工作台上。"),
    _step("open", "记开园", (S.BUILDING,), S.OPEN, PARK, onwards=True, asks=(OPENED,), effect="算作方案任务的记录。",
          then="请登记入园的企业。"),
    _step("move_in", "登记入园企业", (S.BUILDING, S.OPEN), None, PARK,
          effect="这家企业从这一天起算在园里。", then="再有入园的接着登记。"),
    _step("move_out", "记迁出", (S.BUILDING, S.OPEN), None, PARK, needs=(needs.has_tenants,),
          effect="入园的记录留着。", then="不用再办。"),
    _step("drop", "不再建", TO_COME, S.DROPPED, PARK, asks=(WHY,), effect="图谱上不再标；理由留着。"),
), title="专业园区", unit="个")
# fmt: on
