"""What may be done with a city's first plan. Each act is one transaction, one event; four eyes; all or nothing.

Acts raise StaleRow, StepRefused or ValidationError; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import require, roles
from lianzhang.accounts.models import User
from lianzhang.drafting.api import UNNAMED
from lianzhang.kernel.sheets import Problem
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.loading import LoadRefused, load_read
from lianzhang.plans.models import FirstPlan, Plan
from lianzhang.plans.permissions import Permission
from lianzhang.plans.queries.first_day import begun
from lianzhang.plans.workbook import in_workbook
from lianzhang.plans.workbook.layout import BY_NAME
from lianzhang.registry.models import Region
from lianzhang.work.api import action, log_event

from .first_lifecycle import FIRST_PLAN
from .previews import Preview, previewed
from .proposals import looked_through

__all__ = [
    *("FIRST_VERBS", "apply_first", "ask_first", "decline_first", "not_first", "preview_first", "withdraw_first"),
]

State = FirstPlan.State


def not_first(folder: PlanFolder) -> Iterator[Problem]:
    """Why this is not the first plan of a city: it has begun by one, another has the id, or nobody could go on."""
    code, city = folder.plan.get("id"), folder.plan.get("city")
    own = Plan.objects.filter(city__code=city, city__city=None)
    if city and begun(city) and own.exists():
        yield folder.in_plan("city", "这座城市已经有方案；要改由它的链办在“方案修改”里上传，另一个账号核对后生效")
    elif other := own.exclude(code=code).first():
        yield folder.in_plan("id", f"这座城市已装载过编号“{other.code}”的方案；改好再传请写这个编号")
    elif code and Plan.objects.filter(code=code).exclude(pk__in=own).exists():
        yield folder.in_plan("id", "这个编号已由别处的方案用着；请换一个")
    for table in ("regions", "chains"):
        for row in folder.rows(table):
            if UNNAMED in row["name"]:
                message = f"“{row['name']}”是起草时代写的；请写真的名称"
                yield Problem(BY_NAME[table].file, row.number, "name", message)
    yield from _nobody_to_go_on(folder)


def _nobody_to_go_on(folder: PlanFolder) -> Iterator[Problem]:
    able = {role.code: role.title for role in roles().values() if Permission.PROPOSE_CHANGE in role.permissions}
    ranks = {row["id"] for row in folder.rows("ranks") if row["role"] in able}
    if not any(row["rank"] in ranks for row in folder.rows("posts")):
        words = "或".join(able.values())
        message = f"没有一个职务由{words}担任，装载以后谁也办不了事；请写一行角色是{words}的职级，再写一行它的职务"
        yield Problem(BY_NAME["posts"].file, None, "", message)


def preview_first(row: FirstPlan) -> Preview:
    """What it would bring. Reads the database, writes nothing."""
    return previewed(row.content or {"sections": {}, "tables": {}}, not_first)


def _city_name(folder: PlanFolder) -> str:
    city = folder.plan["city"]
    return next((str(row["name"]) for row in folder.rows("regions") if row["id"] == city), city)


@action
def ask_first(*, name: str, folder: PlanFolder, by: User) -> FirstPlan:
    """Keep what was read without a fault until another administrator has looked at it."""
    require(by, Permission.BEGIN_PLAN)
    said = folder.plan
    if FirstPlan.objects.select_for_update().filter(city_code=said["city"], state=State.ASKED).exists():
        raise ValidationError("这座城市已有一份等另一位管理员核对；要换一份，请先撤回那一份")
    row = FirstPlan(
        title=name[-200:],
        city_code=said["city"],
        city_name=_city_name(folder)[:80],
        code=folder.code,
        name=said["name"],
        content=looked_through(folder.content, "两位管理员核对"),
        asked_by=by,
    )
    FIRST_PLAN.check_new(row, "ask", by)
    if problems := preview_first(row).problems:
        raise ValidationError([str(problem) for problem in problems[:5]])
    row.save()
    log_event("first_plan.ask", row, by=by, **_facts(row))
    return row


@action
def apply_first(*, row: FirstPlan, version: int, by: User) -> FirstPlan:
    """Load it whole. Who waited for another load of the same city is told that it has a plan by now."""
    row, preview = _decide(row, version, "apply", by)
    if Plan.objects.filter(city__code=row.city_code, city__city=None, loaded_at__gt=row.asked_at).exists():
        raise ValidationError("上传以后这座城市的方案又装载过一次；请撤回这一份，看清现在的方案再传")
    if preview.folder is None or preview.problems:
        raise ValidationError([str(problem) for problem in preview.problems[:5]])
    try:
        load_read(preview.folder, by=f"{by}（首份方案）")
    except LoadRefused as refused:
        raise ValidationError([str(in_workbook(problem)) for problem in refused.problems[:5]]) from refused
    return _close(row, "apply", by)


@action
def decline_first(*, row: FirstPlan, version: int, by: User, reason: str = "") -> FirstPlan:
    row, _ = _decide(row, version, "decline", by, reason=reason)
    row.reason = reason.strip()
    return _close(row, "decline", by)


@action
def withdraw_first(*, row: FirstPlan, version: int, by: User) -> FirstPlan:
    row, _ = _decide(row, version, "withdraw", by)
    return _close(row, "withdraw", by)


def _decide(row: FirstPlan, version: int, step: str, by: User, **given: Any) -> tuple[FirstPlan, Preview]:
    current = FirstPlan.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if current.version != version:
        raise StaleRow(current)
    FIRST_PLAN.check(current, step, by, **given)
    if step != "apply":
        return current, Preview()
    # A city that had a plan before has its row: two first plans of it wait for one another here.
    list(Region.objects.select_for_update().filter(code=current.city_code, city=None))
    return current, preview_first(current)


def _close(row: FirstPlan, step: str, by: User) -> FirstPlan:
    row.state = FIRST_PLAN.steps[step].to or row.state
    row.content, row.decided_by, row.decided_at = None, by, timezone.now()
    row.version += 1
    row.save()
    log_event(f"first_plan.{step}", row, by=by, **_facts(row), reason=row.reason)
    return row


def _facts(row: FirstPlan) -> dict[str, Any]:
    return {"city": row.city_name, "plan": row.code, "title": row.title}


FIRST_VERBS: dict[str, Callable[..., FirstPlan]] = {
    "apply": apply_first,
    "decline": decline_first,
    "withdraw": withdraw_first,
}
