"""The grid of statements as a workbook: what it shows, under the heads by which an upload of statements reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number
from lianzhang.work.api import Beside, Cell, Line

from .models import ITEMS

__all__ = ["firms_workbook", "items_workbook"]

Row = tuple[Line, Enterprise]
BESIDE = ("上期", "去年同期")


def firms_workbook(lines: Iterable[Line], firms: Sequence[Enterprise], period: Period, items: Sequence[str]) -> bytes:
    """A row for each firm, an item with the period before and a year ago after all that may be filled in."""
    by_key: Mapping[str, Enterprise] = {str(firm.pk): firm for firm in firms}
    columns: Sequence[Said[Row]] = (
        ("统一社会信用代码", WORDS, lambda row: row[1].uscc),
        ("企业", WORDS, lambda row: row[1].name),
        ("时期", WORDS, lambda _row: period.code),
        *(_of_period(item, at) for at, item in enumerate(items)),
        *(each for at, item in enumerate(items) for each in _beside(item, at)),
        ("状态", WORDS, lambda row: row[0].word),
        ("疑问", WORDS, lambda row: _doubts(row[0])),
    )
    return list_workbook(f"{period}填报表", columns, ((line, by_key[line.record]) for line in lines))


def items_workbook(lines: Iterable[Line], period: Period) -> bytes:
    """A row for each item of one firm."""
    columns: Sequence[Said[Line]] = (
        ("项目", WORDS, lambda line: line.name),
        ("单位", WORDS, lambda line: line.unit),
        ("本期", number(), lambda line: _figure(line.cells[0].text)),
        (BESIDE[0], number(), lambda line: _figure(line.cells[0].before)),
        (BESIDE[1], number(), lambda line: _figure(line.cells[0].ago)),
        ("同比%", WORDS, lambda line: line.cells[0].change),
        ("状态", WORDS, lambda line: line.word),
        ("疑问", WORDS, _doubts),
    )
    return list_workbook(f"{period}填报表", columns, lines)


def _of_period(item: str, at: int) -> Said[Row]:
    title, unit = ITEMS[item]
    return f"{title}（{unit}）", number(), lambda row: _figure(row[0].cells[at].text)


def _beside(item: str, at: int) -> Iterator[Said[Row]]:
    title, unit = ITEMS[item]

    def cell(row: Row) -> Cell:
        return row[0].cells[at]

    yield f"{BESIDE[0]}{title}（{unit}）", number(), lambda row: _figure(cell(row).before)
    yield f"{BESIDE[1]}{title}（{unit}）", number(), lambda row: _figure(cell(row).ago)


def _figure(shown: str | Beside) -> Decimal | None:
    """As it stands in the cell; a blank is not known, never zero."""
    text = shown if isinstance(shown, str) else shown.words
    return Decimal(text.replace(",", "")) if text else None


def _doubts(line: Line) -> str:
    return "；".join(filter(None, (line.notice, *(doubt.words for doubt in line.doubts), *line.reasons)))
