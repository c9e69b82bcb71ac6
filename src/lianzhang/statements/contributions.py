"""What each firm adds to the sums of a year, whoever may see it: for judging which sums tell of a single firm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast, Coalesce

from lianzhang.access.api import SYSTEM
from lianzhang.registry.api import FIRM_REGION, Place, region_parents

from .breakdown import BreakdownQuery, listed_above_scale
from .models import Statement
from .totals import SHARE, allotted, with_industry, yearly

__all__ = ["contributions"]

Contribution = tuple[int, float]
WHERE = (FIRM_REGION, F("enterprise__park"))


def contributions(city: int, year: int, told: Iterable[BreakdownQuery]) -> dict[BreakdownQuery, list[Contribution]]:
    """For each of these sums of one year its firms, by primary key, with what each adds. Five queries at most."""
    told = list(told)
    listed = [asked for asked in told if asked.item.model is not Statement]
    on_chains = [asked for asked in told if asked.chains]
    of_city = [asked for asked in told if asked not in listed and not asked.chains]
    answer = {asked: list(listed_above_scale(SYSTEM, city, asked).values_list("firm", "counts")) for asked in listed}
    rows = _figures(city, year) if of_city else []
    parents = region_parents(city) if any(asked.of_place for asked in told) else {}
    places = {asked: asked.within(parents) for asked in told if asked.of_place}
    answer |= {asked: _of_city(_lying(rows, places.get(asked)), asked) for asked in of_city}
    rows = _on_chains(city, year) if on_chains else []
    return answer | {asked: _on(_lying(rows, places.get(asked)), asked) for asked in on_chains}


def _lying(rows: list[tuple[Any, ...]], place: Place | None) -> Iterable[tuple[Any, ...]]:
    """Those in a place, each without the region and the park that stand first."""
    return (row[2:] for row in rows if place is None or place.holds(row[0], row[1]))


def _figures(city: int, year: int) -> list[tuple[Any, ...]]:
    rows = with_industry(yearly(Statement.objects.all(), city, [year])).order_by()
    real = [Coalesce(Cast(name, FloatField()), Value(0.0)) for name in ("output", "research", "revenue")]
    trade = sum((Coalesce(Cast(side, FloatField()), Value(0.0)) for side in ("exports", "imports")), Value(0.0))
    named = dict(zip(("made", "researched", "earned"), real, strict=True)) | {"traded": trade}
    return list(rows.annotate(**named).values_list(*WHERE, "enterprise", "industrial", *named))


def _of_city(rows: Iterable[tuple[Any, ...]], asked: BreakdownQuery) -> list[Contribution]:
    column, industry = asked.item.column, asked.item.industry
    if not column:  # firms that report research are counted
        return [(firm, 1.0) for firm, industrial, _, research, *_ in rows if industrial and research > 0]
    place = ("output", "research", "revenue", "trade").index(column)
    return [(firm, figures[place]) for firm, industrial, *figures in rows if industrial or not industry]


def _on_chains(city: int, year: int) -> list[tuple[Any, ...]]:
    """By firm and chain the output that counts there."""
    rows = with_industry(allotted(yearly(Statement.objects.filter(output__isnull=False), city, [year]))).order_by()
    counted = Cast("output", FloatField()) * SHARE
    named = rows.annotate(counts=counted)
    return list(named.values_list(*WHERE, F("enterprise"), "industrial", "chain", "counts"))


def _on(rows: Iterable[tuple[Any, ...]], asked: BreakdownQuery) -> list[Contribution]:
    chains, industry = set(asked.chains), asked.item.industry
    return [
        (firm, counts) for firm, industrial, chain, counts in rows if chain in chains and (industrial or not industry)
    ]
