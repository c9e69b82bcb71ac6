"""What a firm's page shows of its needs, of what it answers, and of what it could buy together with others."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import RUNNING, Match, Need, NeedState
from .permissions import Permission
from .pools.queries import is_buyer, open_to
from .queries import MATCH_LISTED

__all__: list[str] = []

SHOWN = 5


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    """None of it for those who read no needs."""
    if not may(user, Permission.READ):
        return {}
    needs = visible(user, Need).filter(enterprise=firm).exclude(state=NeedState.WITHDRAWN)
    answers = visible(user, Match).filter(enterprise=firm, state__in=RUNNING)
    pools = list(open_to(user, firm)[: SHOWN + 1])
    return {
        "firm": firm,
        "enters": may(user, Permission.ENTER),
        "needs": list(needs.select_related("kind").order_by("-pk")[:SHOWN]),
        "need_count": needs.count(),
        "matches": list(answers.select_related(*MATCH_LISTED).order_by("-pk")[:SHOWN]),
        "match_count": answers.count(),
        "own": is_buyer(user),
        "pools": pools[:SHOWN],
        "more_pools": len(pools) > SHOWN,
    }


register_firm_part(FirmPart("needs", 45, "market/_firm.html", _of_firm, own=True))
