"""The register of titles, and who could apply, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lianzhang.kernel.sheets import Column, Kind, Sheet, day_cell, text, write_workbook

from .candidates import Candidate

__all__ = ["candidates_workbook", "honours_workbook"]

WORDS = text(1000)
MOST = 50_000
HONOURS = (
    *(("kind", "荣誉名目", WORDS), ("level", "级别", WORDS), ("subject", "持有者", WORDS), ("firm", "企业", WORDS)),
    *(("uscc", "统一社会信用代码", WORDS), ("region", "区域", WORDS), ("batch", "批次", WORDS)),
    *(("granted", "认定日期", day_cell), ("expires", "有效期至", day_cell), ("ended", "取消日期", day_cell)),
    *(("source", "来源", WORDS), ("address", "来源地址", WORDS)),
)


def _sheet(title: str, at: date, columns: Iterable[tuple[str, str, Kind]]) -> Sheet:
    declared = tuple(Column(key, heading, kind) for key, heading, kind in columns)
    return Sheet(f"{title} 截至{at}", declared, max_rows=MOST)


def honours_workbook(rows: Iterable[Any], at: date) -> bytes:
    """Titles that say by `firm_seen` whether more than the name of their firm may be told."""
    return write_workbook(
        _sheet("荣誉", at, HONOURS),
        (
            {
                "kind": row.kind.name,
                "level": row.kind.get_level_display(),
                "subject": row.subject,
                "firm": row.enterprise.name if row.enterprise else "",
                "uscc": row.enterprise.uscc if row.firm_seen else "",
                "region": str((row.firm_seen and row.enterprise.region) or (row.park and row.park.region) or ""),
                "batch": row.batch,
                "granted": row.granted,
                "expires": row.expires,
                "ended": row.ended,
                "source": row.source,
                "address": row.source_address,
            }
            for row in rows
        ),
    )


CANDIDATES = (
    *(("firm", "企业", WORDS), ("uscc", "统一社会信用代码", WORDS), ("region", "区域", WORDS)),
    *(("state", "条件", WORDS), ("lacks", "还差", WORDS), ("unknown", "没有记录、要核实", WORDS)),
)


def candidates_workbook(rows: Iterable[Candidate], at: date) -> bytes:
    return write_workbook(
        _sheet("可申报企业", at, CANDIDATES),
        (
            {
                "firm": row.firm.name,
                "uscc": row.firm.uscc,
                "region": str(row.firm.region or ""),
                "state": "都符合" if row.verdict.ready else "没有不符合的" if row.verdict.open else "有不符合的",
                "lacks": "；".join(f"{each.condition.text}（{each.words}）" for each in row.verdict.failed),
                "unknown": "；".join(f"{each.condition.text}（{each.words}）" for each in row.verdict.unknown),
            }
            for row in rows
        ),
    )
