"""How long it takes to lay out a network as large as one that is drawn whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.measuring import Measure, milliseconds
from lianzhang.supply.network.layout import Firm, Link, lay_out

FIRMS, LINKS = 2_000, 10_000
LIMIT = 1_000  # milliseconds: a page is drawn within three seconds, and this is a part of them


def measure_network(_folder: Path) -> Iterator[Measure]:
    firms, links = made_up(FIRMS, LINKS)
    name = f"lay out {FIRMS:,} firms, {LINKS:,} links"
    yield Measure(name, milliseconds(lambda: lay_out(firms, links), rounds=5, warm_up=1), "ms", LIMIT)
    yield Measure(f"{name}, 12 a column", milliseconds(lambda: lay_out(firms, links, 12), rounds=5, warm_up=1), "ms")


def made_up(count: int, many: int) -> tuple[list[Firm], list[Link]]:
    """A third of the firms outside the city, few large ones, one link in thirty from a sole source."""
    chance = Random(7)
    firms = [Firm(f"e{number}", number % 3 > 0, chance.paretovariate(1.2)) for number in range(count)]
    weights = [firm.value for firm in firms]
    links = []
    while len(links) < many:
        supplier, customer = chance.choice(firms), chance.choices(firms, weights)[0]
        if supplier != customer and customer.inside:
            links.append(Link(supplier.key, customer.key, chance.paretovariate(1.2), chance.random() < 1 / 30))
    return firms, links
