"""The balance of a material: what came in, what became of it, what nobody can explain; and how much of it went round.

Pure: quantities are Decimals in the material's unit, None where unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from lianzhang.kernel.periods import Period

__all__ = ["Balance", "Closed", "Flow", "Verdict", "balance_of", "closed", "counted"]

ZERO = Decimal(0)


class Verdict(StrEnum):
    """What the balance of a report comes to."""

    EXPLAINED = "explained"  # the rest lies within the tolerance
    REST = "rest"  # more is unexplained than the tolerance allows
    EXCESS = "excess"  # more went out than came in
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Balance:
    """One report's quantities; `tolerance` in percent of what came in. taken_in = product + residue + stock_change +
    unexplained, where all of them are known."""

    from_local: Decimal | None
    from_outside: Decimal | None
    product: Decimal | None
    residue: Decimal | None
    stock_change: Decimal | None
    tolerance: Decimal

    @property
    def taken_in(self) -> Decimal | None:
        if self.from_local is None or self.from_outside is None:
            return None
        return self.from_local + self.from_outside

    @property
    def unexplained(self) -> Decimal | None:
        """Below zero where more went out than came in; None as long as one quantity is unknown."""
        if self.taken_in is None or self.product is None or self.residue is None or self.stock_change is None:
            return None
        return self.taken_in - self.product - self.residue - self.stock_change

    @property
    def allowed(self) -> Decimal | None:
        return None if self.taken_in is None else self.taken_in * self.tolerance / 100

    @property
    def excess(self) -> Decimal:
        """By how much more is known to have gone out than came in; what is unknown may have been nothing."""
        if self.taken_in is None or self.stock_change is None:
            return ZERO
        return max((self.product or ZERO) + (self.residue or ZERO) + self.stock_change - self.taken_in, ZERO)

    @property
    def comes_to(self) -> Verdict:
        if self.allowed is not None and self.excess > self.allowed:
            return Verdict.EXCESS
        if self.unexplained is None or self.allowed is None:
            return Verdict.UNKNOWN
        return Verdict.REST if self.unexplained > self.allowed else Verdict.EXPLAINED

    @property
    def turned(self) -> Decimal | None:
        """How much of the local scrap became product here: of the product the share that local scrap has of what came
        in, never more than the local scrap itself. None where it cannot be known."""
        if self.from_local == ZERO:
            return ZERO
        if not self.taken_in or self.from_local is None or self.product is None:
            return None
        return min(self.product * self.from_local / self.taken_in, self.from_local)


class Flow(Protocol):
    """A report as it is stored; its material and its firm by keys that make them one."""

    from_local: Decimal | None
    from_outside: Decimal | None
    product: Decimal | None
    residue: Decimal | None
    stock_change: Decimal | None
    enterprise_id: int
    site: str
    period_start: date
    period_end: date


Report = TypeVar("Report", bound=Flow)


def balance_of(row: Flow, tolerance: Decimal) -> Balance:
    return Balance(row.from_local, row.from_outside, row.product, row.residue, row.stock_change, tolerance)


def counted(rows: Iterable[Report]) -> tuple[list[Report], dict[int, Report]]:
    """Of the reports of one material those that count, and by identity (`id`) of each other one the longer report that
    holds its time: a year and its quarters are one, and the longer counts."""
    longest = sorted(rows, key=lambda row: (row.period_start - row.period_end, row.period_start))
    taken: dict[tuple[int, str], list[Report]] = {}
    held: dict[int, Report] = {}
    counting = []
    for row in longest:
        own = taken.setdefault((row.enterprise_id, row.site), [])
        period = Period(row.period_start, row.period_end)
        over = next((each for each in own if period.overlaps(Period(each.period_start, each.period_end))), None)
        if over is not None:
            held[id(row)] = over
            continue
        own.append(row)
        counting.append(row)
    return counting, held


@dataclass(frozen=True, slots=True)
class Closed:
    """What the reports of one material in one year come to, each counted once.

    `share` = local scrap that became product here / local scrap taken in, of the reports that say both. `local` and
    `turned` are these two sums; `unknown` counts the reports that leave them open and are not in it. `closed` = the
    same product / local scrap that arose, `arising`, which figures of the plan tell and no report does; with reports
    that are unknown it is what is closed at least. More product than arose is a contradiction, and no share."""

    firms: int
    reports: int
    unknown: int
    local: Decimal
    turned: Decimal
    rest: int
    excess: int
    arising: Decimal | None = None

    @property
    def contradicts(self) -> bool:
        """Whether more local scrap became product than is said to have arisen."""
        return self.arising is not None and self.turned > self.arising

    @property
    def closed(self) -> Decimal | None:
        if not self.arising or self.contradicts or not self.reports or self.unknown == self.reports:
            return None
        return self.turned / self.arising

    @property
    def share(self) -> Decimal | None:
        return self.turned / self.local if self.local else None


def closed(rows: Sequence[Flow], tolerance: Decimal, arising: Decimal | None = None) -> Closed:
    """Of the reports of one material in one year, of which `arising` arose in the city; None: nobody knows."""
    counting, _ = counted(rows)
    told = [balance_of(row, tolerance) for row in counting]
    known = [(each.from_local or ZERO, each.turned) for each in told if each.turned is not None]
    verdicts = [each.comes_to for each in told]
    return Closed(
        firms=len({row.enterprise_id for row in counting}),
        reports=len(counting),
        unknown=len(told) - len(known),
        local=sum((local for local, _ in known), ZERO),
        turned=sum((turned for _, turned in known if turned is not None), ZERO),
        rest=verdicts.count(Verdict.REST),
        excess=verdicts.count(Verdict.EXCESS),
        arising=arising,
    )
