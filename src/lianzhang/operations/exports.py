"""Background jobs and the log as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianzhang.jobs.models import Job
from lianzhang.kernel.sheets import MOMENT, WORDS, Column, Said, Sheet, list_workbook, whole, write_workbook

from .audit import AuditFilter, Line, lines_of

__all__ = ["audit_workbook", "jobs_workbook"]

EXPORTED = 100_000
HIDDEN = "业务内容不显示"
COLUMNS = ("编号", "时间", "经办", "账号", "岗位", "动作", "对象", "内容", "来自", "查询编号", "校验值")
SHEET = Sheet(
    "审计记录",
    tuple(Column(title, title, MOMENT if title == "时间" else WORDS) for title in COLUMNS),
    max_rows=EXPORTED,
)

JOBS: Sequence[Said[Job]] = (
    ("任务", WORDS, lambda row: row.title),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("不早于", MOMENT, lambda row: row.due),
    ("试了几次", whole(), lambda row: row.attempts),
    ("错的种类", WORDS, lambda row: row.error),
    ("发起", WORDS, lambda row: row.asked_by),
    ("发起时间", MOMENT, lambda row: row.asked_at),
    ("结束时间", MOMENT, lambda row: row.finished_at),
)


def audit_workbook(narrowing: AuditFilter) -> bytes:
    """The newest events of a narrowed log."""
    events = narrowing.events()[:EXPORTED].iterator(5_000)
    return write_workbook(SHEET, map(_row, lines_of(narrowing, events)))


def _row(line: Line) -> dict[str, Any]:
    event = line.event
    parts = [f"{name}：{value}" for name, value in line.facts]
    facts = "；".join([*line.told, *parts, *([HIDDEN] if line.business else [])])
    cells = (str(event.pk), event.at, event.by, event.account, event.post, line.word, line.subject, facts)
    return dict(zip(COLUMNS, (*cells, event.address, event.reference, event.hash), strict=True))


def jobs_workbook(rows: Iterable[Job]) -> bytes:
    return list_workbook("后台任务", JOBS, rows)
