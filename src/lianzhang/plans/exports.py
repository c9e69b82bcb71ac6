"""The lists of a plan as workbooks: the rows on the screen, one column for each thing said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from lianzhang.kernel.figures import LIGHTS, PRECISIONS
from lianzhang.kernel.sheets import Column, Kind, Sheet, date_cell, number, text, whole, write_workbook

if TYPE_CHECKING:
    from .models import Duty, Target
    from .queries.clauses import Item, PlanPage
    from .queries.evidence import Evidence, Group
    from .queries.outcomes import Outcome
    from .queries.records import Record

__all__ = ["outcome_workbook", "plan_workbook", "records_workbook", "target_workbook"]

# A heading, the kind of its cells, and what a row says under it.
Said = tuple[str, Kind, Callable[[Any], Any]]

WORDS = text(1000)
KINDS = {"target": "目标", "duty": "任务"}


def plan_workbook(page: PlanPage, at: date) -> bytes:
    return _workbook("方案进展", at, PLAN, (item for section in page.sections for item in section.items))


def outcome_workbook(rows: Iterable[Outcome], at: date) -> bytes:
    return _workbook("方案与公布结果", at, OUTCOME, rows)


def target_workbook(evidence: Evidence, at: date) -> bytes:
    groups = (evidence.counting, *evidence.others)
    return _workbook("依据", at, EVIDENCE, ((group, record) for group in groups for record in group.records))


def records_workbook(records: Iterable[Record], at: date) -> bytes:
    """The figures of a source or a duty."""
    return _workbook("记录", at, RECORD, records)


def _workbook(title: str, at: date, columns: Sequence[Said], rows: Iterable[Any]) -> bytes:
    """The sheet's name carries the day, so that a printed copy says when it was true."""
    sheet = Sheet(f"{title} 截至{at}", tuple(Column(heading, heading, kind) for heading, kind, _ in columns))
    return write_workbook(sheet, ({heading: said(row) for heading, _, said in columns} for row in rows))


def _item(said: Callable[[Item], Any]) -> Callable[[Item], Any]:
    return said
