"""How much of a material arises within the city in a year, as confirmed figures of the plan report it.

Nobody weighs it but who publishes it: what no figure says is unknown, and so is what sources say otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import UnitError
from lianzhang.plans.models import Material, Observation
from lianzhang.work.models import ReportState

__all__ = ["Arising", "arising_of"]

WHOLE_CITY = Q(chain=None, group=None, region=None, park=None, scope_text="")


class Arising(NamedTuple):
    """In the material's unit, with the keys of the figures that say it."""

    quantity: Decimal
    figures: tuple[int, ...]


def arising_of(materials: Iterable[Material], figures: QuerySet[Observation]) -> dict[tuple[str, int], Arising]:
    """By the material's code and the year. `figures` are those in sight; the plans of `materials` are loaded.

    One query. A figure that is preferred stands for the others of its year."""
    asked = {(each.plan_id, each.arising): each for each in materials if each.arising}
    confirmed = figures.filter(
        WHOLE_CITY,
        state=ReportState.CONFIRMED,
        value__isnull=False,
        plan__in={plan for plan, _ in asked},
        quantity__in={name for _, name in asked},
    ).order_by("-preferred", "pk")
    told: defaultdict[tuple[str, int], list[Observation]] = defaultdict(list)
    for row in confirmed if asked else ():
        material = asked.get((row.plan_id, row.quantity))
        if material is not None and Period(row.period_start, row.period_end).window == "year":
            told[material.code, row.period_end.year].append(row)
    by_code = {each.code: each for each in asked.values()}
    return {key: each for key, rows in told.items() if (each := _settled(by_code[key[0]], rows)) is not None}


def _settled(material: Material, rows: list[Observation]) -> Arising | None:
    speaking = [row for row in rows if row.preferred] or rows
    units = material.plan.units
    try:
        values = {units.convert(row.value, row.unit, material.unit) for row in speaking if row.value is not None}
    except UnitError:
        return None
    return Arising(values.pop(), tuple(row.pk for row in speaking)) if len(values) == 1 else None
