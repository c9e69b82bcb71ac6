"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .contacts import Contact, Contacts, declare_contacts
from .lines import years_recorded
from .permissions import Permission
from .queries.local_rate import customers_of, weighted_lines
from .rates import Rate, rate_of
from .run_actions import ask_risk

__all__ = [
    "Contact",
    "Contacts",
    "Permission",
    "Rate",
    "ask_risk",
    "customers_of",
    "declare_contacts",
    "rate_of",
    "weighted_lines",
    "years_recorded",
]
