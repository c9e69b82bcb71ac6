"""What may be done with a firm's part in a fair, and with the question what came of it. Each act is one step.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.history import FAIR_RESULT_HISTORY, PARTICIPATION_HISTORY
from lianzhang.market.models import Currency, Event, FairResult, Participation
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, write_said

from .lifecycle import FAIR_RESULT, PARTICIPATION

__all__ = ["PARTICIPATION_VERBS", "RESULT_RELATED", "ask_fair", "enrol", "lapse_fair", "report", "tell"]

OUT_OF_REACH = {"enterprise": "这家企业或这场展会不归您现在的岗位办；请选本岗位的，或请{able}登记。"}
RELATED = ("city", "event__kind", "event__chain", "enterprise__merged_into", "post")
RESULT_RELATED = ("participation__event__kind", "participation__enterprise", "participation__city", "post")
REPORTED = ("booth", "leads", "intended", "intended_in", "contracted", "contracted_in", "note")
TOLD = ("orders", "contracted", "contracted_in", "delivered", "delivered_in", "note")


@action
def enrol(*, event: Event, enterprise: Enterprise, by: User, booth: str = "") -> Participation:
    row = Participation(city=event.city, event=event, enterprise=enterprise, booth=booth.strip()[:60])
    with create_row(row, "enrol", by=by, out_of_reach=OUT_OF_REACH):
        faults = {}
        if not event.is_fair:
            faults["enterprise"] = "这一类活动不登记参加的企业；能谈的在对接的页上选它。"
        if enterprise.merged_into_id:
            faults["enterprise"] = f"这家企业已并入“{enterprise.merged_into}”；请写那一家。"
        if enterprise.city_id != event.city_id:
            faults["enterprise"] = "请写名录里的企业。"
        if Participation.objects.filter(event=event, enterprise=enterprise).exists():
            faults["enterprise"] = "这家企业已经报名。"
        if faults:
            raise ValidationError(faults)
    return row


def _say(row: Any, names: tuple[str, ...], said: Mapping[str, Any]) -> None:
    write_said(row, names, said)
    faults = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, Decimal) and value < 0:
            faults[name] = "不能小于0。"
        if name.endswith("_in") and value not in Currency.values:
            faults[name] = "请选万元或万美元。"
    if faults:
        raise ValidationError(faults)


@action
def report(*, row: Participation, version: int, by: User, **said: Any) -> Participation:
    """Whom the firm met there, what was intended and signed; what nobody said stays unknown."""
    with take_step(row, "report", by=by, version=version) as act:
        _say(act.row, REPORTED, said)
    return act.row


@action
def absent(*, row: Participation, version: int, by: User) -> Participation:
    with take_step(row, "absent", by=by, version=version) as act:
        pass
    return act.row


@action
def withdraw(*, row: Participation, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


PARTICIPATION_VERBS: dict[str, Callable[..., Any]] = {"absent": absent, "withdraw": withdraw}


@action
def ask_fair(*, participation: Participation, months: int, final: bool, by: Any) -> FairResult | None:
    """Put the question what came of it; None where it was put already."""
    if participation.results.filter(months__gte=months).exists():
        return None
    row = FairResult(participation=participation, months=months, final=final, asked_on=timezone.localdate())
    with create_row(row, "ask", by=by, out_of_reach=None):
        pass
    return row


@action
def tell(*, row: FairResult, version: int, by: User, **said: Any) -> FairResult:
    """What came of it so far. At least one of orders, contracts and deliveries is said."""
    with take_step(row, "tell", by=by, version=version) as act:
        _say(act.row, TOLD, said)
        if act.row.orders is None and act.row.contracted is None and act.row.delivered is None:
            raise ValidationError({"orders": "请至少写一项；还没有的写0，不清楚的留空。"})
        act.row.answered_on = timezone.localdate()
    return act.row


@action
def lapse_fair(*, row: FairResult, by: Any) -> FairResult:
    with take_step(row, "lapse", by=by) as act:
        pass
    return act.row


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Amounts with what they are in, as one word."""
    told = {}
    for name in names:
        value = getattr(row, name)
        if not name.endswith("_in"):
            unit = getattr(row, f"get_{name}_in_display")() if f"{name}_in" in names else ""
            told[name] = "" if value is None else f"{value}{unit}"
    return told


register_workflow(
    Workflow(
        model=Participation,
        lifecycle=PARTICIPATION,
        page="participation",
        list_page="events",
        verbs=PARTICIPATION_VERBS,
        related=RELATED,
        describe=lambda row: {"event": str(row.event), "enterprise": str(row.enterprise)} | _facts(row, REPORTED),
        history=PARTICIPATION_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=FairResult,
        lifecycle=FAIR_RESULT,
        page="fair_result",
        list_page="events",
        related=RESULT_RELATED,
        describe=lambda row: {"participation": str(row.participation), "months": row.months} | _facts(row, TOLD),
        history=FAIR_RESULT_HISTORY,
    )
)
