"""What was drawn from a source."""

from __future__ import annotations

from typing import Any

from lianzhang.access.row_policy import visible
from lianzhang.plans.models import Observation, Source

from .records import Record, record_of

__all__ = ["figures_from"]


def figures_from(source: Source, viewer: Any) -> list[Record]:
    """Every figure in sight of a source, the latest first. One query."""
    rows = visible(viewer, Observation).filter(source=source).order_by("-date", "-pk")
    return [record_of(row) for row in rows.select_related("source", "target", "duty", "chain", "group", "region")]
