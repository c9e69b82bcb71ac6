"""What of this room's rows targets are judged by, and from which year on: see lianzhang.work.marks."""

from __future__ import annotations

from collections.abc import Hashable

from lianzhang.registry.models import Appointment
from lianzhang.work.api import declare_evidence
from lianzhang.work.models import ReportState

from .models import ChecklistRecord, Observation

__all__: list[str] = []

FIGURE = (
    *(
        "target_id",
        "duty_id",
        "chain_id",
        "group_id",
        "region_id",
        "park_id",
        "scope_text",
        "relation",
        "precision",
        "nature",
    ),
    *("preferred", "unit", "quantity", "value", "period_start", "period_end", "date"),
)


def _figure(row: Observation) -> dict[int, Hashable]:
    if row.state != ReportState.CONFIRMED:
        return {}
    return {row.date.year: tuple(getattr(row, name) for name in FIGURE)}


declare_evidence(Observation, city=lambda row: row.plan.city_id, facts=_figure)
declare_evidence(
    ChecklistRecord,
    city=lambda row: row.item.plan.city_id,
    facts=lambda row: {row.date.year: (row.item_id, row.chain_id, row.region_id, row.title, row.date)},
)
declare_evidence(
    Appointment,
    city=lambda row: row.post.city_id,
    facts=lambda row: {row.starts.year: (row.post_id, row.holder, row.starts, row.ends)},
)
