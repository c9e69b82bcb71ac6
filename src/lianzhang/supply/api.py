"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .catalogue_actions import write_names
from .disclosure import CITY
from .lines import years_recorded
from .permissions import Permission
from .queries.local_rate import customers_of, told_of, weighted_lines
from .rates import Rate, rate_of

__all__ = [
    "CITY",
    "Permission",
    "Rate",
    "customers_of",
    "rate_of",
    "told_of",
    "weighted_lines",
    "write_names",
    "years_recorded",
]
