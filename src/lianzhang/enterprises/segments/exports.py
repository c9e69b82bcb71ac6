"""The segments of a chain as a workbook: the table beside the map."""

from __future__ import annotations

from lianzhang.kernel.sheets import Column, Sheet, number, text, whole, write_workbook

from .queries import ChainSegments, SegmentLine

__all__ = ["segments_workbook"]

WORDS = text(1000)


def segments_workbook(found: ChainSegments) -> bytes:
    year = f"{found.year}年" if found.year else ""
    columns = (
        *(Column("code", "环节代码", WORDS), Column("name", "环节", WORDS), Column("stage", "阶段", WORDS)),
        *(Column("state", "推算", WORDS), Column("judged", "专班判断", WORDS), Column("reason", "判断理由", WORDS)),
        Column("firms", "在营企业（家）", whole()),
        Column("output", f"{year}产值（万元）", number()),
        *(Column("strategy", "方案的部署", WORDS), Column("why", "怎么推算的", WORDS)),
    )
    return write_workbook(Sheet(f"{found.chain.name}各环节 截至{found.at}", columns), map(_row, found.lines))


def _row(line: SegmentLine) -> dict[str, object]:
    judged = line.judgement
    return {
        "code": line.segment.code,
        "name": line.segment.name,
        "stage": line.segment.stage,
        "state": line.standing.word,
        "judged": judged.get_verdict_display() if judged else "",
        "reason": judged.reason if judged else "",
        "firms": line.firms,
        "output": line.output,
        "strategy": line.segment.get_strategy_display(),
        "why": line.standing.sentence,
    }
