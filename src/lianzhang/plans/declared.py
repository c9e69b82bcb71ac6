"""Who declared which register of a city complete, as one run of evaluations reads it: once."""

from __future__ import annotations

from lianzhang.access.api import visible
from lianzhang.kernel.metrics import Ask
from lianzhang.kernel.periods import Period
from lianzhang.registry.api import Declared
from lianzhang.registry.models import Coverage

__all__ = ["declared"]


def declared(ask: Ask, city: int) -> list[tuple[int, Declared]]:
    """What is in force in a city, by key of its row. One query."""

    def load() -> list[tuple[int, Declared]]:
        rows = visible(ask.shared["viewer"], Coverage).filter(city=city, withdrawn_at=None).order_by("pk")
        columns = rows.values_list("pk", "register", "kind", "region", "period_start", "period_end")
        return [
            (pk, Declared(register, kind, region, Period(start, end)))
            for pk, register, kind, region, start, end in columns
        ]

    return ask.memo(("coverage", city), load)
