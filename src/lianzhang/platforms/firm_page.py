"""What a firm's page shows of clusters and platforms: those it hosts, and those in which it takes part."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import Platform, PlatformMember, PlatformState
from .permissions import Permission

__all__: list[str] = []

SHOWN = 10


def _of_firm(user: Any, firm: Enterprise, at: date) -> dict[str, Any]:
    """None of it for those who read no platforms."""
    if not may(user, Permission.READ):
        return {}
    hosted = visible(user, Platform).filter(enterprise=firm).exclude(state=PlatformState.CLOSED)
    member = visible(user, PlatformMember).filter(enterprise=firm, since__lte=at)
    told = member.select_related("platform__kind", "platform__stage").order_by("since", "pk")
    seen = set(visible(user, Platform).filter(pk__in=[each.platform_id for each in told]).values_list("pk", flat=True))
    return {
        "hosted": list(hosted.select_related("kind", "stage").order_by("kind__order", "name")[:SHOWN]),
        "members": [each for each in told if each.platform_id in seen][:SHOWN],
    }


register_firm_part(FirmPart("platforms", 48, "platforms/_firm.html", _of_firm, own=True))
