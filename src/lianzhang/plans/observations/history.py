"""How a figure tells its history: its words, and how it came with a folder or on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from lianzhang.kernel.periods import PeriodError, parse_period
from lianzhang.plans.models import Observation, UploadedSheet
from lianzhang.records.api import (
    Happening,
    HistoryWords,
    Shared,
    label_of,
    register_history,
    register_shared,
    subject_of,
)
from lianzhang.records.models import AuditEvent

__all__ = ["HISTORY", "how_it_came"]

APPLIED = "sheet.apply"
ACTS = {
    "observation.enter": "录入",
    "observation.correct": "录入，用来更正另一条",
    "observation.edit": "修改",
    "observation.submit": "提交",
    "observation.withdraw": "撤回",
    "observation.confirm": "确认",
    "observation.return": "退回",
    "observation.prefer": "采用",
    "observation.unprefer": "取消采用",
}
FIELDS = {
    "subject": "对象",
    "value": "数值",
    "relation": "与目标的关系",
    "place": "范围",
    "period": "时期",
    "date": "日期",
    "nature": "存量或流量",
    "quantity": "指标",
    "source": "来源",
    "note": "说明",
}
TOLD = {"value": "", "period": "", "file": "", "reason": "理由", "was": "原采用理由"}


def _shown(name: str, value: Any) -> Any:
    if name != "period":
        return value
    try:
        return str(parse_period(value))
    except PeriodError:
        return value


def how_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """What the log says of a folder or of a sheet as a whole, said of each figure in it."""
    for row in rows:
        if not isinstance(row, Observation):
            continue
        if row.code:
            yield Happening(row.entered_at, str(row.entered_by), "随方案文件夹载入", (f"编号 {row.code}",))
        elif row.sheet:
            event = next((each for each in _applied(row) if row.pk in each.facts.get("rows", ())), None)
            post, address = (event.post, event.address) if event else ("", "")
            line = (_line(row),)
            yield Happening(row.entered_at, str(row.entered_by), "由表格导入", line, post=post, address=address)


def _applied(row: Any) -> QuerySet[AuditEvent]:
    """A sheet may be applied again, for what it still lacks."""
    return AuditEvent.objects.filter(subject=subject_of(row.sheet), action=APPLIED)


def _line(row: Any) -> str:
    return f"{row.sheet} 第{row.sheet_row}行"


def _event_of(model: type[Model], key: int) -> Iterator[Shared]:
    """The event of the sheet that a figure came on."""
    rows = Observation.objects.filter(pk=key).exclude(sheet=None).select_related("sheet")
    for row in rows if model is Observation else ():
        yield Shared(f"{label_of(UploadedSheet)}:{row.sheet_id}", APPLIED, (f"第{row.sheet_row}行",))


HISTORY = HistoryWords(acts=ACTS, facts=TOLD, fields=FIELDS, shown=_shown)
register_history(how_it_came)
register_shared(_event_of)
