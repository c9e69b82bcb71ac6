"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .catalogue_actions import write_names
from .contacts import Contact, Contacts, declare_contacts
from .disclosure import CITY
from .lines import years_recorded
from .permissions import Permission
from .queries.local_rate import customers_of, told_of, weighted_lines
from .rates import Rate, rate_of
from .run_actions import ask_risk

__all__ = [
    "CITY",
    "Contact",
    "Contacts",
    "Permission",
    "Rate",
    "ask_risk",
    "customers_of",
    "declare_contacts",
    "rate_of",
    "told_of",
    "weighted_lines",
    "write_names",
    "years_recorded",
]
