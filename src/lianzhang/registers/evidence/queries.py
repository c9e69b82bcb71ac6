"""What other rooms ask of sums: the output of chains, where it is known and in sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lianzhang.kernel.metrics import Row
from lianzhang.kernel.periods import Period
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registers.metrics import output_point, output_years, sees
from lianzhang.statements.models import Statement

from .registers import ask_of

__all__ = ["ChainOutput", "chain_output"]

UNIT = "亿元"


@dataclass(frozen=True, slots=True)
class ChainOutput:
    """A chain's output of the last year for which its registers are complete, and the set of records behind it."""

    year: Period
    value: Decimal
    row: Row

    @property
    def unit(self) -> str:
        return UNIT


def chain_output(vp: Viewpoint, chains: Iterable[Any]) -> dict[int, ChainOutput]:
    """By chain; one that nobody declares, or whose firms are not all in sight, is left out. Four queries at most."""
    ask = ask_of(vp.run, vp.at)
    years = output_years(ask)
    if not years:
        return {}
    found = {}
    for chain in chains:
        if sees(ask, Statement, chains=(chain.pk,)):
            point = output_point(ask, (chain.pk,), years[-1], UNIT)
            found[chain.pk] = ChainOutput(years[-1], point.nominal, point.rows[0])
    return found
