"""What a firm's page shows of its problems: those that are open first, with the days left."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import OPEN, Problem
from .permissions import Permission
from .queries import LISTED, lines_of

__all__: list[str] = []

SHOWN = 5


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    rows = visible(user, Problem).filter(enterprise=firm)
    count = rows.count()
    still = rows.filter(state__in=OPEN).select_related(*LISTED).order_by("-pk")[:SHOWN] if count else []
    return {
        "firm": firm,
        "raises": may(user, Permission.RAISE),
        "lines": lines_of(list(still)),
        "count": count,
    }


register_firm_part(FirmPart("problems", 35, "problems/_firm.html", _of_firm, own=True))
