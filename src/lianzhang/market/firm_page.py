"""What a firm's page shows of its needs, of what it answers, and of what it could buy together with others."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Window

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import RUNNING, Match, Need, NeedState
from .permissions import Permission
from .pools.queries import is_buyer, open_to
from .queries import MATCH_LISTED

__all__: list[str] = []

SHOWN = 5


def _first(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The latest few, and how many there are. One query."""
    listed = list(rows.annotate(of_all=Window(Count("pk"))).order_by("-pk")[:SHOWN])
    return listed, listed[0].of_all if listed else 0


def _of_firm(user: Any, firm: Enterprise, _at: date) -> dict[str, Any]:
    """None of it for those who read no needs."""
    if not may(user, Permission.READ):
        return {}
    needs = visible(user, Need).filter(enterprise=firm).exclude(state=NeedState.WITHDRAWN)
    answers = visible(user, Match).filter(enterprise=firm, state__in=RUNNING)
    listed, matches = _first(needs.select_related("kind")), _first(answers.select_related(*MATCH_LISTED))
    pools = list(open_to(user, firm)[: SHOWN + 1])
    return {
        "firm": firm,
        "enters": may(user, Permission.ENTER),
        "needs": listed[0],
        "need_count": listed[1],
        "matches": matches[0],
        "match_count": matches[1],
        "own": is_buyer(user),
        "pools": pools[:SHOWN],
        "more_pools": len(pools) > SHOWN,
    }


register_firm_part(FirmPart("needs", 45, "market/_firm.html", _of_firm, own=True))
