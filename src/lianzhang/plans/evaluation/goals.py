"""What a goal asks, as logic: when a figure satisfies it, what pace its date would ask. Pure, no database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lianzhang.kernel.quantities import Interval
from lianzhang.plans.models.plan import FALLING, TWO_SIDED, Comparator, Measure

__all__ = ["SHARES", "State", "Terms"]

SHARES = ("%", "百分点")  # units whose values are shares: their differences are points, and they do not add up


class State(StrEnum):
    """Where a target stands at a date. Without evidence there is no light but `UNKNOWN`.

    What has no goal value is `WATCHED`: it shows its figures and is judged by nobody.
    """

    MET = "met"
    ON_COURSE = "on_course"
    RUNNING = "running"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Terms:
    """A goal in force: how it is worded, its values in `unit`, the time it runs and how long a figure lights it.

    `tolerance` is how far "about" and "near" reach, as a share of the value.
    `baseline` is the value at `start`, where the plan records one. `share`: the figure is a percentage.
    `standing`: it is asked on every day alike, so that an old figure says nothing of today.
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
    share: bool = False
    standing: bool = False

    @property
    def falling(self) -> bool:
        """Whether less is better."""
        return self.comparator in FALLING

    @property
    def accumulates(self) -> bool:
        """Whether the figure is counted up, so that once reached it stays reached until seen otherwise."""
        return self.measure in (Measure.CUMULATIVE, Measure.ADDED)

    @property
    def stays_reached(self) -> bool:
        """Whether a figure that reached it once proves it for later days too: a limit kept so far may yet be broken."""
        return self.accumulates and not self.falling and self.comparator != Comparator.NEAR

    @property
    def decided_at_the_end(self) -> bool:
        """Whether only the last day decides: a limit, "near", a share or a rate can be had today and lost tomorrow."""
        return (
            self.falling
            or self.comparator == Comparator.NEAR
            or self.measure in (Measure.GROWTH, Measure.DIFFERENCE, Measure.RATIO)
            or (self.share and self.measure == Measure.LEVEL)
        )

    @property
    def carries_its_pace(self) -> bool:
        """Whether the figure is itself a pace (a growth rate, a lead over a moving base) that must hold to the end."""
        return self.measure in (Measure.GROWTH, Measure.DIFFERENCE)

    @property
    def threshold(self) -> Decimal:
        """The value from which the goal counts as reached: 30 左右 is reached at 27 with a tolerance of 0.1."""
        if self.comparator == Comparator.ABOUT:
            return self.value - self.reach
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
                return _within(figure, self.value - self.reach, self.value + self.reach)
        return _above(figure, self.threshold, itself=True)

    @property
    def reach(self) -> Decimal:
        """How far "about" and "near" go on either side, in the unit of the value."""
        return abs(self.value) * self.tolerance

    def above_its_range(self, nominal: Decimal) -> bool:
        """Whether a figure lies beyond what "1-2" or "about 30" speaks of: reached, and worth saying."""
        if self.comparator == Comparator.RANGE:
            return self.value_max is not None and nominal > self.value_max
        return self.comparator == Comparator.ABOUT and nominal > self.value + self.reach

    @property
    def two_sided(self) -> bool:
        """Whether more than the value is as wrong as less."""
        return self.comparator in TWO_SIDED

    @property
    def downwards(self) -> bool:
        """Whether the way leads down: less is better, or the exact value lies below the baseline."""
        return self.falling or (self.two_sided and self.baseline is not None and self.baseline > self.value)

    def keeps_pace(self, nominal: Decimal, expected: Decimal) -> bool:
        """Whether a figure is at or ahead of its pace."""
        return nominal <= expected if self.downwards else nominal >= expected

    def broken_by(self, figure: Interval) -> bool:
        """Whether a limit on what is counted up is passed already: that cannot be mended."""
        return self.accumulates and self.falling and self.satisfied_by(figure) is False

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
