"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from lianzhang.supply.attraction.contacts import Contact, Contacts, declare_contacts
from lianzhang.supply.catalogue.product_names import product_named
from lianzhang.supply.catalogue.product_tree import tree_of
from lianzhang.supply.fields import MoneyField
from lianzhang.supply.flows.arising import Arising, arising_of
from lianzhang.supply.flows.balance import Closed, Verdict, balance_of, closed, counted
from lianzhang.supply.queries.suppliers import Found, Need, suppliers
from lianzhang.supply.rates.lines import years_recorded
from lianzhang.supply.rates.rates import Rate, rate_of
from lianzhang.supply.rates.scopes import customers_of, weighted_lines
from lianzhang.supply.runs.actions import ask_risk

from .permissions import Permission

__all__ = [
    "Arising",
    "Closed",
    "Contact",
    "Contacts",
    "Found",
    "MoneyField",
    "Need",
    "Permission",
    "Rate",
    "Verdict",
    "arising_of",
    "ask_risk",
    "balance_of",
    "closed",
    "counted",
    "customers_of",
    "declare_contacts",
    "product_named",
    "rate_of",
    "suppliers",
    "tree_of",
    "weighted_lines",
    "years_recorded",
]
