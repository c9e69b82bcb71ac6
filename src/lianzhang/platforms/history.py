"""How platforms and their reports tell what happened to them."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = ["PLATFORM_HISTORY", "REPORT_HISTORY"]

PLATFORM_HISTORY = HistoryWords(
    facts={"reason": "理由", "day": "日期", "source": "凭什么", "member": "成员", "since": "哪天起"},
    fields={
        "kind": "类别",
        "name": "名称",
        "chain": "产业链",
        "enterprise": "依托企业",
        "organization": "责任单位",
        "host_name": "依托的院校或其他单位",
        "region": "区域",
        "park": "园区",
        "stage": "阶段",
        "stage_since": "哪天到这个阶段",
        "honour": "持有的称号",
        "source": "来源",
    },
)
REPORT_HISTORY = HistoryWords(facts={"reason": "理由"}, fields={"year": "年份", "source": "来源"})
