"""What was drawn from a source."""

from __future__ import annotations

from lianzhang.plans.models import Source

from .records import Record, record_of

__all__ = ["figures_from"]


def figures_from(source: Source) -> list[Record]:
    """Every figure of a source, the latest first. One query."""
    rows = source.observations.select_related("source", "target", "duty", "chain", "group", "region")
    return [record_of(row) for row in rows.order_by("-date", "-pk")]
