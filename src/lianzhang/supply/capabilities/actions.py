"""What may be done with what a firm says it can make. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.history import CAPABILITY_HISTORY
from lianzhang.supply.lifecycle import CAPABILITY
from lianzhang.supply.models import Capability
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, write_said

__all__ = [
    *("OUT_OF_REACH", "SAID", "VERBS", "capability_faults", "change_capability", "state_capability", "stated_faults"),
    "withdraw_capability",
]

SAID = (
    *("text", "product", "capacity", "free", "unit", "certificates", "equipment", "customers", "published", "source"),
)
OUT_OF_REACH = "这家企业的供应能力不归您现在的岗位填写；请由企业自己填，或请{able}填。"


def stated_faults(row: Capability) -> dict[str, str]:
    """What stands against a capability as it would be, by itself, by field."""
    faults = {}
    if row.enterprise.merged_into_id:
        faults["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请写那一家。"
    if not row.text:
        faults["text"] = "请写能做什么，如“铝合金压铸件，单件20公斤以内”。"
    if not row.source:
        faults["source"] = "请写来源，如“企业填报”。"
    for name in ("capacity", "free"):
        value = getattr(row, name)
        if value is not None and value < 0:
            faults[name] = "产能不能小于0。"
    if row.capacity is not None and row.free is not None and row.free > row.capacity:
        faults["free"] = "可接单产能不能大于年产能。"
    if row.product is not None and row.product.city_id != row.city_id:
        faults["product"] = "产品目录里没有这个产品。"
    return faults


def capability_faults(row: Capability) -> dict[str, str]:
    """The same, and whether the firm says it already. One query."""
    faults = stated_faults(row)
    same = Capability.objects.filter(enterprise=row.enterprise, text=row.text).exclude(pk=row.pk)
    if row.text and same.exists():
        faults["text"] = "这家企业已经有这一条；请改那一条。"
    return faults


def _say(row: Capability, **said: Any) -> None:
    write_said(row, SAID, said)
    row.stated_on = timezone.localdate()
    if faults := capability_faults(row):
        raise ValidationError(faults)


@action
def state_capability(*, enterprise: Enterprise, by: User, **said: Any) -> Capability:
    row = Capability(city=enterprise.city, enterprise=enterprise)
    with create_row(row, "state", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, **said)
    return row


@action
def change_capability(*, row: Capability, version: int, by: User, **said: Any) -> Capability:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
    return act.row


@action
def withdraw_capability(*, row: Capability, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw_capability}


def _facts(row: Capability) -> dict[str, Any]:
    kept = ("text", "product", "capacity", "free", "certificates", "equipment", "source")
    said = {name: str(value) if (value := getattr(row, name)) is not None else "" for name in kept}
    return said | {"published": "是" if row.published else "否"}


register_workflow(
    Workflow(
        model=Capability,
        lifecycle=CAPABILITY,
        page="capability",
        list_page="capabilities",
        verbs=VERBS,
        related=("city", "enterprise", "product", "post"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
        history=CAPABILITY_HISTORY,
    )
)
