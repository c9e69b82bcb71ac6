"""What may be done with ranked groups, customers and what these buy. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.market.history import CATEGORY_HISTORY, CUSTOMER_HISTORY, GROUP_HISTORY
from lianzhang.market.models import Customer, CustomerCategory, RankedGroup
from lianzhang.plans.models import Ranking
from lianzhang.registry.models import Region
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .lifecycle import CUSTOMER, CUSTOMER_CATEGORY, RANKED_GROUP
from .rules import category_faults, customer_faults, group_faults, named

__all__ = [
    *("CATEGORY_VERBS", "CUSTOMER_OUT_OF_REACH", "CUSTOMER_VERBS", "GROUP_OUT_OF_REACH", "GROUP_VERBS"),
    *("add_category", "add_group", "change_category", "change_customer", "change_group", "enter_customer"),
]

GROUP_OUT_OF_REACH = "上榜集团由{able}登记。"
CUSTOMER_OUT_OF_REACH = {"chain": "这条链的客户不归您现在的岗位登记；请选本岗位的链，或请{able}登记。"}
GROUP_SAID = ("year", "rank", "group", "formerly", "source")
CUSTOMER_SAID = ("name", "group", "enterprise", "place", "chain", "note", "source")
CATEGORY_SAID = ("name", "product", "value")


def _say(row: Any, names: tuple[str, ...], said: dict[str, Any]) -> None:
    write_said(row, names, said)


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValidationError(faults)


# --- lists that rank groups
def _say_group(row: RankedGroup, said: dict[str, Any]) -> None:
    _say(row, GROUP_SAID, said)
    named(row)
    _refuse(group_faults(row))
    row.clean_fields(exclude=["city", "ranking"])


@action
def add_group(*, city: Region, ranking: Ranking, by: User, **said: Any) -> RankedGroup:
    row = RankedGroup(city=city, ranking=ranking)
    with create_row(row, "add", by=by, out_of_reach=GROUP_OUT_OF_REACH):
        _say_group(row, said)
    return row


@action
def change_group(*, row: RankedGroup, version: int, by: User, **said: Any) -> RankedGroup:
    with take_step(row, "change", by=by, version=version) as act:
        _say_group(act.row, said)
    return act.row


# --- customers
def _say_customer(row: Customer, said: dict[str, Any]) -> None:
    _say(row, CUSTOMER_SAID, said)
    row.group_folded = folded(row.group)[:120] if row.group else ""
    _refuse(customer_faults(row))
    row.clean_fields(exclude=["post", "authors"])


@action
def enter_customer(*, city: Region, by: User, **said: Any) -> Customer:
    row = Customer(city=city, entered_by=by, entered_at=timezone.now())
    with create_row(row, "enter", by=by, out_of_reach=CUSTOMER_OUT_OF_REACH):
        _say_customer(row, said)
    return row


@action
def change_customer(*, row: Customer, version: int, by: User, **said: Any) -> Customer:
    with take_step(row, "change", by=by, version=version, out_of_reach=CUSTOMER_OUT_OF_REACH) as act:
        _say_customer(act.row, said)
    return act.row


@action
def show(*, row: Customer, version: int, by: User) -> Customer:
    """Let firms of the city read of it."""
    with take_step(row, "show", by=by, version=version) as act:
        act.row.shown = True
    return act.row


@action
def hide(*, row: Customer, version: int, by: User) -> Customer:
    with take_step(row, "hide", by=by, version=version) as act:
        act.row.shown = False
    return act.row


# --- what a customer buys
@action
def add_category(*, customer: Customer, by: User, **said: Any) -> CustomerCategory:
    row = CustomerCategory(customer=customer)
    with create_row(row, "add", by=by, on=customer):
        _say(row, CATEGORY_SAID, said)
        _refuse(category_faults(row))
    return row


@action
def change_category(*, row: CustomerCategory, version: int, by: User, **said: Any) -> CustomerCategory:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, CATEGORY_SAID, said)
        _refuse(category_faults(act.row))
    return act.row


def _withdrawing(step: str) -> Callable[..., Any]:
    @action
    def withdraw(*, row: Any, version: int, reason: str, by: User) -> None:
        with take_step(row, step, by=by, version=version, reason=reason):
            pass

    return withdraw


withdraw_group, withdraw_customer, withdraw_category = map(_withdrawing, ("withdraw", "withdraw", "withdraw"))
GROUP_VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw_group}
CUSTOMER_VERBS: dict[str, Callable[..., Any]] = {"show": show, "hide": hide, "withdraw": withdraw_customer}
CATEGORY_VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw_category}


def _told(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    return told_values(row, names)


register_workflow(
    Workflow(
        model=RankedGroup,
        lifecycle=RANKED_GROUP,
        page="ranked_group",
        list_page="ranked_groups",
        verbs=GROUP_VERBS,
        related=("city", "ranking"),
        describe=lambda row: {"ranking": str(row.ranking)} | _told(row, GROUP_SAID),
        history=GROUP_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=Customer,
        lifecycle=CUSTOMER,
        page="customer",
        list_page="customers",
        verbs=CUSTOMER_VERBS,
        related=("city", "chain", "enterprise__merged_into", "post", "entered_by"),
        describe=lambda row: _told(row, CUSTOMER_SAID) | {"shown": "给" if row.shown else "不给"},
        texts=lambda row: {"采购单位": row.name},
        history=CUSTOMER_HISTORY,
    )
)
register_workflow(
    Workflow(
        model=CustomerCategory,
        lifecycle=CUSTOMER_CATEGORY,
        page="customer_category",
        list_page="customers",
        owner="customer",
        verbs=CATEGORY_VERBS,
        related=("customer__city", "customer__enterprise", "product"),
        describe=lambda row: {
            "category": row.name,
            "product": str(row.product or ""),
            "category_value": str(row.value or ""),
        },
        history=CATEGORY_HISTORY,
    )
)
