"""Second sources that were sought in the made-up city: each from what its purchases say, up to the day it is made.

What supplies by now stands in the purchases of the last year. What rates were before and after is not drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from lianzhang.supply.models import SourcingState as S
from lianzhang.supply.models import Substitution

from .capabilities import words
from .catalogue import goods
from .drawing import Supply
from .market import Ring
from .planted import CASES

__all__ = ["COUNTS", "Sought", "draw_sourcings"]

COUNTS = {"town": 12, "city": 48, "province": 160}
OF_ONE_CHAIN = 3  # so many are taken from the other chains for each of the first
STATES: tuple[tuple[S, int], ...] = ((S.FOUND, 4), (S.SEARCHING, 6), (S.QUALIFYING, 4), (S.GIVEN_UP, 2))
OF_SUPPLYING = 4  # one in so many is of those that have a second source by now
# What is planted stands where its case says; a part that hangs on imports says how far they are replaced.
PLANTED = {
    "chip": S.SEARCHING, "display": S.FOUND, "hose": S.QUALIFYING, "differential": S.FOUND, "seal": S.SEARCHING,
    "second": S.MEASURED, "choke_none": S.FOUND, "choke_research": S.SEARCHING, "choke_trial": S.QUALIFYING,
    "choke_qualified": S.QUALIFYING, "choke_replaced": S.MEASURED,
}  # fmt: skip
CHOKED = "choke_"
SEED = 18


@dataclass(slots=True)
class Sought:
    """One item of one supplier, by numbers as in Relations; `customers` with what each bought of it, 万元.

    `limits` are the clocks: name, from when, until when (None: it runs).
    """

    product: int
    supplier: int
    customers: dict[int, float]
    chain: int
    state: S
    case: str = ""
    second: int | None = None
    named: str = ""  # the second, where it is neither a firm of the register nor a supplier
    fields: dict[str, Any] = field(default_factory=dict)
    limits: list[tuple[str, date, date | None]] = field(default_factory=list)


def draw_sourcings(supply: Supply, scale: str, seed: int, today: date) -> list[Sought]:
    rng = Random(seed + SEED)  # noqa: S311 - nothing secret
    drawn = list(_planted(supply))
    taken = {(each.product, each.supplier) for each in drawn}
    free = [each for each in _alone(supply, 2) if (each.product, each.supplier) not in taken]
    came = [each for each in _with_second(supply) if (each.product, each.supplier) not in taken]
    wanted = max(COUNTS[scale] - len(drawn), 0)
    drawn += came[: wanted // OF_SUPPLYING]
    taken |= {(each.product, each.supplier) for each in drawn}
    free = [each for each in free if (each.product, each.supplier) not in taken]
    drawn += _spread(free, max(COUNTS[scale] - len(drawn), 0))
    codes, weights = [state for state, _ in STATES], [weight for _, weight in STATES]
    for number, each in enumerate(drawn):
        if each.state == S.FOUND and not each.case:
            each.state = rng.choices(codes, weights)[0]
        elif each.state == S.SUPPLYING and number % 2:
            each.state = S.MEASURED
        _Story(supply, rng, today, each).tell()
    return drawn


def _pairs(supply: Supply, year: int) -> dict[tuple[int, int], list[int]]:
    """The relations of each customer and product in a year."""
    relations, by_need = supply.relations, defaultdict(list)
    for place in np.flatnonzero(supply.values[:, year] > 0).tolist():
        by_need[int(relations.customer[place]), int(relations.product[place])].append(place)
    return by_need


def _alone(supply: Supply, year: int) -> list[Sought]:
    """What hangs on one supplier, for all customers together; the greatest first."""
    together: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for (customer, product), places in _pairs(supply, year).items():
        if len(places) == 1:
            supplier = int(supply.relations.supplier[places[0]])
            together[product, supplier][customer] = float(supply.values[places[0], year])
    sought = [_sought(supply, *key, customers) for key, customers in together.items()]
    return sorted(sought, key=lambda each: -sum(each.customers.values()))


def _sought(supply: Supply, product: int, supplier: int, customers: dict[int, float], **more: Any) -> Sought:
    greatest = max(customers, key=lambda firm: customers[firm])
    return Sought(product, supplier, customers, int(supply.market.chain[greatest]), **{"state": S.FOUND} | more)


def _with_second(supply: Supply) -> list[Sought]:
    """What hung on one supplier the year before, and is bought of a firm of the city besides by now."""
    relations, last = supply.relations, _pairs(supply, 2)
    by_need = []
    for (customer, product), places in _pairs(supply, 1).items():
        now = last.get((customer, product), [])
        more = [place for place in now if place not in places]
        if len(places) != 1 or places[0] not in now or len(now) != 2 or not more:
            continue
        if relations.supplier[more[0]] >= 0 and relations.ring[more[0]] == Ring.CITY and relations.first[more[0]] == 2:
            bought = {customer: float(supply.values[places[0], 1])}
            second = int(relations.supplier[more[0]])
            by_need.append(
                _sought(supply, product, int(relations.supplier[places[0]]), bought, state=S.SUPPLYING, second=second)
            )
    return sorted(by_need, key=lambda each: -sum(each.customers.values()))


def _planted(supply: Supply) -> Iterator[Sought]:
    for code, state in PLANTED.items():
        number = next(place for place, each in enumerate(CASES) if each.code == code)
        mine = np.flatnonzero(supply.case == number)
        if not len(mine):
            continue
        relations, first = supply.relations, mine[0]
        same = mine[(relations.product[mine] == relations.product[first]) & (supply.values[mine].sum(axis=1) > 0)]
        of_one = same[relations.supplier[same] == relations.supplier[first]]
        others = np.setdiff1d(same, of_one)
        bought = {int(relations.customer[each]): float(supply.values[each].max()) for each in of_one.tolist()}
        second = int(relations.supplier[others[0]]) if len(others) else None
        if bought:
            product, supplier = int(relations.product[first]), int(relations.supplier[first])
            yield _sought(supply, product, supplier, bought, state=state, case=code, second=second)


def _spread(sought: list[Sought], count: int) -> list[Sought]:
    """The greatest of each chain in turn; of the first chain, which has most, some more."""
    by_chain: dict[int, list[Sought]] = defaultdict(list)
    for each in sought:
        by_chain[each.chain].append(each)
    by_need: list[Sought] = []
    while len(by_need) < count and any(by_chain.values()):
        for chain, rows in sorted(by_chain.items()):
            take = OF_ONE_CHAIN if chain == 0 else 1
            by_need += rows[:take]
            del rows[:take]
    return by_need[:count]


class _Story:
    """What became of one, day by day."""

    def __init__(self, supply: Supply, rng: Random, today: date, sought: Sought) -> None:
        self.supply, self.rng, self.today, self.sought = supply, rng, today, sought
        self.fields = sought.fields
        self.entered = self._entered()

    def _entered(self) -> date:
        state = self.sought.state
        if state in (S.SUPPLYING, S.MEASURED):
            return date(2022, 9, 1) + timedelta(days=self.rng.randrange(120))
        if state == S.GIVEN_UP:
            return date(2023, 2, 1) + timedelta(days=self.rng.randrange(500))
        most = {S.FOUND: 25, S.SEARCHING: 85, S.QUALIFYING: 270}[state]
        return self.today - timedelta(days=self.rng.randrange(3, most))

    def tell(self) -> None:
        sought, rng = self.sought, self.rng
        self.fields |= {"entered": self.entered, "chokepoint": False, "substitution": "", "said": "", "said_on": None}
        self.fields |= {"reason": "", "since": None, "ended": None}
        if sought.case.startswith(CHOKED):
            self.fields |= {"chokepoint": True, "substitution": Substitution(sought.case.removeprefix(CHOKED)).value}
        if sought.state == S.FOUND:
            return
        begun = self.entered + timedelta(days=rng.randrange(1, 3))
        getattr(self, f"_{sought.state.value}")(begun)

    def _said(self, begun: date) -> None:
        if self.rng.random() < 0.75:
            on = begun + timedelta(days=self.rng.randrange(1, 60))
            self.fields |= {"said": self.rng.choice(words()["sourcing"]["said"]), "said_on": min(on, self.today)}

    def _searching(self, begun: date) -> None:
        self.sought.limits.append(("search", begun, None))
        self._said(begun)

    def _qualifying(self, begun: date) -> None:
        chosen = min(begun + timedelta(days=self.rng.randrange(10, 45)), self.today)
        self.sought.limits += [("search", begun, chosen), ("qualify", chosen, None)]
        self._choose()
        self._said(chosen)

    def _choose(self) -> None:
        """A firm of the city that makes it, else one elsewhere."""
        market, sought = self.supply.market, self.sought
        maker = goods()[sought.product].segment
        number = market.segments.index(maker) if maker in market.segments else -2
        able = np.flatnonzero(market.at_home & (market.segment == number))
        others = [firm for firm in able.tolist() if firm != sought.supplier and firm not in sought.customers]
        if sought.second is None and others:
            sought.second = self.rng.choice(others)
        elif sought.second is None:
            sought.named = self.rng.choice(words()["sourcing"]["elsewhere"])

    def _supplying(self, begun: date) -> None:
        chosen = begun + timedelta(days=self.rng.randrange(10, 45))
        self._choose()
        since = date(2023, 1, 10) + timedelta(days=self.rng.randrange(150))
        self.sought.limits += [("search", begun, chosen), ("qualify", chosen, since)]
        self.fields["since"] = since

    def _measured(self, begun: date) -> None:
        self._supplying(begun)
        self.fields["ended"] = date(2024, 2, 20) + timedelta(days=self.rng.randrange(40))

    def _given_up(self, begun: date) -> None:
        ended = min(begun + timedelta(days=self.rng.randrange(30, 120)), self.today)
        self.sought.limits.append(("search", begun, ended))
        self.fields |= {"reason": self.rng.choice(words()["sourcing"]["given_up"]), "ended": ended}
