"""What may be done with a diagnosis, from the request to the look again. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from lianzhang.registry.models import Post
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_once

from .assessment_actions import rate
from .history import DIAGNOSIS_HISTORY
from .lifecycle import DIAGNOSIS
from .models import AdviceState, Diagnosis, Part
from .rules import firm_faults, later, provider_faults, visited_faults

__all__ = ["RELATED", "VERBS", "apply", "assign", "recheck", "report"]

RELATED = (
    *("city", "chain", "kind__plan", "kind__unit", "enterprise__merged_into", "provider_post__rank"),
    *("provider_firm__merged_into", "post"),
)
OUT_OF_REACH = {"enterprise": "这家企业不归您现在的岗位办理；请由企业自己申请，或请{able}代办。"}
ONCE = {"kind": "这家企业这一类已有一件在办的诊断；请打开那一件。"}
TAKEN = (AdviceState.TAKEN, AdviceState.CLAIMED, AdviceState.BUILT)


@action
def apply(*, enterprise: Enterprise, kind: AssessmentKind, text: str, by: User) -> Diagnosis:
    """Ask for a diagnosis of a firm; it stands on the chain on which most of the firm counts."""
    row = Diagnosis(city=enterprise.city, enterprise=enterprise, kind=kind, text=text.strip())
    row.applied_on = timezone.localdate()
    with told_once(ONCE), create_row(row, "apply", by=by, out_of_reach=OUT_OF_REACH):
        faults = firm_faults(enterprise)
        if kind.plan.city_id != row.city_id:
            faults["kind"] = "方案里没有这一类评定。"
        if not row.text:
            faults["text"] = "请写想解决什么，诊断方按它准备。"
        if faults:
            raise ValidationError(faults)
        row.chain = _chain_of(enterprise)
        row.clean_fields(exclude=["post", "authors"])
    return row


def _chain_of(firm: Enterprise) -> Any:
    today = timezone.localdate()
    rows = Membership.objects.filter(Q(ends=None) | Q(ends__gt=today), enterprise=firm, starts__lte=today)
    first = rows.select_related("chain").order_by("-share", "pk").first()
    return first.chain if first else None


@action
def assign(
    *,
    row: Diagnosis,
    version: int,
    by: User,
    provider_post: Post | None = None,
    provider_firm: Enterprise | None = None,
    provider_name: str = "",
) -> Diagnosis:
    """Give it to one provider, who alone sees it from then on beside those who govern."""
    with take_step(row, "assign", by=by, version=version) as act:
        act.row.provider_post, act.row.provider_firm = provider_post, provider_firm
        act.row.provider_name, act.row.assigned_on = provider_name.strip(), timezone.localdate()
        act.row.reason = ""
        if faults := provider_faults(act.row):
            raise ValidationError(faults)
    return act.row


@action
def visit(*, row: Diagnosis, version: int, day: date, by: User) -> Diagnosis:
    with take_step(row, "visit", by=by, version=version, day=day) as act:
        if faults := visited_faults(act.row, day):
            raise ValidationError(faults)
        act.row.visited_on = day
    return act.row


@action
def report(*, row: Diagnosis, version: int, level: AssessmentLevel, summary: str, by: User) -> Diagnosis:
    """What was found, with the level as it is now; the firm may decide on each advice from then on."""
    with take_step(row, "report", by=by, version=version) as act:
        act.row.summary = summary.strip()
        if not act.row.summary:
            raise ValidationError({"summary": "请写诊断结论：现状、短板、先做什么。"})
        act.row.reported_on = timezone.localdate()
        months = act.row.kind.recheck_months
        act.row.recheck_on = later(act.row.reported_on, months) if months else None
        rate(act.row, level, Part.BEFORE, act.row.summary, by=by)
    return act.row


@action
def recheck(*, row: Diagnosis, version: int, level: AssessmentLevel, summary: str, by: User) -> Diagnosis:
    """The level as it is some time later, beside that of the report."""
    with take_step(row, "recheck", by=by, version=version) as act:
        act.row.rechecked_on = act.row.ended_on = timezone.localdate()
        rate(act.row, level, Part.AFTER, summary.strip() or "复评", by=by)
    return act.row


@action
def decline(*, row: Diagnosis, version: int, reason: str, by: User) -> Diagnosis | None:
    """Back to those who assign; what was written so far goes, and so does the sight of it."""
    with take_step(row, "decline", by=by, version=version, reason=reason, out_of_reach=None) as act:
        outside = act.row.outside_provider
        _back(act.row, reason)
    return act.row if outside else None


@action
def recall(*, row: Diagnosis, version: int, reason: str, by: User) -> Diagnosis:
    with take_step(row, "recall", by=by, version=version, reason=reason) as act:
        _back(act.row, reason)
    return act.row


def _back(row: Diagnosis, reason: str) -> None:
    row.advice.all().delete()
    row.provider_post = row.provider_firm = row.assigned_on = row.visited_on = None
    row.provider_name, row.reason = "", reason.strip()


def _ending(name: str) -> Callable[..., Any]:
    @action
    def end(*, row: Diagnosis, version: int, reason: str, by: User) -> Diagnosis:
        with take_step(row, name, by=by, version=version, reason=reason) as act:
            act.row.reason, act.row.ended_on = reason.strip(), timezone.localdate()
        return act.row

    return end


refuse, withdraw = map(_ending, ("refuse", "withdraw"))

VERBS: dict[str, Callable[..., Any]] = {
    "visit": visit,
    "decline": decline,
    "recall": recall,
    "refuse": refuse,
    "withdraw": withdraw,
}


def _prepare(row: Diagnosis) -> None:
    """What its advice comes to."""
    if not row.pk:
        return
    told = row.advice.order_by().aggregate(
        advice_count=Count("*"),
        undecided=Count("pk", filter=Q(state=AdviceState.OPEN)),
        taken=Count("pk", filter=Q(state__in=TAKEN)),
        built=Count("pk", filter=Q(state=AdviceState.BUILT)),
    )
    for name, count in told.items():
        setattr(row, name, count)


def _described(row: Diagnosis) -> dict[str, Any]:
    return {
        "enterprise": str(row.enterprise),
        "kind": str(row.kind),
        "provider": row.provider,
        "text": row.text,
        "summary": row.summary,
    }


register_workflow(
    Workflow(
        model=Diagnosis,
        lifecycle=DIAGNOSIS,
        page="diagnosis",
        list_page="diagnoses",
        verbs=VERBS,
        related=RELATED,
        describe=_described,
        prepare=_prepare,
        history=DIAGNOSIS_HISTORY,
    )
)
