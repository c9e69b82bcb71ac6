"""The metrics of supply: which share of what chains buy is made within a radius, and second sources that deliver."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import ScopeKind
from lianzhang.supply.api import Rate, customers_of, rate_of, weighted_lines, years_recorded
from lianzhang.supply.models import Sourcing, SourcingState

from .evidence.counting import Spell, amount_point, periods_asked, received_points, until
from .evidence.precedence import decide, whole_years
from .evidence.registers import asks_of_place, chains_asked, city_of, complete, proof, seen
from .metrics import needs_of

__all__: list[str] = []

CHOKEPOINT = "chokepoint"
RADII = ("district", "city", "neighbour", "province")
DEFAULT_RADIUS = "city"
SUPPLYING = (SourcingState.SUPPLYING, SourcingState.MEASURED)


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


@metric("supply.second_sources", title="补上第二家的件数", items=(CHOKEPOINT,), register="sourcings")
def second_sources(ask: Ask) -> Evidence:
    """For how many things a second source began to supply in each period; with the item only what is a chokepoint."""
    if asks_of_place(ask):
        return decide(ask, [], [])
    spells = _supplying(ask, ask.params.get("item", "") == CHOKEPOINT)
    covered = until(complete(ask, *needs_of("supply.second_sources", "")), ask.at)
    points = received_points(spells, periods_asked(ask), covered, proof(ask, "sourcings"))
    return decide(ask, points, covered, Undeclared("sourcings", "", len(spells)))


def _supplying(ask: Ask, chokepoints: bool) -> list[Spell]:
    """One query for a city. A search that was given up after supply began counts no more."""
    city = city_of(ask)

    def load() -> list[tuple[int, int, bool, date]]:
        rows = seen(ask, Sourcing).filter(city=city, state__in=SUPPLYING).order_by("supplying_since", "pk")
        return list(rows.values_list("pk", "chain", "chokepoint", "supplying_since"))

    return [
        Spell(pk, since, None, Row("sourcing", pk))
        for pk, chain, chokepoint, since in ask.memo(("second sources", city), load)
        if since <= ask.at
        and (chokepoint or not chokepoints)
        and (ask.scope.kind == ScopeKind.CITY or chain in chains_asked(ask))
    ]
