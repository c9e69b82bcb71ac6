"""What happened to a figure, told from the log in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lianzhang.kernel.periods import PeriodError, parse_period
from lianzhang.plans.models import Observation
from lianzhang.records.history import Happening
from lianzhang.records.models import AuditEvent

__all__ = ["Happening", "history_of"]

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
    "sheet.apply": "由表格导入",
    "attachment.add": "附上文件",
    "attachment.remove": "移去文件",
}
FACTS = {
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


def history_of(row: Observation, events: Iterable[AuditEvent]) -> list[Happening]:
    """The figure's life, oldest first; what came with the plan's folder begins with its loading."""
    told = [Happening(event.at, event.by, ACTS[event.action], tuple(_details(event, row))) for event in events]
    if row.code:
        loaded = Happening(row.entered_at, str(row.entered_by), "随方案文件夹载入", (f"编号 {row.code}",))
        return [loaded, *told]
    return told


def _details(event: AuditEvent, row: Observation) -> Iterable[str]:
    facts = event.facts
    if event.action == "sheet.apply":
        yield f"{facts['file']} 第{row.sheet_row}行"
    elif event.action == "observation.edit":
        changes = facts.get("changes", facts)  # events of earlier releases hold them beside the other facts
        for name, title in FACTS.items():
            if name in changes:
                old, new = (_shown(name, text) or "（空）" for text in changes[name])
                yield f"{title}：{old} → {new}"
    elif event.action in ("observation.enter", "observation.correct"):
        yield f"{facts['value']}，{_shown('period', facts['period'])}"
    elif event.action.startswith("attachment."):
        yield facts["file"]
    if facts.get("reason"):
        yield f"理由：{facts['reason']}"
    if facts.get("was"):
        yield f"原采用理由：{facts['was']}"


def _shown(name: str, text: Any) -> str:
    if name != "period":
        return str(text)
    try:
        return str(parse_period(text))
    except PeriodError:
        return str(text)
