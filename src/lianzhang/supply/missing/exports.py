"""Missing segments as a workbook: where each stands, and of what that was reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole
from lianzhang.supply.queries.missing import Line

__all__ = ["missing_workbook"]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


LINES: Sequence[Said[Line]] = (
    ("次序", whole(), lambda line: line.number),
    ("产业链", WORDS, lambda line: str(line.chain)),
    ("环节", WORDS, lambda line: line.segment.name),
    ("归到哪一类", WORDS, lambda line: line.quadrant.title if line.quadrant else ""),
    ("相近程度（0到1）", number(), lambda line: _rounded(line.reach.density)),
    ("区位商", number(), lambda line: _rounded(line.reach.quotient)),
    ("复杂程度（标准差）", number(), lambda line: _rounded(line.reach.complexity)),
    ("做成以后打开的（标准差）", number(), lambda line: _rounded(line.reach.gain)),
    ("对照的行业", WORDS, lambda line: "、".join(line.reach.codes)),
)
DEMAND: Sequence[Said[Line]] = (
    ("在外面买（万元）", number(), lambda line: None if line.demand is None else round(line.demand, 2)),
)


def missing_workbook(lines: Iterable[Line], *, demand: bool) -> bytes:
    """`demand`: with what is bought elsewhere, for those who read purchases."""
    return list_workbook("缺的环节", (*LINES, *DEMAND) if demand else LINES, lines)
