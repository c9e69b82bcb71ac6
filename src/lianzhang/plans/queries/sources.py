"""What was drawn from a source."""

from __future__ import annotations

from lianzhang.access.api import visible
from lianzhang.plans.models import Observation, Source
from lianzhang.plans.viewpoint import PlanViewpoint

from .records import Record, record_of

__all__ = ["figures_from"]


def figures_from(source: Source, vp: PlanViewpoint) -> list[Record]:
    """Every figure in sight of a source, the latest first. One query."""
    rows = visible(vp.user, Observation).filter(source=source).order_by("-date", "-pk")
    joined = rows.select_related("source", "target", "duty", "chain", "group", "region")
    return [record_of(row) for row in vp.stated.name_all(joined, "chain", "group")]
