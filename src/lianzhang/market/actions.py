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
from .models import UNSIGNED, Customer, CustomerCategory, Ground, MatchState, Need, Posting
from .pooling import pool_of
from .publishing import fix_results, let_go, post, take_back, unpost
from .rules import customer_faults_of, details_of, need_faults
from .stages import next_need_stage

__all__ = ["RELATED", "VERBS", "change", "enter", "lapse", "pool_in", "resume", "submit"]

RELATED = (
    *("city", "kind", "stage", "enterprise__merged_into", "chain", "post", "entered_by"),
    *("customer", "category", "pool"),
)
OUT_OF_REACH = {"chain": "这条链或这家企业不归您现在的岗位登记；请企业自己登记，或请{able}登记。"}


def _say(
    row: Need,
    by: User,
    *,
    title: str,
    text: str,
    valid_until: date,
    details: Mapping[str, Any],
    quantity: Decimal | None = None,
    unit: str = "",
    value: Decimal | None = None,
    wanted_by: date | None = None,
    customer: Customer | None = None,
    category: CustomerCategory | None = None,
) -> None:
    row.title, row.text, row.valid_until, row.wanted_by = title.strip(), text.strip(), valid_until, wanted_by
    row.quantity, row.unit, row.value = quantity, unit.strip(), value
    row.customer, row.category = customer, category
    row.details, faults = details_of(row.kind, details)
    faults |= need_faults(row) | customer_faults_of(row, by)
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
        _say(row, by, **said)
    if source is not None:
        link(source, row, by=by)
    return row


@action
def change(*, row: Need, version: int, by: User, **said: Any) -> Need:
    with take_step(row, "change", by=by, version=version) as act:
        if pool_of(act.row):  # how much it is the buyers said, each for itself
            said |= {"quantity": act.row.quantity, "unit": act.row.unit}
        _say(act.row, by, **said)
    return act.row


@action
def submit(*, row: Need, version: int, by: User) -> Need:
    with take_step(row, "submit", by=by, version=version) as act:
        _refuse_faulty(act.row)
        act.row.reason = ""
        act.row.stage = act.row.staged_on = None
        _go_on(act.row)
    return act.row


def _go_on(row: Need) -> None:
    """Into the next stage before it is open; in a notice those who may answer read it."""
    stage = next_need_stage(row)
    if stage is not None:
        row.stage, row.staged_on = stage, timezone.localdate()
        if stage.notice:
            post(row, open=False, notice=True)


@action
def move(*, row: Need, version: int, said: str, by: User) -> Need:
    """One stage further, with what it came to: argued, listed, shown to the public."""
    with take_step(row, "move", by=by, version=version, said=said) as act:
        _refuse_faulty(act.row)
        _go_on(act.row)
    return act.row


def _refuse_faulty(row: Need) -> None:
    if faults := need_faults(row):
        raise ValidationError("；".join(each.removesuffix("。") for each in faults.values()))


@action
def publish(*, row: Need, version: int, by: User) -> Need:
    """What was checked is copied: what may be read of a need is the copy alone."""
    with take_step(row, "publish", by=by, version=version) as act:
        _refuse_faulty(act.row)
        act.row.published_on = timezone.localdate()
        post(act.row, open=True, notice=False)
    return act.row


@action
def give_back(*, row: Need, version: int, reason: str, by: User) -> Need:
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        act.row.stage = act.row.staged_on = None
        unpost(act.row)
    return act.row


@action
def close_bids(*, row: Need, version: int, by: User) -> Need:
    """No more answers; who was asked and has not come forward by now does not."""
    with take_step(row, "close_bids", by=by, version=version) as act:
        act.row.bids_closed_on = timezone.localdate()
        let_go(act.row, (MatchState.SUGGESTED,), "截止报名时没有接洽")
    return act.row


@action
def reopen(*, row: Need, version: int, by: User) -> Need:
    """Nothing is left of the last round but who judged it."""
    with take_step(row, "reopen", by=by, version=version) as act:
        act.row.bids_closed_on = act.row.announced_on = None
    return act.row


@action
def announce(*, row: Need, version: int, by: User) -> Need:
    """From now on totals and ranks stay what they are; each who answered reads their own total."""
    with take_step(row, "announce", by=by, version=version) as act:
        act.row.announced_on = timezone.localdate()
        act.facts["results"] = fix_results(act.row)
    return act.row


@action
def recall(*, row: Need, version: int, reason: str, by: User) -> Need:
    """Until a contract the results may be taken back, and scores changed."""
    with take_step(row, "recall", by=by, version=version, reason=reason) as act:
        act.row.announced_on = None
        take_back(act.row)
    return act.row


@action
def decline_rest(*, row: Need, version: int, by: User) -> Need:
    """Who was not chosen is told so, each by the end of their answer."""
    with take_step(row, "decline_rest", by=by, version=version) as act:
        let_go(act.row, (MatchState.TALKING,), "已和选上的签约", Ground.UNCHOSEN)
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
        let_go(act.row, UNSIGNED, "需求已了结")
    return act.row


@action
def lapse(*, row: Need, by: Any) -> Need:
    """Its day has passed and nothing was agreed."""
    with take_step(row, "lapse", by=by) as act:
        _end(act.row)
        let_go(act.row, UNSIGNED, "需求已了结")
    return act.row


@action
def pool_in(*, row: Need, by: Any) -> Need:
    """Its owner buys what it needs with others: the pool's need stands for it from now on."""
    with take_step(row, "pool", by=by) as act:
        _end(act.row)
        let_go(act.row, UNSIGNED, "需求已并入拼单")
    return act.row


@action
def resume(*, row: Need, version: int, by: User) -> Need:
    """The pool came to nothing, and the need stands for itself again."""
    with take_step(row, "resume", by=by, version=version) as act:
        _refuse_faulty(act.row)
        act.row.ended_on = None
        post(act.row, open=True, notice=False)
    return act.row


def _end(row: Need) -> None:
    row.ended_on = timezone.localdate()
    Posting.objects.filter(need=row).update(open=False, notice=False)


VERBS: dict[str, Callable[..., Any]] = {
    "submit": submit,
    "move": move,
    "publish": publish,
    "give_back": give_back,
    "close_bids": close_bids,
    "reopen": reopen,
    "announce": announce,
    "recall": recall,
    "decline_rest": decline_rest,
    "close": close,
    "withdraw": withdraw,
    "resume": resume,
}


def _described(row: Need) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": str(row.kind),
        "enterprise": str(row.enterprise),
        "chain": str(row.chain),
        "text": row.text,
        "valid_until": row.valid_until.isoformat(),
        "stage": str(row.stage or ""),
        "listed_customer": "" if row.customer is None else str(row.category or row.customer),
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
