"""Through which stages an answer goes, by the plan's table of its kind."""

from __future__ import annotations

from lianzhang.plans.models import NeedStage

from .models import Match

__all__ = ["first_stage", "next_stage"]


def first_stage(row: Match, part: str) -> NeedStage | None:
    """Where an answer enters a part of its way; None where the plan names no stage of it."""
    return NeedStage.objects.filter(kind=row.need.kind_id, part=part).order_by("order").first()


def next_stage(row: Match) -> NeedStage | None:
    """The stage after the present one within the same part."""
    if row.stage is None:
        return first_stage(row, row.state)
    later = NeedStage.objects.filter(kind=row.stage.kind_id, part=row.stage.part, order__gt=row.stage.order)
    return later.order_by("order").first()
