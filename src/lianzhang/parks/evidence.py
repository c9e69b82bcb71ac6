"""What of capacities and specialised parks shows duties done, and from which year on marks move."""

from __future__ import annotations

from lianzhang.work.api import ALL_YEARS, declare_evidence

from .models import Capacity, SpecialPark

__all__: list[str] = []

declare_evidence(
    Capacity,
    city=lambda row: row.city_id,
    facts=lambda row: {row.usable_on.year: (row.kind_id, row.state, row.usable_on)} if row.usable_on else {},
)
declare_evidence(
    SpecialPark,
    city=lambda row: row.city_id,
    facts=lambda row: {ALL_YEARS: (row.chain_id, row.state, row.opened_on)} if row.opened_on else {},
)
