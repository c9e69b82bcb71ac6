"""What a firm's page shows of its levels, diagnoses and platforms; the firm also finds it on its own page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, own_firm, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import Assessment, AssessmentState, Diagnosis, DiagnosisState, PlatformUse
from .permissions import Permission
from .queries import DIAGNOSIS_LISTED

__all__: list[str] = []

SHOWN = 5


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    """None of it for those who read no diagnoses."""
    if not may(user, Permission.READ):
        return {}
    own = own_firm(user)
    rows = visible(user, Diagnosis).filter(enterprise=firm).exclude(state=DiagnosisState.WITHDRAWN)
    return {
        "firm": firm,
        "own": own is not None and own.pk == firm.pk,
        "levels": _latest(user, firm),
        "diagnoses": list(rows.select_related(*DIAGNOSIS_LISTED).order_by("-pk")[:SHOWN]),
        "uses": _uses(user, firm),
        "today": timezone.localdate(),
    }


def _uses(user: Any, firm: Enterprise) -> list[PlatformUse]:
    if not may(user, Permission.READ_USE):
        return []
    return list(visible(user, PlatformUse).filter(enterprise=firm).order_by("-period_end", "pk")[:SHOWN])


def _latest(user: Any, firm: Enterprise) -> list[Assessment]:
    """The last level of each kind by each who rates: a self-rated one never stands for an official one."""
    rows = visible(user, Assessment).filter(enterprise=firm, state=AssessmentState.RECORDED)
    last: dict[tuple[int, str], Assessment] = {}
    for row in rows.select_related("kind", "level").order_by("kind__order", "basis", "-assessed_on", "-pk"):
        last.setdefault((row.kind_id, row.basis), row)
    return list(last.values())


register_firm_part(FirmPart("assessments", 47, "assessments/_firm.html", _of_firm, own=True))
