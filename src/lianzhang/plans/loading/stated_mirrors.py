"""How a plan's own words lie in the database: what it says of rows that it shares with the other plans of the city."""

from __future__ import annotations

from lianzhang.plans.models import (
    PlanChain,
    PlanGroup,
    PlanPost,
    PlanRank,
    PlanSegment,
    PlanSegmentLink,
    PlanZone,
)

from .mirror import Mirror, plain

__all__ = ["STATED_MIRRORS"]

STATED_MIRRORS = (
    Mirror(
        "chains",
        PlanChain,
        ("chain",),
        ("name", "lead_department", "order"),
        plain("chains", {"id": "chain"}, ordered=True),
    ),
    Mirror("groups", PlanGroup, ("group",), ("name",), plain("groups", {"id": "group"}), many=("chains",)),
    Mirror("zones", PlanZone, ("chain", "region", "park"), ("note",), plain("zones")),
    Mirror(
        "segments",
        PlanSegment,
        ("segment",),
        ("name", "stage", "place", "order", "strategy"),
        plain("segments", {"id": "segment"}, ordered=True),
    ),
    Mirror("segment_links", PlanSegmentLink, ("upstream", "downstream"), (), plain("segment_links")),
    Mirror(
        "ranks",
        PlanRank,
        ("rank",),
        ("name", "extra", "kind", "role", "order"),
        plain("ranks", {"id": "rank"}, ordered=True),
    ),
    Mirror(
        "posts",
        PlanPost,
        ("post",),
        ("name", "rank", "organization"),
        plain("posts", {"id": "post"}),
        many=("chains",),
    ),
)
