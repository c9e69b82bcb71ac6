"""One diagnosis, one advice, one level, one report of use, with all that their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.records.api import Happening, history_of
from lianzhang.work.api import workflow_of

from .lifecycle import ADVICE, DIAGNOSIS
from .models import REPORTED, Advice, Assessment, AssessmentState, Diagnosis, DiagnosisState, Part
from .permissions import Permission

__all__ = ["AdviceLine", "DiagnosisDossier", "RowDossier", "diagnosis_dossier", "row_dossier"]


class AdviceLine(NamedTuple):
    """An advice with the steps that may be taken on it now."""

    row: Advice
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class DiagnosisDossier:
    """`before` and `after`: the levels that its provider found. `stops`: its way, each with its day."""

    row: Diagnosis
    offers: list[Offer]
    advice: list[AdviceLine]
    before: Assessment | None
    after: Assessment | None
    history: list[Happening]
    writes: bool
    sees_firm: bool

    @property
    def stops(self) -> list[tuple[str, Any]]:
        row = self.row
        days = [each.row.decided_on for each in self.advice if each.row.decided_on]
        decided = max(days, default=None)
        built = min(
            (each.row.built_on for each in self.advice if each.row.built_on and each.row.state == "built"), default=None
        )
        return [
            ("申请", row.applied_on),
            ("派单", row.assigned_on),
            ("到现场", row.visited_on),
            ("出报告", row.reported_on),
            ("建议都决定了", decided if self.advice and not row.undecided else None),
            ("建成一条", built),
            ("复评", row.rechecked_on),
        ]

    @property
    def late(self) -> bool:
        return self.row.due is not None and self.row.due < timezone.localdate()

    @property
    def decide_by(self) -> Any:
        """By which day the firm decides, where its kind gives days and something is undecided."""
        row = self.row
        if row.state not in REPORTED or not row.undecided or not row.kind.decide_days or row.reported_on is None:
            return None
        return row.reported_on + timedelta(days=row.kind.decide_days)


def diagnosis_dossier(by: User, row: Diagnosis) -> DiagnosisDossier:
    advice = list(visible(by, Advice).filter(diagnosis=row).order_by("pk"))
    for each in advice:
        each.diagnosis = row
    levels = {
        each.part: each
        for each in visible(by, Assessment)
        .filter(diagnosis=row, state=AssessmentState.RECORDED)
        .select_related("level")
    }
    offers = DIAGNOSIS.offers(row, by)
    return DiagnosisDossier(
        row=row,
        offers=offers,
        advice=[AdviceLine(each, _of_advice(each, by)) for each in advice],
        before=levels.get(Part.BEFORE),
        after=levels.get(Part.AFTER),
        history=history_of(row),
        writes=_writes(row, by, offers),
        sees_firm=bool(firms_in_sight(by, [row.enterprise_id])),
    )


def _of_advice(row: Advice, by: User) -> list[Offer]:
    return [each for each in ADVICE.offers(row, by) if not each.missing and each.step.name != "change"]


def _writes(row: Diagnosis, by: User, offers: list[Offer]) -> bool:
    """Whether who looks writes the advice: the provider, as long as the report is not out."""
    if row.state != DiagnosisState.ON_SITE or not may(by, Permission.CARRY, row):
        return False
    return any(each.step.name == "report" for each in offers)


@dataclass(frozen=True, slots=True)
class RowDossier:
    """Any other row of the room: its steps, its history, whether who looks may open its firm."""

    row: Any
    offers: list[Offer]
    history: list[Happening]
    sees_firm: bool

    @property
    def open(self) -> set[str]:
        return {each.step.name for each in self.offers if not each.missing}

    @property
    def shown(self) -> list[Offer]:
        return [each for each in self.offers if each.step.name != "change"]


def row_dossier(by: User, row: Any) -> RowDossier:
    of = row.diagnosis if isinstance(row, Advice) else row
    return RowDossier(
        row=row,
        offers=workflow_of(type(row)).lifecycle.offers(row, by),
        history=history_of(of),
        sees_firm=bool(firms_in_sight(by, [of.enterprise_id])),
    )
