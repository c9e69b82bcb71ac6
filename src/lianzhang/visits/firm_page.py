"""What a firm's page shows of visits and promises: the latest visits, and what it was promised."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import Promise, PromiseState, Visit
from .permissions import Permission
from .queries import LISTED_PROMISES

__all__: list[str] = []

SHOWN = 5


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    """None of it for those who may read neither."""
    if not may(user, Permission.READ_PROMISE):
        return {}
    visits = visible(user, Visit).filter(enterprise=firm)
    promises = visible(user, Promise).filter(enterprise=firm)
    still = promises.filter(state=PromiseState.OPEN).select_related(*LISTED_PROMISES).order_by("deadline", "pk")
    reads, count = may(user, Permission.READ), promises.count()
    return {
        "firm": firm,
        "reads": reads,
        "enters": may(user, Permission.ENTER),
        "visits": list(visits.select_related("kind", "lead").order_by("-date", "-pk")[:SHOWN]) if reads else [],
        "visit_count": visits.count() if reads else 0,
        "promises": list(still[:SHOWN]) if count else [],
        "promise_count": count,
    }


register_firm_part(FirmPart("visits", 40, "visits/_firm.html", _of_firm, own=True))
