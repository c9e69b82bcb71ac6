"""How a project tells what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from django.db.models import Model

from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import DATES, ORDER, Project, Stage

__all__ = ["HISTORY"]

HISTORY = HistoryWords(
    facts={"reason": "理由", "unit": "单位", "text": "进展", "month": "月份", "milestone": "里程碑", "need": "要素"},
    fields={
        "name": "名称",
        "text": "建设内容",
        "kind": "类别",
        "marks": "标记",
        "chain": "产业链",
        "segment": "环节",
        "enterprise": "企业",
        "region": "区域",
        "park": "园区",
        "unit": "责任单位",
        "sponsor": "包保",
        "investor": "投资方",
        "planned": "计划总投资",
        "contract": "合同额",
        "arrived": "到位资金",
        "done": "完成投资",
        "jobs": "用工",
        "output": "达产年产值",
        "filing_number": "备案号",
        "in_statistics_on": "纳统",
        "planned_start": "计划开工",
        "planned_completion": "计划竣工",
    },
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post entered it: the log tells nothing of what was before it came, but its own days do."""
    for row in rows:
        if isinstance(row, Project) and row.post_id is None:
            for stage in (*ORDER, Stage.LOST):
                if on := getattr(row, DATES[stage]):
                    said = (row.reason,) if stage == Stage.LOST and row.reason else ()
                    yield Happening(
                        datetime.combine(on, time(9), SHANGHAI), str(row.entered_by), str(stage.label), said
                    )


register_history(_as_it_came)
