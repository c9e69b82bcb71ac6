"""What a firm's page shows of what it applied for and was granted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, own_firm, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import Application, ApplicationState, Award, AwardState
from .permissions import Permission
from .queries import APPLICATION_LISTED, owed_of

__all__: list[str] = []

SHOWN = 5


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    """None of it for those who read no applications."""
    if not may(user, Permission.READ):
        return {}
    rows = visible(user, Application).filter(enterprise=firm).exclude(state=ApplicationState.WITHDRAWN)
    awards = visible(user, Award).filter(enterprise=firm, state=AwardState.HELD)
    own = own_firm(user)
    shown = list(rows.select_related(*APPLICATION_LISTED).order_by("-pk")[:SHOWN])
    return {
        "firm": firm,
        "own": own is not None and own.pk == firm.pk and may(user, Permission.CLAIM),
        "applications": shown,
        "count": rows.count() if len(shown) == SHOWN else len(shown),
        "paid": awards.order_by().aggregate(sum=Sum("paid"))["sum"] if shown else None,
        "owed": owed_of(awards, timezone.localdate()) if shown else None,
    }


register_firm_part(FirmPart("applications", 46, "policies/_firm.html", _of_firm))
