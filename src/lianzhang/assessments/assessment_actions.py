"""What may be done with the level of a firm: recorded, rated along with a diagnosis, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import AssessmentLevel
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_once

from .history import ASSESSMENT_HISTORY
from .lifecycle import ASSESSMENT
from .models import Assessment, Basis, Diagnosis, Part
from .rules import level_faults, valid_until

__all__ = ["ASSESSMENT_RELATED", "ASSESSMENT_VERBS", "rate", "record"]

ASSESSMENT_RELATED = ("city", "kind__plan", "kind__unit", "level", "enterprise__merged_into", "diagnosis", "post")
OUT_OF_REACH = {"enterprise": "这家企业不归您现在的岗位登记；请由企业自己，或请{able}登记。"}
ONCE = {"assessed_on": "这一天、这一类已经登记过；请打开那一条。"}


@action
def record(
    *,
    enterprise: Enterprise,
    level: AssessmentLevel,
    basis: str,
    assessed_on: date,
    source: str,
    by: User,
    assessor: str = "",
) -> Assessment:
    """Write down a level that a body rated, or a firm rated of itself; a provider's comes with its diagnosis."""
    row = Assessment(city=enterprise.city, enterprise=enterprise, kind=level.kind, level=level, basis=basis)
    row.assessor, row.source, row.assessed_on = assessor.strip(), source.strip(), assessed_on
    row.valid_until = valid_until(row.kind, assessed_on)
    with told_once(ONCE), create_row(row, "record", by=by, out_of_reach=OUT_OF_REACH):
        if basis == Basis.PROVIDER:
            raise ValidationError({"basis": "诊断机构评的，随诊断的报告登记；请从那一件诊断登记。"})
        if faults := level_faults(row):
            raise ValidationError(faults)
        row.clean_fields(exclude=["post", "authors"])
    return row


@action
def rate(diagnosis: Diagnosis, level: AssessmentLevel, part: Part, source: str, *, by: Any) -> Assessment:
    """The level that the provider of a diagnosis found, within the act of its report."""
    on = timezone.localdate()
    row = Assessment(city=diagnosis.city, enterprise=diagnosis.enterprise, kind=diagnosis.kind, level=level)
    row.diagnosis, row.part, row.basis, row.assessed_on = diagnosis, part, Basis.PROVIDER, on
    row.assessor, row.source = diagnosis.provider[:120], source[:300]
    row.valid_until = valid_until(row.kind, on)
    with create_row(row, "rate", by=by, on=diagnosis, out_of_reach=None):
        if faults := level_faults(row):
            raise ValidationError(faults)
    return row


@action
def withdraw(*, row: Assessment, version: int, reason: str, by: User) -> Assessment:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


ASSESSMENT_VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw}


def _described(row: Assessment) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "level": str(row.level),
        "basis": Basis(row.basis).label,
        "assessor": row.assessor,
        "assessed_on": row.assessed_on.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "source": row.source,
    }


register_workflow(
    Workflow(
        model=Assessment,
        lifecycle=ASSESSMENT,
        page="assessment",
        list_page="assessments",
        verbs=ASSESSMENT_VERBS,
        related=ASSESSMENT_RELATED,
        describe=_described,
        history=ASSESSMENT_HISTORY,
    )
)
