"""The grid of statements as a workbook: what it shows, under the heads by which an upload of statements reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number
from lianzhang.work.api import Cell, Line, doubts_of, figure_of

from .models import ITEMS

__all__ = ["firms_workbook"]

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
        ("疑问", WORDS, lambda row: doubts_of(row[0])),
    )
    return list_workbook(f"{period}填报表", columns, ((line, by_key[line.record]) for line in lines))


def _of_period(item: str, at: int) -> Said[Row]:
    title, unit = ITEMS[item]
    return f"{title}（{unit}）", number(), lambda row: figure_of(row[0].cells[at].text)


def _beside(item: str, at: int) -> Iterator[Said[Row]]:
    title, unit = ITEMS[item]

    def cell(row: Row) -> Cell:
        return row[0].cells[at]

    yield f"{BESIDE[0]}{title}（{unit}）", number(), lambda row: figure_of(cell(row).before)
    yield f"{BESIDE[1]}{title}（{unit}）", number(), lambda row: figure_of(cell(row).ago)
