"""What may be done with a change of a plan. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.archiving import refuse_archived
from lianzhang.plans.folder import Content
from lianzhang.plans.loading import LoadRefused, load_read
from lianzhang.plans.models import ChangeState, Plan, PlanChange
from lianzhang.records.api import HistoryWords
from lianzhang.registry.models import Region
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .edits import Edit
from .lifecycle import PLAN_CHANGE
from .previews import preview_of

__all__ = ["CHANGE_RELATED", "CHANGE_VERBS", "PAPER_MOST", "ask_change", "upload_change"]

CHANGE_RELATED = ("city", "plan", "post", "entered_by")
EFFECTS_KEPT = 500
PAPER_MOST = PlanChange._meta.get_field("paper").max_length
UNCHANGED = "与现在的方案一样，没有要改的，也没有留下。"
OUT_OF_REACH = "这座城市的方案不归您现在的岗位修改；请由{able}提出。"


def _row(city: Region, plan: Plan | None, title: str, by: User, **said: Any) -> PlanChange:
    refuse_archived(plan)
    said = {"basis": plan.content_hash if plan else ""} | said
    return PlanChange(city=city, plan=plan, title=title[:200], entered_by=by, entered_at=timezone.now(), **said)


@action
def upload_change(
    *, city: Region, plan: Plan | None, name: str, content: Content, by: User, exported: str = "", paper: str = ""
) -> PlanChange:
    """Store a whole plan as an upload says it, to be looked at; `exported` and `paper` as in PlanChange."""
    since = {"basis": exported} if plan and exported not in ("", PlanChange.NOT_TOLD) else {}
    row = _row(city, plan, f"上传{name[-150:]}", by, content=dict(content), exported=exported, paper=paper, **since)
    with create_row(row, "upload", by=by, out_of_reach=OUT_OF_REACH):
        if plan and preview_of(row).unchanged:
            raise ValidationError(UNCHANGED)
    return row


@action
def ask_change(
    *, plan: Plan, title: str, edits: Iterable[Edit], by: User, paper: str = "", day: date | None = None
) -> PlanChange:
    """Propose that single rows be changed; what cannot stand is refused at once."""
    row = _row(plan.city, plan, title, by, edits=[dict(edit) for edit in edits], paper=paper.strip(), day=day)
    row.state = ChangeState.PROPOSED
    with create_row(row, "ask", by=by, out_of_reach=OUT_OF_REACH):
        preview = preview_of(row)
        if preview.problems:
            raise ValidationError([str(problem) for problem in preview.problems[:5]])
        if preview.unchanged:
            raise ValidationError(UNCHANGED)
    return row


@action
def submit_change(*, row: PlanChange, version: int, by: User) -> PlanChange:
    with take_step(row, "submit", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def apply_change(*, row: PlanChange, version: int, by: User) -> PlanChange:
    """Load the plan as the change says it; all of it, or nothing."""
    with take_step(row, "apply", by=by, version=version) as act:
        preview = preview_of(act.row)
        if preview.folder is None or preview.problems:
            raise ValidationError([str(problem) for problem in preview.problems[:5]])
        act.row.basis = act.row.plan.content_hash if act.row.plan else ""
        try:
            load_read(preview.folder, by=f"{by}（方案修改）")
        except LoadRefused as refused:
            raise ValidationError([str(problem) for problem in refused.problems[:5]]) from refused
        act.row.plan = Plan.objects.get(code=preview.folder.code)
        act.row.effects = [asdict(each) for each in preview.own[:EFFECTS_KEPT]]
        ids = dict.fromkeys(part for each in preview.changing for part in each.row.split(" "))
        act.row.touched = f" {' '.join(ids)} "
        act.row.applied_by, act.row.applied_at = by, timezone.now()
        act.row.reason = ""
    return act.row


@action
def override_change(*, row: PlanChange, version: int, reason: str, by: User) -> PlanChange:
    """Who proposes it knows what changed since it was handed out, and wants the older values back."""
    with take_step(row, "override", by=by, version=version, reason=reason) as act:
        act.row.basis = act.row.plan.content_hash
    return act.row


@action
def give_back_change(*, row: PlanChange, version: int, reason: str, by: User) -> PlanChange:
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def withdraw_change(*, row: PlanChange, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


CHANGE_VERBS: dict[str, Callable[..., Any]] = {
    "submit": submit_change,
    "override": override_change,
    "apply": apply_change,
    "give_back": give_back_change,
    "withdraw": withdraw_change,
}


def _described(row: PlanChange) -> dict[str, Any]:
    return {"title": row.title, "paper": row.paper, "day": str(row.day or ""), "plan": str(row.plan or "")}


register_workflow(
    Workflow(
        model=PlanChange,
        lifecycle=PLAN_CHANGE,
        page="plan_change",
        list_page="plan_changes",
        verbs=CHANGE_VERBS,
        related=CHANGE_RELATED,
        describe=_described,
        texts=lambda row: {"改什么": row.title},
        history=HistoryWords(
            facts={"reason": "理由"}, fields={"title": "改什么", "paper": "依据", "day": "自何日起", "plan": "方案"}
        ),
    )
)
