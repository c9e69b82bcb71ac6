"""Where the firms of a city lie."""

from __future__ import annotations

from lianzhang.access.api import SYSTEM, visible

from .models import Enterprise

__all__ = ["places_of_firms"]


def places_of_firms(city: int) -> set[int | None]:
    """The regions that would have to declare a register between them; None: there are firms that lie nowhere."""
    firms = visible(SYSTEM, Enterprise).filter(city=city, merged_into=None, outside=False)
    return set(firms.order_by().values_list("region", flat=True).distinct())
