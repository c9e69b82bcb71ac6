"""What may be done with one advice of a diagnosis: written, taken or not, built. Each act is one step and one event.

Its diagnosis is locked first, and keeps the numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day as in_words
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .history import DIAGNOSIS_HISTORY
from .lifecycle import ADVICE
from .models import Advice, Diagnosis

__all__ = ["ADVICE_RELATED", "ADVICE_VERBS", "add", "change"]

ADVICE_RELATED = (
    *("diagnosis__city", "diagnosis__kind__unit", "diagnosis__enterprise__merged_into", "diagnosis__chain"),
    *("diagnosis__provider_post__rank", "diagnosis__provider_firm", "post"),
)
OUT_OF_REACH = "这一件诊断不归您现在的岗位办理；请由{able}办理。"


def _say(row: Advice, *, what: str, investment: Decimal | None = None, gain: str = "") -> None:
    row.what, row.gain, row.investment = what.strip(), gain.strip(), investment
    faults = {}
    if not row.what:
        faults["what"] = "请写建议做什么。"
    if investment is not None and investment <= 0:
        faults["investment"] = "估算投资请写大于0的数；没有估算的留空。"
    if faults:
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def add(*, diagnosis: Diagnosis, by: User, **said: Any) -> Advice:
    row = Advice(diagnosis=diagnosis)
    with create_row(row, "add", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, **said)
    return row


@action
def change(*, row: Advice, version: int, by: User, **said: Any) -> Advice:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
    return act.row


@action
def remove(*, row: Advice, version: int, by: User) -> None:
    with take_step(row, "remove", by=by, version=version):
        pass


@action
def take(*, row: Advice, version: int, by: User) -> Advice:
    with take_step(row, "take", by=by, version=version) as act:
        act.row.decided_on, act.row.reason = timezone.localdate(), ""
        act.facts["advised"] = act.row.what
    return act.row


@action
def refuse(*, row: Advice, version: int, reason: str, by: User) -> Advice:
    with take_step(row, "refuse", by=by, version=version, reason=reason) as act:
        act.row.decided_on, act.row.reason = timezone.localdate(), reason.strip()
        act.facts["advised"] = act.row.what
    return act.row


def _building(name: str) -> Callable[..., Any]:
    @action
    def build(*, row: Advice, version: int, day: date, built_proof: str, by: User) -> Advice:
        with take_step(row, name, by=by, version=version, day=day, built_proof=built_proof) as act:
            decided = act.row.decided_on or timezone.localdate()
            if not decided <= day <= timezone.localdate():
                raise ValidationError({"day": f"建成日期请写{in_words(decided)}（采纳）到今天之间。"})
            act.row.built_on, act.row.built_by, act.row.reason = day, built_proof.strip(), ""
            act.facts["advised"] = act.row.what
        return act.row

    return build


claim, build = map(_building, ("claim", "build"))


@action
def confirm(*, row: Advice, version: int, by: User) -> Advice:
    with take_step(row, "confirm", by=by, version=version) as act:
        act.facts["advised"] = act.row.what
    return act.row


@action
def give_back(*, row: Advice, version: int, reason: str, by: User) -> Advice:
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        act.row.built_on, act.row.built_by, act.row.reason = None, "", reason.strip()
        act.facts["advised"] = act.row.what
    return act.row


ADVICE_VERBS: dict[str, Callable[..., Any]] = {
    "remove": remove,
    "take": take,
    "refuse": refuse,
    "claim": claim,
    "confirm": confirm,
    "build": build,
    "give_back": give_back,
}


def _described(row: Advice) -> dict[str, Any]:
    return {
        "advice": row.what,
        "investment": "" if row.investment is None else str(row.investment),
        "gain": row.gain,
    }


register_workflow(
    Workflow(
        model=Advice,
        lifecycle=ADVICE,
        page="advice",
        list_page="advice_list",
        verbs=ADVICE_VERBS,
        related=ADVICE_RELATED,
        owner="diagnosis",
        describe=_described,
        history=DIAGNOSIS_HISTORY,
    )
)
