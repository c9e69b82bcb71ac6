"""What a capacity's page shows of needs: what was delivered from it, and who asks for what is left, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.parks.api import CapacityPart, left_of, register_capacity_part
from lianzhang.parks.models import Capacity
from lianzhang.plans.api import Viewpoint
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

from .capacities import delivered_so_far
from .models import RUNNING, Delivery, Match
from .permissions import Permission

__all__ = ["Claim", "claims_on"]

NONE = Decimal(0)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Claim:
    """One who asks for a part: `wants` is what is not delivered yet, None: not said. `promised`: what is to be made a
    year of each unit asked for; `per_energy`: what the firm made of each 吨标准煤 in its last whole year. None: nobody
    said."""

    match: Match
    wants: Decimal | None
    promised: Decimal | None
    per_energy: Decimal | None
    year: int | None


def claims_on(vp: Viewpoint, row: Capacity) -> list[Claim]:
    """As far as who looks sees them, the greatest promise first. Four queries."""
    rows = visible(vp.user, Match).filter(capacity=row, state__in=RUNNING)
    listed = list(rows.select_related("need__enterprise", "need__kind", "stage").order_by("need__wanted_by", "pk"))
    had = delivered_so_far([each.need_id for each in listed])
    made = _per_energy(vp.user, {each.need.enterprise_id for each in listed})
    told = []
    for each in listed:
        need = each.need
        wants = None if need.quantity is None else max(need.quantity - had.get(need.pk, NONE), NONE)
        per_energy, year = made.get(need.enterprise_id, (None, None))
        told.append(Claim(each, wants, _promised(vp, row, each), per_energy, year))
    return sorted(told, key=lambda each: -1 if each.promised is None else each.promised, reverse=True)


def _promised(vp: Viewpoint, row: Capacity, match: Match) -> Decimal | None:
    """What the need says is to be made in a year, by the quantity it asks for; within, for who matches it."""
    field, need = row.kind.yields, match.need
    if field is None or not need.quantity or (field.within and not may(vp.user, Permission.MATCH, need)):
        return None
    try:
        return (Decimal(need.details.get(field.code, "")) / need.quantity).quantize(TENTH)
    except InvalidOperation:
        return None


def _per_energy(by: Any, firms: set[int]) -> dict[int, tuple[Decimal, int]]:
    """By firm what its last confirmed whole year says. One query."""
    rows = visible(by, Statement).filter(
        enterprise__in=firms, state=ReportState.CONFIRMED, period_end__month=12, period_start__month=1,
        output__isnull=False, energy__gt=0,
    )  # fmt: skip
    told = {}
    for firm, output, energy, end in rows.order_by("period_end").values_list(
        "enterprise", "output", "energy", "period_end"
    ):
        if output is not None and energy:
            told[firm] = (output / energy).quantize(TENTH), end.year
    return told


def _context(vp: Viewpoint, row: Capacity) -> dict[str, Any] | None:
    if row.kind.need_kind_id is None:
        return None
    claims = claims_on(vp, row)
    wants = sum((each.wants for each in claims if each.wants is not None), NONE)
    left = left_of([row])[row.pk]
    drawn = visible(vp.user, Delivery).filter(capacity=row).select_related("match__need__enterprise")
    return {
        "row": row,
        "claims": claims,
        "wants": wants,
        "unsaid": sum(each.wants is None for each in claims),
        "over": max(wants - left.most, NONE) if left.most is not None and left.usable else NONE,
        "drawn": list(drawn.order_by("delivered_on", "pk")),
        "reads": may(vp.user, Permission.READ_POSTING),
    }


register_capacity_part(CapacityPart("needs", 10, "market/_capacity.html", _context))
