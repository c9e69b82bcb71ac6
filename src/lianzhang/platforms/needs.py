"""What must hold before a step on a platform or on what it reports: whose it is, and how far it came."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import SYSTEM, acting, role
from lianzhang.kernel.vocabulary import spoken
from lianzhang.work.api import need

from .models import Platform, StageReached
from .stages import next_stage

__all__ = ["came_from", "goes_further", "is_known", "looks_after"]


def _platform(row: Any) -> Platform:
    return row if isinstance(row, Platform) else row.platform


@need("由负责这一类的岗位或依托的单位办理")
def looks_after(row: Any, by: Any) -> str:
    """Those whom the plan names for the kind, the host, who keeps the records of the city."""
    if by is SYSTEM:
        return ""
    active, platform = acting(by), _platform(row)
    asked = role(platform.kind.role)
    if active is not None:
        mine = active.role
        same = asked is not None and (mine == asked or (bool(mine.acts_for) and mine.acts_for == asked.acts_for))
        hosts = active.organization is not None and active.organization == platform.organization_id
        if mine.acts_for in ("city", "firm") or same or hosts:
            return ""
    return f"“{platform.kind}”由{spoken(asked.title) if asked else '链办'}或依托的单位办理"


@need("后面还有阶段")
def goes_further(row: Platform, _by: Any) -> str:
    return "" if next_stage(row) else f"“{row.stage}”是最后一个阶段"


@need("到过前面的阶段")
def came_from(row: Platform, _by: Any) -> str:
    more = StageReached.objects.filter(platform=row).exclude(stage=row.stage_id).exists()
    return "" if more else "只登记过这一个阶段；登记错了请结束这一条，另登记"


@need("平台已经确认过")
def is_known(row: Any, _by: Any) -> str:
    """What it reports is asked for once another has confirmed that it is there at all."""
    platform = _platform(row)
    known = platform.pk and StageReached.objects.filter(platform=platform, confirmed=True).exists()
    return "" if known else "登记还没有确认过；确认以后再填年报"
