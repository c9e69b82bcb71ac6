"""What may be done with reports of material flows. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Material
from lianzhang.supply.history import FLOW_HISTORY
from lianzhang.supply.lifecycle import MATERIAL_FLOW
from lianzhang.supply.models import MaterialFlow
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .rules import QUANTITIES, clashes, flow_faults, locked_words, neighbours_of, question_of

__all__ = [
    *("FLOW_VERBS", "SAID", "ask_flow", "change_flow", "check_flow", "report_flow", "return_flow", "withdraw_flow"),
]

OUT_OF_REACH = "这家企业的物料流向不归您现在的岗位填报；请由企业自己填，或请{able}填。"
SAID = (*QUANTITIES, "destination", "document", "permit", "source", "why")


def _say(row: MaterialFlow, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    if faults := flow_faults(row) or clashes(row, neighbours_of(row)):
        raise ValidationError(faults)


@action
def report_flow(
    *,
    enterprise: Enterprise,
    material: Material,
    period_start: date,
    period_end: date,
    by: User,
    site: str = "",
    **said: Any,
) -> MaterialFlow:
    """Say what a site took in of a material in a period, and what became of it."""
    row = MaterialFlow(
        city=enterprise.city,
        enterprise=enterprise,
        material=material,
        site=site.strip(),
        period_start=period_start,
        period_end=period_end,
        reported_at=timezone.now(),
    )
    if words := locked_words(row):
        raise ValidationError({"period_end": words})
    with create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, said)
    return row


@action
def change_flow(*, row: MaterialFlow, version: int, by: User, **said: Any) -> MaterialFlow:
    """Correct what was said; it is checked anew."""
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said)
        act.row.reason = act.row.question = ""
    return act.row


@action
def check_flow(*, row: MaterialFlow, version: int, by: User) -> MaterialFlow:
    with take_step(row, "check", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def ask_flow(*, row: MaterialFlow, version: int, by: User) -> MaterialFlow:
    """Ask who reported what became of the rest; the words are made of the report's own sums."""
    with take_step(row, "ask", by=by, version=version) as act:
        act.row.question, act.row.asked_at = question_of(act.row), timezone.now()
    return act.row


@action
def return_flow(*, row: MaterialFlow, version: int, reason: str, by: User) -> MaterialFlow:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def withdraw_flow(*, row: MaterialFlow, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


FLOW_VERBS: dict[str, Callable[..., Any]] = {
    "check": check_flow,
    "ask": ask_flow,
    "return": return_flow,
    "withdraw": withdraw_flow,
}


def _facts(row: MaterialFlow) -> dict[str, Any]:
    said = told_values(row, SAID)
    return {"material": str(row.material), "site": row.site} | said


register_workflow(
    Workflow(
        model=MaterialFlow,
        lifecycle=MATERIAL_FLOW,
        page="material_flow",
        list_page="material_flows",
        verbs=FLOW_VERBS,
        related=("city", "material__plan", "enterprise", "post"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
        history=FLOW_HISTORY,
    )
)
