"""How much faster lending for long to manufacturing grew within a year than all lending. Pure.

Only banks with checked figures at both ends are in it: one that began late would look like growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

__all__ = ["Balance", "Growth", "growth_of"]

HUNDRED = Decimal(100)
PLACES = Decimal("0.01")


class Balance(NamedTuple):
    """What a bank says of one quarter, in 亿元; None is unknown. `row` is its key."""

    row: int
    long_term: Decimal | None
    all_loans: Decimal | None
    checked: bool

    @property
    def known(self) -> bool:
        return self.checked and self.long_term is not None and self.all_loans is not None


@dataclass(frozen=True, slots=True)
class Growth:
    """Rates in % of the banks `counted`. `alone` have figures at one end only; `open_ones` are at both ends, but one of
    their figures is unknown or nobody checked it."""

    counted: tuple[int, ...]
    alone: tuple[int, ...]
    open_ones: tuple[int, ...]
    rows: tuple[int, ...]
    long_term: Decimal | None
    all_loans: Decimal | None

    @property
    def ahead(self) -> Decimal | None:
        """In percentage points; below zero where all lending grew faster."""
        if self.long_term is None or self.all_loans is None:
            return None
        return (self.long_term - self.all_loans).quantize(PLACES)


def growth_of(now: Mapping[int, Balance], then: Mapping[int, Balance]) -> Growth:
    """Of balances by bank, at a quarter's end and a year before."""
    both = sorted(set(now) & set(then))
    counted = [bank for bank in both if now[bank].known and then[bank].known]
    return Growth(
        counted=tuple(counted),
        alone=tuple(sorted(set(now) ^ set(then))),
        open_ones=tuple(bank for bank in both if bank not in counted),
        rows=tuple(side[bank].row for bank in counted for side in (then, now)),
        long_term=_rate([(now[bank].long_term, then[bank].long_term) for bank in counted]),
        all_loans=_rate([(now[bank].all_loans, then[bank].all_loans) for bank in counted]),
    )


def _rate(pairs: list[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    now, then = (sum((each[side] or Decimal(0) for each in pairs), Decimal(0)) for side in (0, 1))
    return HUNDRED * now / then - HUNDRED if then else None
