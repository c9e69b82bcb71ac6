"""Who took part in a fair, as a workbook: amounts beside what they are in, never added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole
from lianzhang.market.models import FairResult, Participation

__all__ = ["participations_workbook"]


def _last(row: Participation) -> FairResult | None:
    told = [each for each in row.results.all() if each.answered_on]
    return max(told, key=lambda each: each.months, default=None)


def _delivered(row: Participation) -> str:
    last = _last(row)
    if last is None or last.delivered is None:
        return ""
    return f"{last.delivered}{last.get_delivered_in_display()}（{last.months}个月后）"


COLUMNS: Sequence[Said[Participation]] = (
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("展位", WORDS, lambda row: row.booth),
    ("接洽了几家", whole(), lambda row: row.leads),
    ("意向金额", number(), lambda row: row.intended),
    ("意向金额的单位", WORDS, lambda row: row.get_intended_in_display() if row.intended is not None else ""),
    ("签约金额", number(), lambda row: row.contracted),
    ("签约金额的单位", WORDS, lambda row: row.get_contracted_in_display() if row.contracted is not None else ""),
    ("已交付", WORDS, _delivered),
    ("没有答复的", whole(), lambda row: sum(each.state == "silent" for each in row.results.all())),
    ("说明", WORDS, lambda row: row.note),
)


def participations_workbook(rows: Iterable[Participation]) -> bytes:
    return list_workbook("参展", COLUMNS, rows)
