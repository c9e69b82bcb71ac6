"""A grid as a workbook, line by line: what it shows, with the periods beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number

from .grids import Beside, Line

__all__ = ["doubts_of", "figure_of", "lines_workbook"]


def lines_workbook(
    lines: Iterable[Line], title: str, *, first: str, before: str, ago: str, this: str = "本期"
) -> bytes:
    """A row for each line of a grid whose lines have one cell; `first` and the others head their columns."""
    rows = list(lines)
    places: Sequence[Said[Line]] = (("范围", WORDS, lambda line: line.place),) if any(row.place for row in rows) else ()
    columns: Sequence[Said[Line]] = (
        (first, WORDS, lambda line: line.name),
        *places,
        ("单位", WORDS, lambda line: line.unit),
        (this, number(), lambda line: figure_of(line.cells[0].text)),
        (before, number(), lambda line: figure_of(line.cells[0].before)),
        (ago, number(), lambda line: figure_of(line.cells[0].ago)),
        ("同比%", WORDS, lambda line: line.cells[0].change),
        ("状态", WORDS, lambda line: line.word),
        ("疑问", WORDS, doubts_of),
    )
    return list_workbook(title, columns, rows)


def figure_of(shown: str | Beside) -> Decimal | str | None:
    """As it stands in the cell: 约46 is no number; a blank is not known, never zero."""
    text = shown if isinstance(shown, str) else shown.words
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        return text


def doubts_of(line: Line) -> str:
    return "；".join(filter(None, (line.notice, *(doubt.words for doubt in line.doubts), *line.reasons)))
