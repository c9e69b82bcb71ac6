"""Lists of platforms and of what they report, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, amount, day_cell, list_workbook, whole

from .models import Platform, PlatformFigure

__all__ = ["platforms_workbook", "reports_workbook"]

PLATFORMS: Sequence[Said[Platform]] = (
    ("名称", WORDS, lambda row: row.name),
    ("类别", WORDS, lambda row: row.kind.name),
    ("阶段", WORDS, lambda row: row.stage.name),
    ("哪天到这个阶段", day_cell, lambda row: row.stage_since),
    ("哪天起运行", day_cell, lambda row: row.running_since),
    ("运行到哪天", day_cell, lambda row: row.running_until),
    ("依托", WORDS, lambda row: row.host),
    ("责任单位", WORDS, lambda row: str(row.organization or "")),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("区域", WORDS, lambda row: str(row.region or "")),
    ("园区", WORDS, lambda row: str(row.park or "")),
    ("持有的称号", WORDS, lambda row: str(row.honour.kind) if row.honour else ""),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("结束日期", day_cell, lambda row: row.ended),
    ("来源", WORDS, lambda row: row.source),
    ("末次理由", WORDS, lambda row: row.reason),
)
FIGURES: Sequence[Said[PlatformFigure]] = (
    ("平台", WORDS, lambda row: row.report.platform.name),
    ("类别", WORDS, lambda row: row.report.platform.kind.name),
    ("年份", whole(), lambda row: row.report.year),
    ("报什么", WORDS, lambda row: row.measure.name),
    ("单位", WORDS, lambda row: row.measure.unit),
    ("企业（空的是合计）", WORDS, lambda row: row.enterprise.name if row.enterprise else ""),
    ("数", amount("", decimals=2), lambda row: row.value),
    ("状态", WORDS, lambda row: row.report.get_state_display()),
    ("来源", WORDS, lambda row: row.report.source),
)


def platforms_workbook(rows: Iterable[Platform]) -> bytes:
    return list_workbook("集群平台渠道", PLATFORMS, rows)


def reports_workbook(rows: Iterable[PlatformFigure]) -> bytes:
    return list_workbook("平台年报", FIGURES, rows)
