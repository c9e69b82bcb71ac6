"""What the plan tells the page of the first day: which plan a city has, and how many places, bodies and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lianzhang.access.api import SYSTEM, may, roles, visible
from lianzhang.access.models import Assignment
from lianzhang.kernel.desk import Link
from lianzhang.kernel.first_day import FirstStep
from lianzhang.plans.models import FirstPlan, Observation, Plan
from lianzhang.plans.permissions import Permission
from lianzhang.registry.models import Organization, Region

__all__ = ["begun", "first_day"]


def _who(permission: Permission) -> str:
    return "或".join(each.title for each in roles().values() if permission in each.permissions)


def begun(city: str) -> bool:
    """Whether anybody holds or held a post of the city: until then nobody of its own can change its plan, and the
    administrators may put right what they have loaded."""
    return visible(SYSTEM, Assignment).filter(post__city__code=city, post__city__city=None).exists()


def first_day(by: Any, city: Region | None) -> Iterator[FirstStep]:
    if city is None:
        yield _begun(by)
        return
    plans = list(visible(SYSTEM, Plan).filter(city=city).order_by("-starts"))
    # Until somebody of the city can change its plan, the administrators put it right.
    first = not plans or not begun(city.code)
    words = "改好再传" if plans else "上传首份方案"
    begins = Link(words, "first_plan_new") if first and may(by, Permission.BEGIN_PLAN) else None
    # An administrator is told that there is one, and not what it is called.
    titles = (
        "、".join(f"《{each.name}》" for each in plans[:3]) if may(by, Permission.READ_PLAN) else f"{len(plans)}份方案"
    )
    yield FirstStep(
        *(20, "方案", titles if plans else "没有方案"),
        *("" if plans else "还没有载入方案", begins, _who(Permission.BEGIN_PLAN)),
    )
    changes = Link("上传方案", "plan_change_new") if may(by, Permission.PROPOSE_CHANGE) else begins
    office = _who(Permission.BEGIN_PLAN if first else Permission.PROPOSE_CHANGE)
    places = visible(SYSTEM, Region).filter(parent=city).count()
    yield _counted(30, "区域", places, "个区域", "方案的“区域”表里还没有下辖的区域", changes, office)
    bodies = visible(SYSTEM, Organization).filter(city=city).count()
    yield _counted(40, "单位", bodies, "个单位", "方案的“单位”表里还没有责任单位", changes, office)
    # Those that came with the plan are nobody's first figures.
    figures = visible(SYSTEM, Observation).filter(plan__city=city).exclude(entered_by__username="published").count()
    enters = Link("填报", "observations") if may(by, Permission.ENTER_OBSERVATION) else None
    able = _who(Permission.ENTER_OBSERVATION)
    yield _counted(80, "首季数据", figures, "个实际值", "还没有填过一个实际值", enters, able)


def _counted(order: int, title: str, count: int, measure: str, missing: str, link: Link | None, able: str) -> FirstStep:
    there = f"{count:,}{measure}" if count else f"没有{measure.removeprefix('个')}"
    return FirstStep(order, title, there, "" if count else missing, link, able)


def _begun(by: Any) -> FirstStep:
    """Whether any city has a plan, and what waits for a second administrator."""
    cities = visible(SYSTEM, Plan).values("city").distinct().count()
    waiting = visible(by, FirstPlan).filter(state=FirstPlan.State.ASKED).order_by("pk").first()
    there = f"{cities}座城市有方案" if cities else "还没有一座城市有方案"
    if waiting:
        mine = waiting.asked_by_id == by.pk
        link = Link("看这一份" if mine else "核对", "first_plan", (waiting.pk,))
        missing = f"{waiting}，等另一位管理员核对"
        return FirstStep(15, "城市", there, missing, None if mine else link, _who(Permission.CONFIRM_BEGIN))
    words = "再加一座城市" if cities else "上传首份方案"
    begins = Link(words, "first_plan_new") if may(by, Permission.BEGIN_PLAN) else None
    missing = "" if cities else "要先上传一座城市的方案，由另一位管理员核对后生效"
    return FirstStep(15, "城市", there, missing, begins, _who(Permission.BEGIN_PLAN))
