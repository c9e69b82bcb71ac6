"""The stages of a platform: which comes next, from when to when it runs, whether it stands still too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianzhang.honours.api import months_after
from lianzhang.plans.models import PlatformStage

from .models import Platform, StageReached

__all__ = ["next_stage", "reached_of", "running_between", "still_since", "too_long"]


def next_stage(row: Platform) -> PlatformStage | None:
    """That of its kind which follows; None where it reached the last. One query."""
    return row.kind.stages.filter(order__gt=row.stage.order).order_by("order").first()


def reached_of(row: Platform) -> list[StageReached]:
    """One query; in the order of the way."""
    return list(row.reached.select_related("stage").order_by("stage__order", "pk"))


def running_between(reached: Iterable[StageReached]) -> tuple[date | None, date | None]:
    """From when to when a platform runs, by its stages that are confirmed: the first day without, None: still."""
    since = until = None
    for each in reached:
        if not each.confirmed:
            continue
        if each.stage.running:
            since, until = since or each.on, None
        elif since is not None and until is None:
            until = max(each.on, since)
    return since, until


def still_since(row: Platform) -> date | None:
    """By which day it should have come forward; None where its stage sets no limit."""
    return months_after(row.stage_since, row.stage.months) if row.stage.months else None


def too_long(row: Platform, on: date) -> bool:
    limit = still_since(row)
    return limit is not None and limit < on
