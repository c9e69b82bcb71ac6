"""The rate of local supply of each chain, beside that of the city."""

from __future__ import annotations

from dataclasses import dataclass

from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .local_rate import SupplyRates, rates_of

__all__ = ["ChainLine", "chain_lines"]


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One chain, in one year and radius; `before` is its share of the year before."""

    chain: Chain
    rates: SupplyRates
    before: float | None

    @property
    def change(self) -> float | None:
        """In percentage points."""
        share = self.rates.share
        return None if share is None or self.before is None else 100 * (share - self.before)


def chain_lines(vp: Viewpoint, year: int, radius: str) -> list[ChainLine]:
    """Each chain in sight, the lowest rate first, those without one last."""
    lines = []
    for chain in vp.stated.name_all(list(vp.chains)):
        rates = rates_of(vp, chain, year, radius)
        earlier = rates_of(vp, chain, year - 1, radius)
        before = earlier.share if earlier.year == year - 1 else None
        lines.append(ChainLine(chain, rates, before))
    return sorted(lines, key=lambda line: (share if (share := line.rates.share) is not None else 2, line.chain.code))
