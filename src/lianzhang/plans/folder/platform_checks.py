"""What must hold of kinds of platforms: each has a stage to begin with, and counts the small firms it serves once."""

from __future__ import annotations

from lianzhang.plans.models import PlatformMeasure

from .faults import Problems, at
from .reading import PlanFolder

__all__ = ["PLATFORM_CHECKS"]


def _stages(folder: PlanFolder) -> Problems:
    if "platform_stages" in folder.unread:
        return
    staged = {row["kind"] for row in folder.rows("platform_stages")}
    for row in folder.rows("platform_kinds"):
        if row["id"] and row["id"] not in staged:
            message = f"“{row['name']}”没有阶段；请在 platform_stages.csv 至少写一个"
            yield at("platform_kinds", row, "id", message)


def _small_firms(folder: PlanFolder) -> Problems:
    seen: set[str] = set()
    for row in folder.rows("platform_measures"):
        if row["means"] == PlatformMeasure.Means.SMALL_FIRMS and row["kind"]:
            if row["kind"] in seen:
                message = "这一类已有一项算作“服务中小企业”，会重复计算；请只留一项"
                yield at("platform_measures", row, "means", message)
            seen.add(row["kind"])


PLATFORM_CHECKS = (_stages, _small_firms)
