"""A year's months or quarters of each firm, as an upload would leave them: which look as if each held those before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import looks_summed, windows

from .models import ITEMS, Statement
from .plausibility import SERIES

__all__ = ["Series"]

NOTED = 20
WINDOWS = {3: "quarter", 1: "month"}


class _Year(NamedTuple):
    """The figures of SERIES by the place of their period in the year."""

    held: dict[int, tuple[Decimal | None, ...]]
    placed: dict[int, tuple[Decimal | None, ...]]


class Series:
    """Filled row by row, in whatever order they come."""

    def __init__(self) -> None:
        self.years: dict[tuple[int, int, int], _Year] = {}

    def hold(self, row: Statement) -> None:
        """A row that stands in the register."""
        self._put(row, placed=False)

    def place(self, row: Statement) -> None:
        """A row as the upload would leave it."""
        self._put(row, placed=True)

    def _put(self, row: Statement, *, placed: bool) -> None:
        start, end = row.period_start, row.period_end
        months = end.month - start.month + 1
        if start.year != end.year or months not in WINDOWS or (end.month % months):
            return
        year = self.years.setdefault((row.enterprise_id, start.year, months), _Year({}, {}))
        rows = year.placed if placed else year.held
        rows[end.month // months] = tuple(getattr(row, item) for item in SERIES)

    def notes(self, names: Mapping[int, Any]) -> list[str]:
        """What looks cumulative among the years that the upload writes to, in words; the first of them."""
        told = []
        for (firm, year, months), figures in self.years.items():
            if figures.placed and (words := _words(year, months, figures)):
                told.append(f"{names[firm][1]}{words}")
        more = [f"另有{len(told) - NOTED}家的数也逐期累加，请一并核对。"] if len(told) > NOTED else []
        return [*told[:NOTED], *more]


def _words(year: int, months: int, figures: _Year) -> str:
    rows = figures.held | figures.placed
    for place, item in enumerate(SERIES):
        values = [rows[count][place] if count in rows else None for count in range(1, max(figures.placed) + 1)]
        if looks_summed(values):
            parts = list(windows(date(year, 1, 1), date(year, 12, 31), WINDOWS[months]))
            listed = "、".join(map(number, values))
            return (
                f"{parts[0]}至{parts[len(values) - 1]}的{ITEMS[item][0]}逐期累加（{listed}），像是年初起的累计数；"
                "是累计的，请在“口径”列写“累计”后重新上传；确实是当期的，可以照常导入。"
            )
    return ""
