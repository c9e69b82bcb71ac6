"""What a condition for a title looks at: the words that a rule's `item` may be, each with its unit.

`holds` asks for another title, `above_scale` and `industry` ask yes or no, all others hold a figure against a value.
"""

from __future__ import annotations

from django.db import models

__all__ = ["FIGURES", "UNITS", "RuleItem"]


class RuleItem(models.TextChoices):
    AGE_YEARS = "age_years", "成立年限"
    REVENUE = "revenue", "营业收入"
    REVENUE_GROWTH = "revenue_growth", "营业收入增长率"
    RESEARCH_SHARE = "research_share", "研发投入占营业收入比重"
    RESEARCH = "research", "研发投入"
    STAFF = "staff", "从业人员"
    EXPORTS_SHARE = "exports_share", "出口占营业收入比重"
    ABOVE_SCALE = "above_scale", "规上企业"
    HOLDS = "holds", "已持有的称号"
    # Without a value: manufacturing; with one: the codes that begin with it.
    INDUSTRY = "industry", "所属行业"


# Figures of a year are in the unit in which statements keep them.
UNITS = {
    RuleItem.AGE_YEARS: "年",
    RuleItem.REVENUE: "万元",
    RuleItem.REVENUE_GROWTH: "%",
    RuleItem.RESEARCH_SHARE: "%",
    RuleItem.RESEARCH: "万元",
    RuleItem.STAFF: "人",
    RuleItem.EXPORTS_SHARE: "%",
}
FIGURES = frozenset(UNITS)
