"""The segments of a chain, as the table beside the map has them, and the firms in one segment as workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole

from .queries import ChainSegments, SegmentLine

__all__ = ["members_workbook", "segments_workbook"]


def segments_workbook(segments: ChainSegments) -> bytes:
    columns: Sequence[Said[SegmentLine]] = (
        ("环节代码", WORDS, lambda line: line.segment.code),
        ("环节", WORDS, lambda line: line.segment.name),
        ("阶段", WORDS, lambda line: line.segment.stage),
        ("推算", WORDS, lambda line: line.standing.word),
        ("专班判断", WORDS, lambda line: line.judgement.get_verdict_display() if line.judgement else ""),
        ("判断理由", WORDS, lambda line: line.judgement.reason if line.judgement else ""),
        ("在营企业（家）", whole(), lambda line: line.firms),
        (_output(segments), number(), lambda line: line.output),
        ("方案的部署", WORDS, lambda line: line.segment.get_strategy_display()),
        ("怎么推算的", WORDS, lambda line: line.standing.sentence),
    )
    return list_workbook(f"{segments.chain.name}各环节 截至{segments.at}", columns, segments.lines)


def members_workbook(members: QuerySet[Any], segments: ChainSegments) -> bytes:
    """Who is in a segment is published; where a firm is, only of those that `firm_seen` says are in sight."""
    columns: Sequence[Said[Any]] = (
        ("企业", WORDS, lambda row: row.enterprise.name),
        ("链上身份", WORDS, lambda row: row.get_role_display()),
        ("所在地", WORDS, lambda row: row.enterprise.place if row.firm_seen else ""),
        ("计入比例（%）", number(), lambda row: row.share),
        (_output(segments), number(), lambda row: row.output),
    )
    return list_workbook(f"环节里的企业 截至{segments.at}", columns, members.iterator(2_000))


def _output(segments: ChainSegments) -> str:
    return f"{segments.year}年产值（万元）" if segments.year else "产值（万元）"
