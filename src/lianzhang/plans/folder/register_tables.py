"""The tables that describe a city's register of firms: the segments of its chains, and the titles firms may hold."""

from __future__ import annotations

from lianzhang.kernel.sheets import code, day_cell, number, whole
from lianzhang.plans.models import Comparator
from lianzhang.registry.api import RuleItem
from lianzhang.registry.models import HonourKind, HonourRule, HonourWindow, Segment

from .cells import fits, industries, words
from .declaring import ID, PlanTable, choice, column, needed, table

__all__ = ["REGISTER_TABLES"]

# A rule asks for a figure on one side of a line; ranges and tolerances belong to goals.
RULE_COMPARATORS = tuple(
    (each.value, each.label)
    for each in (
        Comparator.AT_LEAST,
        Comparator.MORE_THAN,
        Comparator.AT_MOST,
        Comparator.LESS_THAN,
        Comparator.EXACTLY,
    )
)

# How titles and programmes say what must hold of a firm.
RULE = (
    needed("order", "次序", whole(1)),
    choice("item", "看什么", RuleItem.choices, required=True),
    choice("comparator", "要求", RULE_COMPARATORS),
    column("value", "数值", number()),
    column("holds", "须已持有", code),
    needed("text", "条件", fits(HonourRule, "text")),
)

REGISTER_TABLES: tuple[PlanTable, ...] = (
    table(
        "segments",
        "环节",
        ID,
        needed("name", "环节", fits(Segment, "name")),
        needed("chain", "产业链", code),
        needed("stage", "阶段", fits(Segment, "stage")),
        needed("place", "阶段次序", whole(1)),
        choice("strategy", "方案的部署", Segment.Strategy.choices),
        column("keywords", "关键词", words(Segment, "keywords")),
        column("industries", "行业代码", industries(Segment, "industries")),
        references={"chain": "chains"},
    ),
    table(
        "segment_links",
        "环节上下游",
        needed("upstream", "上游环节", code),
        needed("downstream", "下游环节", code),
        key=("upstream", "downstream"),
        references={"upstream": "segments", "downstream": "segments"},
    ),
    table(
        "honours",
        "荣誉",
        ID,
        needed("name", "称号", fits(HonourKind, "name")),
        choice("level", "级别", HonourKind.Level.choices, required=True),
        column("issuer", "认定部门", fits(HonourKind, "issuer")),
        choice("subject", "授予", HonourKind.Subject.choices, required=True),
        column("ladder", "上一级称号", code),
        column("valid_months", "有效期（月）", whole(1)),
        column("review_months", "复核间隔（月）", whole(1)),
        column("renamed_to", "改称", code),
        column("renamed_on", "改称日期", day_cell),
        column("note", "说明", fits(HonourKind, "note")),
        references={"ladder": "honours", "renamed_to": "honours"},
    ),
    table(
        "honour_rules",
        "荣誉条件",
        needed("honour", "称号", code),
        *RULE,
        key=("honour", "order"),
        references={"honour": "honours", "holds": "honours"},
    ),
    table(
        "honour_windows",
        "荣誉申报期",
        needed("honour", "称号", code),
        needed("opens", "开始", day_cell),
        needed("closes", "截止", day_cell),
        column("note", "说明", fits(HonourWindow, "note")),
        key=("honour", "opens"),
        references={"honour": "honours"},
    ),
)
