"""The lists of statements, one column for each figure, and of locked periods as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.periods import Period
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, list_workbook, number, whole
from lianzhang.statements.models import ITEMS, Statement
from lianzhang.work.models import ReportState

from .queries import LockLine

__all__ = ["locks_workbook", "statements_workbook"]


def _figure(item: str, title: str, unit: str) -> Said[Statement]:
    return f"{title}（{unit}）", number(), lambda row: row.figures[item]


STATEMENTS: Sequence[Said[Statement]] = (
    ("统一社会信用代码", WORDS, lambda row: row.enterprise.uscc),
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("区域", WORDS, lambda row: str(row.enterprise.region or "")),
    ("时期", WORDS, lambda row: str(Period(row.period_start, row.period_end))),
    *(_figure(item, title, unit) for item, (title, unit) in ITEMS.items()),
    ("状态", WORDS, lambda row: ReportState(row.state).label),
    ("填报", WORDS, lambda row: str(row.entered_by)),
    ("说明", WORDS, lambda row: row.note),
)

LOCKS: Sequence[Said[LockLine]] = (
    ("时期", WORDS, lambda line: str(line.period)),
    ("状态", WORDS, lambda line: "已解锁" if line.lock.opened_at else "锁定"),
    ("理由", WORDS, lambda line: line.lock.reason),
    ("锁定", WORDS, lambda line: str(line.lock.by)),
    ("锁定时间", MOMENT, lambda line: line.lock.at),
    ("解锁", WORDS, lambda line: str(line.lock.opened_by or "")),
    ("解锁时间", MOMENT, lambda line: line.lock.opened_at),
    ("解锁的理由", WORDS, lambda line: line.lock.opened_reason),
    ("卡住的报表（份）", whole(), lambda line: None if line.lock.opened_at else line.held_up),
)


def statements_workbook(rows: Iterable[Statement]) -> bytes:
    return list_workbook("企业报表", STATEMENTS, rows)


def locks_workbook(lines: Iterable[LockLine]) -> bytes:
    return list_workbook("时期锁定", LOCKS, lines)
