"""The life of a proposed change: drafted or proposed at once, then it takes effect or goes back."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.able import naming_lazy
from lianzhang.plans.archiving import in_use
from lianzhang.plans.models import ChangeState, PlanChange
from lianzhang.plans.permissions import Permission
from lianzhang.work.api import GONE, Lifecycle, Step, need, reason

from .previews import preview_of

__all__ = ["PLAN_CHANGE"]

C = ChangeState
PROPOSE, APPLY = Permission.PROPOSE_CHANGE, Permission.APPLY_CHANGE


@need("没有错，也确有改动")
def sound(row: PlanChange, _by: Any) -> str:
    preview = preview_of(row)
    if preview.problems:
        return f"还有{len(preview.problems)}处错，请先改好"
    return "" if preview.changing else "与现在的方案一样，没有要改的"


@need("方案在这之后没有改过")
def unmoved(row: PlanChange, _by: Any) -> str:
    """Single rows are laid over what stands; a whole plan would undo what came between."""
    if row.content is None or row.plan is None or row.plan.content_hash == row.basis:
        return ""
    return "导出以后方案又改过，照这份生效会把那些改回去；先确认改回旧值，或导出现在的方案重新改"


@need("方案在这之后改过")
def moved(row: PlanChange, by: Any) -> str:
    return "" if unmoved(row, by) else "方案没有改过，不用确认"


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
PLAN_CHANGE = Lifecycle("plan_change", dict(C.choices), (
    _step("upload", "上传", (), C.DRAFT, PROPOSE, authors=True,
          effect="逐格核对，方案一处也不改。", then="看清会改什么，再提交给另一个人核对。"),
    _step("ask", "提出", (), C.PROPOSED, PROPOSE, authors=True,
          effect="方案还没有改。", then=naming_lazy("由{able}里没有经手的账号核对后生效。", APPLY)),
    _step("submit", "提交核对", (C.DRAFT,), C.PROPOSED, PROPOSE, authors=True, onwards=True,
          needs=(in_use, sound, unmoved), effect="方案还没有改，由没有经手的账号核对。",
          then=naming_lazy("由{able}里没有经手的账号核对后生效。", APPLY)),
    _step("override", "确认改回旧值", (C.DRAFT,), C.DRAFT, PROPOSE, authors=True, needs=(moved,),
          asks=(reason("为什么改回旧值", "请写为什么照这份改回去，如“那次修改已作废”。"),),
          effect="这份按旧的方案改，照它生效会把中间改过的改回去；理由留给核对的人看。",
          then="看清会改什么，再提交给另一个人核对。"),
    _step("apply", "核对无误，生效", (C.PROPOSED,), C.APPLIED, APPLY, decides=True, onwards=True,
          needs=(in_use, sound, unmoved),
          effect="方案从此照这份执行；改了哪些行留在记录里。", then="不用再办。"),
    _step("give_back", "退回", (C.PROPOSED,), C.DRAFT, APPLY, decides=True,
          asks=(reason("哪里不对", "请写哪里不对，如“目标值与文件不符”。"),),
          effect="方案没有改，理由给提出的人看。", then="由提出的人改好再提交，或撤回。"),
    _step("withdraw", "撤回", (C.DRAFT, C.PROPOSED), GONE, PROPOSE,
          asks=(reason("为什么撤回", "请写为什么撤回，如“文件还没有印发”。"),),
          effect="这份修改不再有，方案没有改；理由留在审计记录中。"),
), title="方案修改", unit="份")
# fmt: on
