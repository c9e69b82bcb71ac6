"""What a title's count will be when a target falls due: what is held, what runs out before, who could join by then.

A range, not a guess: least where nobody renews or joins, most where everybody does. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date

__all__ = ["Forecast", "Opening", "forecast", "next_opening"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch in which applications are taken; `expected`: after the year before, not yet announced."""

    opens: date
    closes: date
    expected: bool

    def state(self, at: date) -> str:
        """open, coming or closed, as of a day."""
        if at > self.closes:
            return "closed"
        return "open" if at >= self.opens else "coming"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts on `on`: `held` now, `expiring` of them by then, `joining` who could be granted it by then."""

    on: date
    held: int
    expiring: int
    joining: int

    @property
    def least(self) -> int:
        return self.held - self.expiring

    @property
    def most(self) -> int:
        return self.held + self.joining


def next_opening(windows: Iterable[tuple[date, date]], at: date) -> Opening | None:
    """The window that is open or comes next; where none is announced, the last one a year on, and so forth.

    None where no window is known, or where the calendar ends before the next.
    """
    known = sorted(windows)
    coming = next((window for window in known if window[1] >= at), None)
    if coming:
        return Opening(*coming, expected=False)
    if not known:
        return None
    opens, closes = known[-1]
    while closes < at:
        if closes.year == MAXYEAR:
            return None  # no calendar goes on from there
        opens, closes = _next_year(opens), _next_year(closes)
    return Opening(opens, closes, expected=True)


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def forecast(*, held: int, expiring: int, ready: int, opening: Opening | None, on: date) -> Forecast:
    """`ready` firms can join only where applications close before `on`."""
    in_time = opening is not None and opening.closes < on
    return Forecast(on, held, expiring, ready if in_time else 0)
