"""What may be done with purchases and with what a firm bought in all. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import money_of
from lianzhang.supply.history import PURCHASE_HISTORY, TOTAL_HISTORY
from lianzhang.supply.lifecycle import PURCHASE, PURCHASE_TOTAL
from lianzhang.supply.models import Product, Purchase, PurchaseTotal
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, write_said

from .rules import purchase_faults, repeated, total_faults

__all__ = ["SAID", "TOTAL_VERBS", "VERBS", "change", "change_total", "identify", "map_product", "report", "state_total"]

OUT_OF_REACH = "这家企业的采购不归您现在的岗位填报；请由企业自己填，或请{able}填。"
# What a customer says of a purchase, besides whose and when.
SAID = ("value", "quantity", "unit", "share", "contract_end", "stock_days", "source")
# Of what, and from whom.
NAMED = ("item", "product", "supplier", "supplier_name", "supplier_place")
FORGOTTEN = {"disputed_value": None, "answered_at": None, "reason": ""}


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValidationError(faults)


def _forget_answer(row: Purchase) -> None:
    """What the other side said was said of other words."""
    for name, value in FORGOTTEN.items():
        setattr(row, name, value)


@action
def report(
    *,
    customer: Enterprise,
    item: str,
    period_start: date,
    period_end: date,
    by: User,
    supplier: Enterprise | None = None,
    supplier_name: str = "",
    supplier_place: str = "",
    product: Product | None = None,
    **said: Any,
) -> Purchase:
    """Say what a customer bought of one thing from one supplier in a period."""
    row = Purchase(
        city=customer.city,
        customer=customer,
        period_start=period_start,
        period_end=period_end,
        reported_at=timezone.now(),
    )
    said |= {"item": item, "product": product, "supplier": supplier}
    with create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, supplier_name=supplier_name, supplier_place=supplier_place, **said)
        _refuse(purchase_faults(row) or repeated(row))
    return row


def _say(row: Purchase, **said: Any) -> None:
    write_said(row, (*SAID, *NAMED), said)
    if row.supplier is not None:
        row.supplier_name = row.supplier_place = ""


@action
def change(*, row: Purchase, version: int, by: User, **said: Any) -> Purchase:
    """Correct what was said, also of what and from whom; the other side is asked anew."""
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
        _forget_answer(act.row)
        _refuse(purchase_faults(act.row) or repeated(act.row))
    return act.row


@action
def identify(*, row: Purchase, version: int, supplier: Enterprise, by: User) -> Purchase:
    """Say which firm of the register a stranger is."""
    with take_step(row, "identify", by=by, version=version) as act:
        act.row.supplier, act.row.supplier_name, act.row.supplier_place = supplier, "", ""
        _forget_answer(act.row)
        _refuse(purchase_faults(act.row) or repeated(act.row))
    return act.row


@action
def map_product(*, row: Purchase, version: int, product: Product, by: User) -> Purchase:
    """Say which product of the catalogue was bought."""
    with take_step(row, "map", by=by, version=version) as act:
        if product.city_id != act.row.city_id:
            raise ValidationError({"product": "产品目录里没有这个产品。"})
        act.row.product = product
    return act.row


@action
def confirm(*, row: Purchase, version: int, by: User) -> Purchase:
    with take_step(row, "confirm", by=by, version=version) as act:
        act.row.answered_at, act.row.reason = timezone.now(), ""
    return act.row


@action
def dispute(*, row: Purchase, version: int, reason: str, by: User, amount: str = "") -> Purchase:
    """Say that it was not so; `amount` in 万元, as a person writes it, or blank."""
    with take_step(row, "dispute", by=by, version=version, reason=reason, amount=amount) as act:
        act.row.answered_at, act.row.reason = timezone.now(), reason.strip()
        act.row.disputed_value = money_of(amount, "amount")
    return act.row


@action
def settle(*, row: Purchase, version: int, side: str, reason: str, by: User) -> Purchase:
    """Decide between the two, who both read why."""
    with take_step(row, "settle", by=by, version=version, side=side, reason=reason) as act:
        if side == "supplier":
            if act.row.disputed_value is None:
                raise ValidationError({"side": "供应商没有写金额；请退给双方核对，或按采购方的金额裁定。"})
            act.row.value = act.row.disputed_value
        act.row.reason, act.row.disputed_value = reason.strip(), None
        _refuse(purchase_faults(act.row))
    return act.row


@action
def withdraw(*, row: Purchase, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


# --- what was bought in all
@action
def state_total(
    *, customer: Enterprise, period_start: date, period_end: date, value: Decimal, source: str, by: User
) -> PurchaseTotal:
    """Say how much a firm bought in all in a period, 万元."""
    row = PurchaseTotal(
        city=customer.city, customer=customer, period_start=period_start, period_end=period_end,
        value=value, source=source.strip(), reported_at=timezone.now(),
    )  # fmt: skip
    with create_row(row, "state", by=by, out_of_reach=OUT_OF_REACH):
        _refuse(total_faults(row))
    return row


@action
def change_total(*, row: PurchaseTotal, version: int, value: Decimal, source: str, by: User) -> PurchaseTotal:
    with take_step(row, "change", by=by, version=version) as act:
        act.row.value, act.row.source = value, source.strip()
        _refuse(total_faults(act.row))
    return act.row


@action
def withdraw_total(*, row: PurchaseTotal, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


VERBS: dict[str, Callable[..., Any]] = {
    "confirm": confirm,
    "dispute": dispute,
    "settle": settle,
    "withdraw": withdraw,
}
TOTAL_VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw_total}


def _facts(row: Purchase) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ("item", *SAID)}
    return {"supplier": row.supplier_called, "product": str(row.product or "")} | {
        name: "" if value is None else str(value) for name, value in kept.items()
    }


register_workflow(
    Workflow(
        model=Purchase,
        lifecycle=PURCHASE,
        page="purchase",
        list_page="purchases",
        verbs=VERBS,
        related=("city", "customer", "supplier", "product", "post"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
        history=PURCHASE_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=PurchaseTotal,
        lifecycle=PURCHASE_TOTAL,
        page="purchase_total",
        list_page="purchases",
        verbs=TOTAL_VERBS,
        related=("city", "customer", "post"),
        touch=lambda row: touch(row.city_id),
        describe=lambda row: {"value": str(row.value), "source": row.source},
        history=TOTAL_HISTORY,
    )
)
