"""How diagnoses, levels and reports of use tell what happened to them."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = ["ASSESSMENT_HISTORY", "DIAGNOSIS_HISTORY", "USE_HISTORY"]

DIAGNOSIS_HISTORY = HistoryWords(
    facts={"reason": "说明", "day": "日期", "built_proof": "凭什么算建成", "advised": "哪一条"},
    fields={
        "enterprise": "企业",
        "kind": "类别",
        "provider": "诊断方",
        "text": "想解决什么",
        "summary": "结论",
        "advice": "建议",
        "investment": "估算投资（万元）",
        "gain": "预期效果",
    },
)
ASSESSMENT_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "kind": "类别",
        "level": "等级",
        "basis": "谁评的",
        "assessor": "评定单位",
        "assessed_on": "评定日期",
        "valid_until": "有效期至",
        "source": "依据",
    },
)
USE_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={"platform": "平台", "seats": "席位", "active": "在用的", "source": "来源"},
)
