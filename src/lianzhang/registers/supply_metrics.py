"""The metric of purchases: which share of what the firms of the plan's chains buy is made within a radius."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.supply.api import Rate, customers_of, rate_of, weighted_lines, years_recorded

from .evidence.counting import amount_point
from .evidence.precedence import decide, whole_years
from .evidence.registers import asks_of_place, chains_asked, city_of, complete, proof
from .metrics import needs_of

__all__: list[str] = []

RADII = ("district", "city", "neighbour", "province")
DEFAULT_RADIUS = "city"


@metric("supply.local_rate", title="采购记录里的近地配套率", items=RADII, register="purchases")
def local_rate(ask: Ask) -> Evidence:
    """What is bought within the radius `item`, by default the city, in percent of all that is on record, by year."""
    chains = chains_asked(ask)
    if asks_of_place(ask) or not chains:
        return decide(ask, [], [])
    covered = whole_years(complete(ask, *needs_of("supply.local_rate", "")), ask.at)
    points = [point for year in covered if (point := _point(ask, chains, year))]
    recorded = years_recorded(city_of(ask), ask.at)
    open_year = bool(recorded) and all(year.start.year != recorded[0] for year in covered)
    waiting = Undeclared("purchases", "", len(recorded)) if open_year else None
    return decide(ask, points, covered, waiting)


def _point(ask: Ask, chains: tuple[int, ...], year: Period) -> Point | None:
    city, radius = city_of(ask), ask.params.get("item", "") or DEFAULT_RADIUS

    def added() -> Rate:
        lines, weight = weighted_lines(city, year, customers_of(city, chains, year))
        return rate_of(lines, radius, weight)

    share = ask.memo(("local rate", city, chains, year, radius), added).share
    if share is None:
        return None
    asked = {"year": year.start.year, "radius": radius, "chains": "-".join(map(str, chains))}
    value = Decimal(str(round(100 * share, 2)))
    return amount_point(year, value, (Row("purchases", city, urlencode(asked)), *proof(ask, "purchases")))
