"""What a goal asks, as logic: when a figure satisfies it, what pace its date would ask. Pure, no database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lianzhang.kernel.quantities import Interval
from lianzhang.plans.models.plan import Comparator, Measure

__all__ = ["State", "Terms"]


class State(StrEnum):
    """Where a target stands at a date. Without evidence there is no light but `UNKNOWN`."""

    MET = "met"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Terms:
    """A goal in force: how it is worded, its values in `unit`, the time it runs and how long a figure lights it.

    `tolerance` is how far "about" and "near" reach, as a share of the value.
    `baseline` is the value at `start`, where the plan records one.
    """

    comparator: str
    value: Decimal
    start: date
    due: date
    measure: str = Measure.LEVEL
    window: str = ""
    value_max: Decimal | None = None
    tolerance: Decimal = Decimal("0.1")
    baseline: Decimal | None = None
    valid_days: int = 365

    @property
    def falling(self) -> bool:
        """Whether less is better."""
        return self.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN)

    @property
    def accumulates(self) -> bool:
        """Whether the figure is counted up, so that once reached it stays reached until seen otherwise."""
        return self.measure in (Measure.CUMULATIVE, Measure.ADDED)

    @property
    def carries_its_pace(self) -> bool:
        """Whether the figure is itself a pace (a growth rate, a lead over a moving base) that must hold to the end."""
        return self.measure in (Measure.GROWTH, Measure.DIFFERENCE)

    @property
    def threshold(self) -> Decimal:
        """The value from which the goal counts as reached: 30 左右 is reached at 27 with a tolerance of 0.1."""
        if self.comparator == Comparator.ABOUT:
            return self.value - abs(self.value) * self.tolerance
        return self.value

    def satisfied_by(self, figure: Interval) -> bool | None:
        """Whether every value the figure can stand for meets the goal; None where only some of them do."""
        match self.comparator:
            case Comparator.MORE_THAN:
                return _above(figure, self.value, itself=False)
            case Comparator.AT_MOST:
                return _not(_above(figure, self.value, itself=False))
            case Comparator.LESS_THAN:
                return _not(_above(figure, self.value, itself=True))
            case Comparator.EXACTLY:
                return _within(figure, self.value, self.value)
            case Comparator.NEAR:
                reach = abs(self.value) * self.tolerance
                return _within(figure, self.value - reach, self.value + reach)
        return _above(figure, self.threshold, itself=True)

    def above_its_range(self, nominal: Decimal) -> bool:
        """Whether a figure lies beyond what "1-2" or "about 30" speaks of: reached, and worth saying."""
        if self.comparator == Comparator.RANGE:
            return self.value_max is not None and nominal > self.value_max
        if self.comparator == Comparator.ABOUT:
            return nominal > self.value + abs(self.value) * self.tolerance
        return False

    def expected_on(self, day: date) -> Decimal | None:
        """序时进度: the value an even pace from `start` to `due` asks on `day`; None where no even pace is defined.

        Counted-up figures start at the baseline, or at nothing; a level has a pace only from a recorded baseline.
        """
        base = self.baseline if self.measure != Measure.ADDED else Decimal(0)
        if base is None:
            if not self.accumulates or self.falling:
                return None
            base = Decimal(0)
        elapsed = min(max((day - self.start).days + 1, 0), self.days)
        return base + (self.threshold - base) * elapsed / self.days

    @property
    def days(self) -> int:
        return (self.due - self.start).days + 1

    def progress_of(self, nominal: Decimal) -> Decimal | None:
        """The share of the way from baseline (or nothing) to the goal; may exceed 1. None where it has no meaning."""
        if self.comparator == Comparator.NEAR or (self.falling and self.baseline is None):
            return None
        base = self.baseline if self.baseline is not None and self.measure != Measure.ADDED else Decimal(0)
        way = self.value - base
        return (nominal - base) / way if way else None


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _above(figure: Interval, bound: Decimal, *, itself: bool) -> bool | None:
    """Whether the figure lies above `bound` (counting the bound when `itself`) for sure, surely not, or perhaps."""
    if figure.low is not None and (figure.low > bound or (figure.low == bound and (itself or figure.open_low))):
        return True
    if figure.high is not None and (figure.high < bound or (figure.high == bound and not itself)):
        return False
    return None


def _within(figure: Interval, low: Decimal, high: Decimal) -> bool | None:
    if figure.low is not None and figure.high is not None and low <= figure.low and figure.high <= high:
        return True
    outside = (figure.high is not None and figure.high < low) or (
        figure.low is not None and (figure.low > high or (figure.low == high and figure.open_low))
    )
    return False if outside else None
