"""Through which stages a need goes until it is open, and an answer from then on, by the plan's table of the kind."""

from __future__ import annotations

from typing import NamedTuple

from lianzhang.plans.models import NeedStage

from .models import Match, Need

__all__ = ["Stop", "first_stage", "next_need_stage", "next_stage", "stops_of"]


def first_stage(row: Match, part: str) -> NeedStage | None:
    """Where an answer enters a part of its way; None where the plan names no stage of it."""
    return _first(row.need.kind_id, part)


def _first(kind: int, part: str) -> NeedStage | None:
    return NeedStage.objects.filter(kind=kind, part=part).order_by("order").first()


def next_stage(row: Match) -> NeedStage | None:
    """The stage after the present one within the same part."""
    return _after(row.stage) if row.stage else first_stage(row, row.state)


def next_need_stage(row: Need) -> NeedStage | None:
    """The stage of a need after the present one, before it may be open."""
    return _after(row.stage) if row.stage else _first(row.kind_id, NeedStage.Part.SUBMITTED)


def _after(stage: NeedStage) -> NeedStage | None:
    later = NeedStage.objects.filter(kind=stage.kind_id, part=stage.part, order__gt=stage.order)
    return later.order_by("order").first()


class Stop(NamedTuple):
    """A stage on the way: behind, here, or to come."""

    stage: NeedStage
    standing: str


def stops_of(row: Match) -> list[Stop]:
    """All stages of the kind, in order; what was passed over counts as behind."""
    stages = list(row.need.kind.stages.exclude(part=NeedStage.Part.SUBMITTED).order_by("order"))
    here = next((number for number, each in enumerate(stages) if each.pk == row.stage_id), -1)
    return [
        Stop(each, "behind" if number < here else "here" if number == here else "ahead")
        for number, each in enumerate(stages)
    ]
