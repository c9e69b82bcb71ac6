"""Firms as workbooks: who they are, their places on chains, titles, and figures in sight; and pairs that may be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from lianzhang.enterprises.models import DuplicateCandidate
from lianzhang.kernel.figures import number
from lianzhang.kernel.sheets import WORDS, Column, Said, Sheet, date_cell, list_workbook, whole, write_workbook
from lianzhang.kernel.sheets import number as number_cell
from lianzhang.registry.industries import name_of

from .queries.listing import Line, in_batches, lines_of

__all__ = ["FIRMS", "duplicates_workbook", "firms_workbook"]

MOST = 1_000_000
BATCH = 2_000  # firms whose rows are in memory at a time
FIRMS = (
    Column("name", "企业名称", WORDS),
    Column("uscc", "统一社会信用代码", WORDS),
    Column("place", "区域或所在地", WORDS),
    Column("park", "园区", WORDS),
    Column("industry", "行业代码", WORDS),
    Column("industry_name", "行业", WORDS),
    Column("state", "状态", WORDS),
    Column("founded", "成立日期", date_cell),
    Column("places", "产业链、环节和身份", WORDS),
    Column("titles", "持有称号", WORDS),
    Column("year", "最近年报", number_cell()),
    Column("output", "产值（万元）", number_cell()),
    Column("address", "地址", WORDS),
    Column("source", "来源", WORDS),
)


def firms_workbook(user: Any, keys: Any, at: date) -> bytes:
    """One line for each firm, in the order of the list."""
    lines = (line for some in in_batches(keys, BATCH) for line in lines_of(user, some, at))
    return write_workbook(Sheet(f"企业 截至{at}", FIRMS, max_rows=MOST), _listed(lines))


def _listed(lines: Iterator[Line]) -> Iterator[dict[str, Any]]:
    for line in lines:
        firm = line.firm
        yield {
            "name": firm.name,
            "uscc": firm.uscc,
            "place": firm.outside_place if firm.outside else str(firm.region or ""),
            "park": str(firm.park or ""),
            "industry": firm.industry,
            "industry_name": name_of(firm.industry) if firm.industry else "",
            "state": firm.get_state_display(),
            "founded": firm.founded,
            "places": "；".join(_place(row) for row in line.places),
            "titles": "；".join(str(row.kind) for row in line.titles),
            "year": line.latest.year if line.latest else None,
            "output": line.latest.output if line.latest else None,
            "address": firm.address,
            "source": firm.source,
        }


def _place(row: Any) -> str:
    words = [str(row.chain), str(row.segment or "环节未定"), row.get_role_display()]
    return "／".join(words) + ("" if row.share == 100 else f"（计{number(row.share)}%）")


DUPLICATES: Sequence[Said[DuplicateCandidate]] = (
    ("一家", WORDS, lambda pair: pair.one.name),
    ("一家的统一社会信用代码", WORDS, lambda pair: pair.one.uscc),
    ("一家的所在地", WORDS, lambda pair: pair.one.place),
    ("另一家", WORDS, lambda pair: pair.other.name),
    ("另一家的统一社会信用代码", WORDS, lambda pair: pair.other.uscc),
    ("另一家的所在地", WORDS, lambda pair: pair.other.place),
    ("相像（%）", whole(), lambda pair: pair.score),
    ("依据", WORDS, lambda pair: pair.why),
)


def duplicates_workbook(pairs: Iterable[DuplicateCandidate]) -> bytes:
    return list_workbook("像是同一家的企业", DUPLICATES, pairs)
