"""What may be done with a need: entered, checked, published, met or withdrawn. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import NeedKind
from lianzhang.registry.models import Chain
from lianzhang.work.api import Workflow, action, create_row, link, register_workflow, take_step

from .history import NEED_HISTORY
from .lifecycle import NEED
from .models import Ground, MatchState, Need, Posting
from .rules import details_of, need_faults

__all__ = ["RELATED", "VERBS", "change", "enter", "lapse"]

RELATED = ("city", "kind", "enterprise__merged_into", "chain", "post", "entered_by")
OUT_OF_REACH = {"chain": "这条链或这家企业不归您现在的岗位登记；请企业自己登记，或请{able}登记。"}
# Of what is published, what a need says under the same name.
PUBLISHED = ("city", "kind", "chain", "title", "text", "quantity", "unit", "wanted_by", "valid_until")


def _say(
    row: Need,
    *,
    title: str,
    text: str,
    valid_until: date,
    details: Mapping[str, Any],
    quantity: Decimal | None = None,
    unit: str = "",
    value: Decimal | None = None,
    wanted_by: date | None = None,
) -> None:
    row.title, row.text, row.valid_until, row.wanted_by = title.strip(), text.strip(), valid_until, wanted_by
    row.quantity, row.unit, row.value = quantity, unit.strip(), value
    row.details, faults = details_of(row.kind, details)
    faults |= need_faults(row)
    if faults:
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def enter(
    *, kind: NeedKind, enterprise: Enterprise, chain: Chain, by: User, source: Model | None = None, **said: Any
) -> Need:
    """Write down what a firm needs; `source` is the purchase or the row of another room that it was drawn from."""
    row = Need(city=chain.city, kind=kind, enterprise=enterprise, chain=chain)
    row.entered_by, row.entered_at = by, timezone.now()
    with create_row(row, "enter", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, **said)
    if source is not None:
        link(source, row, by=by)
    return row


@action
def change(*, row: Need, version: int, by: User, **said: Any) -> Need:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
    return act.row


@action
def submit(*, row: Need, version: int, by: User) -> Need:
    with take_step(row, "submit", by=by, version=version) as act:
        if faults := need_faults(act.row):
            raise ValidationError("；".join(each.removesuffix("。") for each in faults.values()))
        act.row.reason = ""
    return act.row


@action
def publish(*, row: Need, version: int, by: User) -> Need:
    """What was checked is copied: what may be read of a need is the copy alone."""
    with take_step(row, "publish", by=by, version=version) as act:
        need = act.row
        if faults := need_faults(need):
            raise ValidationError("；".join(each.removesuffix("。") for each in faults.values()))
        need.published_on = timezone.localdate()
        within = set(need.kind.fields.filter(within=True).values_list("code", flat=True))
        told = {code: text for code, text in need.details.items() if code not in within}
        said = {name: getattr(need, name) for name in PUBLISHED}
        Posting.objects.create(need=need, details=told, published_on=need.published_on, **said)
    return act.row


@action
def give_back(*, row: Need, version: int, reason: str, by: User) -> Need:
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def close(*, row: Need, version: int, by: User) -> Need:
    with take_step(row, "close", by=by, version=version) as act:
        _end(act.row)
    return act.row


@action
def withdraw(*, row: Need, version: int, reason: str, by: User) -> Need:
    """Talks that were going on come to nothing with it."""
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        _end(act.row)
        _let_go(act.row)
    return act.row


@action
def lapse(*, row: Need, by: Any) -> Need:
    """Its day has passed and nothing was agreed."""
    with take_step(row, "lapse", by=by) as act:
        _end(act.row)
        _let_go(act.row)
    return act.row


def _end(row: Need) -> None:
    row.ended_on = timezone.localdate()
    Posting.objects.filter(need=row).update(open=False)


def _let_go(row: Need) -> None:
    """The need is gone, so nobody is waited for any more: part of the act on the need, which the log tells."""
    running = row.matches.filter(state__in=(MatchState.SUGGESTED, MatchState.TALKING))
    ended = {"state": MatchState.FAILED, "ground": Ground.OTHER, "reason": "需求已了结", "ended_on": row.ended_on}
    running.update(**ended, ask_on=None)


VERBS: dict[str, Callable[..., Any]] = {
    "submit": submit,
    "publish": publish,
    "give_back": give_back,
    "close": close,
    "withdraw": withdraw,
}


def _described(row: Need) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": str(row.kind),
        "enterprise": str(row.enterprise),
        "chain": str(row.chain),
        "text": row.text,
        "valid_until": row.valid_until.isoformat(),
    }


register_workflow(
    Workflow(
        model=Need,
        lifecycle=NEED,
        page="need",
        list_page="needs",
        verbs=VERBS,
        related=RELATED,
        describe=_described,
        texts=lambda row: {"要什么": row.title, "公开的说明": row.text},
        history=NEED_HISTORY,
    )
)
