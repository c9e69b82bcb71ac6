"""The lists of the quality page as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole
from lianzhang.kernel.vocabulary import spoken
from lianzhang.statements.api import Doubt
from lianzhang.statements.models import ITEMS, Statement
from lianzhang.work.models import ReportState

from .lacking import LACKS
from .queries import Quality, RegionLine

__all__ = ["firms_workbook", "regions_workbook", "suspects_workbook"]

Doubted = tuple[Statement, list[Doubt]]


def regions_workbook(quality: Quality, at: date) -> bytes:
    """Who has what to do: the regions of the page, one row each, with what is lacking taken apart."""
    columns: Sequence[Said[RegionLine]] = (
        ("由谁办", WORDS, lambda line: str(line.region or spoken("{office}（没有写明区域的）"))),
        ("企业（家）", whole(), lambda line: line.firms),
        (f"台账申报（共{quality.registers}类）", whole(), lambda line: len(line.declared) if line.region else None),
        *(column for place, of in enumerate(quality.asked) for column in _handed_in(place, of.period)),
        ("看着不对（份）", whole(), lambda line: line.suspicious),
        *(_lacking(code, lack.title) for code, lack in LACKS.items()),
    )
    return list_workbook(f"数据质量 截至{at}", columns, quality.lines)


def _handed_in(place: int, period: Period) -> tuple[Said[RegionLine], Said[RegionLine]]:
    """Of a period of which a region owes nothing, both cells are blank."""

    def late(line: RegionLine) -> int | None:
        handed = line.handed_in[place]
        return handed.late if handed.owing else None

    def rate(line: RegionLine) -> object:
        handed = line.handed_in[place]
        return None if handed.rate is None or not handed.owing else round(handed.rate, 1)

    return (f"{period}未报（家）", whole(), late), (f"{period}按期率（%）", number(), rate)


def _lacking(code: str, title: str) -> Said[RegionLine]:
    return f"{title}（家）", whole(), lambda line: line.lacks[code]


def firms_workbook(firms: Iterable[Enterprise], what: str) -> bytes:
    columns: Sequence[Said[Enterprise]] = (
        ("统一社会信用代码", WORDS, lambda firm: firm.uscc),
        ("企业", WORDS, lambda firm: firm.name),
        ("区域", WORDS, lambda firm: str(firm.region or "")),
        ("园区", WORDS, lambda firm: str(firm.park or "")),
        ("行业代码", WORDS, lambda firm: firm.industry),
        ("问题", WORDS, lambda _: what),
    )
    return list_workbook("待办企业", columns, firms)


def _figure(item: str, title: str, unit: str) -> Said[Doubted]:
    return f"{title}（{unit}）", number(), lambda pair: pair[0].figures[item]


SUSPECTS: Sequence[Said[Doubted]] = (
    ("统一社会信用代码", WORDS, lambda pair: pair[0].enterprise.uscc),
    ("企业", WORDS, lambda pair: pair[0].enterprise.name),
    ("区域", WORDS, lambda pair: str(pair[0].enterprise.region or "")),
    ("时期", WORDS, lambda pair: str(Period(pair[0].period_start, pair[0].period_end))),
    ("状态", WORDS, lambda pair: ReportState(pair[0].state).label),
    *(_figure(item, title, unit) for item, (title, unit) in ITEMS.items()),
    ("看着不对的", WORDS, lambda pair: "；".join(f"{doubt.rule.title}：{doubt.do}" for doubt in pair[1])),
)


def suspects_workbook(pairs: Iterable[Doubted]) -> bytes:
    return list_workbook("可疑的数", SUSPECTS, pairs)
