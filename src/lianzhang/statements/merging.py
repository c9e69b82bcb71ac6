"""What becomes of statements when two firms turn out to be one."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.api import Belonging, Union, register_belonging
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.work.models import ReportState

from .locks import lock_of, lock_words
from .models import Statement

__all__ = ["STATEMENTS"]

TITLE = "报表"
ON_ITS_WAY = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED)


def _compare(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Two statements of one period: equal ones are one, different ones somebody must decide on first."""
    by_slot = {
        _slot(row): row for row in Statement.objects.filter(enterprise=stays).exclude(state=ReportState.REPLACED)
    }
    for row in Statement.objects.filter(enterprise=goes):
        other = by_slot.get(_slot(row)) if row.state != ReportState.REPLACED else None
        if other and other.state == row.state == ReportState.CONFIRMED and other.figures == row.figures:
            if lock := lock_of(row):
                span = Period(row.period_start, row.period_end)
                union.against.append(f"{span}两家各有一份相同的报表，合并后只计一份。{lock_words(lock)}。")
            union.sort(TITLE, row, known=True)
            continue
        if other:
            span = Period(row.period_start, row.period_end)
            union.against.append(f"{span}两家各有一份报表，内容不同；请先更正或退回、删除其中一份。")
        union.sort(TITLE, row, known=False)


def _slot(row: Statement) -> tuple[Any, ...]:
    return row.period_start, row.period_end, row.state in ON_ITS_WAY


def _let_go(row: Statement, stays: Enterprise) -> None:
    """A statement may have corrections, so it stays, and counts no more."""
    row.enterprise, row.state = stays, ReportState.REPLACED
    row.save(update_fields=["enterprise", "state"])


STATEMENTS = Belonging(TITLE, 60, _compare, _let_go)

register_belonging(STATEMENTS)
