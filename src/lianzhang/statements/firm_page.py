"""What statements add to a firm's page: its confirmed years, drawn and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise
from lianzhang.statements.permissions import Permission

from .charts import DRAWN, all_zero, firm_chart
from .firm_list import whole_years
from .models import ITEMS, Statement

__all__ = ["YEARS"]

FIGURES = {item: title for item, (title, _) in ITEMS.items()}


class Chart(NamedTuple):
    name: str
    title: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Years:
    """Confirmed statements of single years, oldest first; whether the reader may enter another."""

    at: date
    years: list[Statement]
    may_enter: bool

    @property
    def latest(self) -> Statement | None:
        """The last year with an output."""
        return next((row for row in reversed(self.years) if row.output is not None), None)

    @property
    def items(self) -> list[tuple[str, tuple[str, str]]]:
        """The figures that any of its years has: each with its name and unit."""
        return [
            (item, words) for item, words in ITEMS.items() if any(getattr(row, item) is not None for row in self.years)
        ]

    @property
    def table(self) -> list[tuple[int, Statement, list[Any]]]:
        """Years, latest first: each with its figures in the order of `items`."""
        items = [item for item, _ in self.items]
        return [(row.period_end.year, row, [getattr(row, item) for item in items]) for row in reversed(self.years)]

    @property
    def charts(self) -> list[Chart]:
        drawn = ((item, firm_chart(item, self.years, self.at)) for item in DRAWN)
        return [Chart(f"chart-{item}", FIGURES[item], data) for item, data in drawn if data]

    @property
    def zeros(self) -> list[str]:
        """The figures that every year reports as zero."""
        return [FIGURES[item] for item in DRAWN if all_zero(item, self.years)]


def _years(user: Any, firm: Enterprise, at: date) -> Years:
    rows = whole_years(visible(user, Statement).filter(enterprise=firm), at)
    years = [row for row in rows if row.period_start.year == row.period_end.year]
    return Years(at, years, may(user, Permission.ENTER_STATEMENT))


YEARS = FirmPart("statements", 10, "statements/_firm_years.html", _years, answer="statements/_firm_output.html")

register_firm_part(YEARS)
