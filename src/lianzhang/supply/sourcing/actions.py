"""What may be done with a second source that is sought. Each act is one transaction, one step of its table, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.able import naming
from lianzhang.kernel.formatting import amount, number
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Chain
from lianzhang.supply.history import SOURCING_HISTORY
from lianzhang.supply.lifecycle import SOURCING
from lianzhang.supply.models import Demand, Product, Sourcing
from lianzhang.supply.permissions import Permission
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .measures import chain_rate, latest_run, percent_of, risk_of
from .rules import ONCE, candidate_faults, is_taken, sourcing_faults, supply_faults

__all__ = ["RELATED", "VERBS", "Needed", "begin", "choose"]

RELATED = ("city", "chain", "product__segment", "supplier", "candidate", "post", "run_before", "run_after")
OUT_OF_REACH = "这条链不归您现在的岗位办理；请选本岗位的链，或请{able}列入。"


class Needed(NamedTuple):
    """What one customer needs of the item in a year, as purchases show it; None where they do not."""

    customer: Enterprise
    value: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    stock_days: int | None = None
    contract_end: date | None = None


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValidationError(faults)


@action
def begin(
    *,
    chain: Chain,
    item: str,
    needs: Iterable[Needed],
    by: User,
    supplier: Enterprise | None = None,
    supplier_name: str = "",
    product: Product | None = None,
) -> Sourcing:
    """Seek a second source for what these customers have of one supplier alone."""
    row = Sourcing(
        city=chain.city,
        chain=chain,
        product=product,
        item=item.strip(),
        supplier=supplier,
        supplier_name=supplier.name if supplier else supplier_name.strip(),
        entered_by=by,
        entered_at=timezone.now(),
    )
    needed = list({each.customer.pk: each for each in needs}.values())
    try:
        with transaction.atomic():
            return _begin(row, needed, by)
    except IntegrityError as refused:  # another post began the same in the same moment
        if is_taken(row):
            raise ValidationError({"item": _once(row, by)}) from refused
        raise


def _once(row: Sourcing, by: User) -> str:
    return spoken(naming(ONCE, Permission.SOURCE, row, by))


def _begin(row: Sourcing, needed: Sequence[Needed], by: User) -> Sourcing:
    with create_row(row, "begin", by=by, out_of_reach={"chain": OUT_OF_REACH}) as act:
        _refuse(sourcing_faults(row, [each.customer for each in needed]))
        if is_taken(row):
            raise ValidationError({"item": _once(row, by)})
        run = latest_run(row.city_id)
        row.risk_before = risk_of(run, row.supplier, row.supplier_name)
        row.run_before = run if row.risk_before is not None else None
        row.rate_before = chain_rate(row.chain, timezone.localdate())
        act.facts["demands"] = "、".join(map(_told, needed))
    Demand.objects.bulk_create(Demand(sourcing=row, **each._asdict()) for each in needed)
    return row


def _told(needed: Needed) -> str:
    return f"{needed.customer}{amount(needed.value, '万元') if needed.value is not None else ''}"


@action
def search(*, row: Sourcing, version: int, by: User) -> Sourcing:
    with take_step(row, "search", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def choose(
    *, row: Sourcing, version: int, by: User, candidate: Enterprise | None = None, candidate_name: str = ""
) -> Sourcing:
    """Name the second source: a firm of the register, or one that is not in it."""
    with take_step(row, "choose", by=by, version=version) as act:
        act.row.candidate, act.row.reason = candidate, ""
        act.row.candidate_name = candidate.name if candidate else candidate_name.strip()
        _refuse(candidate_faults(act.row, act.row.demands.values_list("customer", flat=True)))
    return act.row


@action
def say(*, row: Sourcing, version: int, said: str, by: User) -> Sourcing:
    """A word on how far it is; it finds nobody."""
    with take_step(row, "say", by=by, version=version, said=said) as act:
        act.row.said, act.row.said_on = said.strip(), timezone.localdate()
    return act.row


@action
def drop(*, row: Sourcing, version: int, reason: str, by: User) -> Sourcing:
    """Go on searching: the one that was chosen will not do."""
    with take_step(row, "drop", by=by, version=version, reason=reason) as act:
        act.row.candidate, act.row.candidate_name, act.row.reason = None, "", reason.strip()
    return act.row


@action
def supply(*, row: Sourcing, version: int, supplying_since: date, by: User) -> Sourcing:
    with take_step(row, "supply", by=by, version=version, supplying_since=supplying_since) as act:
        _refuse(supply_faults(act.row, supplying_since))
        act.row.supplying_since, act.row.reason = supplying_since, ""
    return act.row


@action
def measure(*, row: Sourcing, version: int, by: User) -> Sourcing:
    """Hold rate and risk against what they were; what nobody reckoned stays unknown."""
    with take_step(row, "measure", by=by, version=version) as act:
        run = latest_run(act.row.city_id)
        act.row.risk_after = risk_of(run, act.row.supplier, act.row.supplier_name)
        act.row.run_after = run if act.row.risk_after is not None else None
        act.row.rate_after = chain_rate(act.row.chain, timezone.localdate())
        act.row.ended_at = timezone.now()
    return act.row


@action
def mark(*, row: Sourcing, version: int, stage: str, by: User) -> Sourcing:
    """卡脖子: what has to be imported, and how far it is replaced."""
    with take_step(row, "mark", by=by, version=version, stage=stage) as act:
        act.row.chokepoint, act.row.substitution = True, stage
    return act.row


@action
def unmark(*, row: Sourcing, version: int, reason: str, by: User) -> Sourcing:
    with take_step(row, "unmark", by=by, version=version, reason=reason) as act:
        act.row.chokepoint, act.row.substitution = False, ""
    return act.row


@action
def give_up(*, row: Sourcing, version: int, reason: str, by: User) -> Sourcing:
    with take_step(row, "give_up", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.ended_at = reason.strip(), timezone.now()
    return act.row


VERBS: dict[str, Callable[..., Any]] = {
    "search": search,
    "say": say,
    "drop": drop,
    "supply": supply,
    "measure": measure,
    "mark": mark,
    "unmark": unmark,
    "give_up": give_up,
}


def _facts(row: Sourcing) -> dict[str, Any]:
    """What the log keeps to be read when the row has changed."""
    told = {
        "item": row.item,
        "supplier": row.supplier_name,
        "candidate": row.candidate_name,
        "substitution": row.get_substitution_display() if row.chokepoint else "",
    }
    measured = {
        "rate_before": row.rate_before,
        "rate_after": row.rate_after,
        "risk_before": percent_of(row.risk_before),
        "risk_after": percent_of(row.risk_after),
    }
    return told | {name: "" if value is None else number(value) for name, value in measured.items()}


register_workflow(
    Workflow(
        model=Sourcing,
        lifecycle=SOURCING,
        page="sourcing",
        list_page="sourcings",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        history=SOURCING_HISTORY,
    )
)
