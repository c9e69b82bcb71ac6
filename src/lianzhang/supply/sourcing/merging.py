"""What becomes of second sources that are sought when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.api import Belonging, Union, register_belonging
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.models import Demand, Sourcing

__all__: list[str] = []


def _register(order: int, title: str, model: Any, field: str) -> None:
    """All of them move; where both firms need the item of one search, one of the two says it."""

    def compare(stays: Enterprise, goes: Enterprise, union: Union) -> None:
        both = Demand.objects.filter(customer=stays).values_list("sourcing", flat=True) if model is Demand else ()
        known = set(both)
        for row in model.objects.filter(**{field: goes}):
            union.sort(title, row, known=model is Demand and row.sourcing_id in known)

    register_belonging(Belonging(title, order, compare, field=field))


_register(85, "补第二家的需求", Demand, "customer")
_register(86, "作为唯一供应商", Sourcing, "supplier")
_register(87, "作为选定的第二家", Sourcing, "candidate")
