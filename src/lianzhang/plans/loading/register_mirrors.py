"""How segments and titles lie in the database: rows of the city, shared between its plans and with the screens."""

from __future__ import annotations

from lianzhang.registry.models import HonourKind, HonourRule, HonourWindow, Segment, SegmentLink

from .mirror import CITY, CODE, Mirror, plain

__all__ = ["REGISTER_MIRRORS"]

OF_HONOUR = {"honour": "kind"}

REGISTER_MIRRORS = (
    Mirror(
        "segments",
        Segment,
        CODE,
        ("name", "chain", "stage", "place", "order", "strategy", "keywords", "industries"),
        plain("segments", ordered=True),
        **CITY,
    ),
    Mirror(
        "segment_links",
        SegmentLink,
        ("upstream", "downstream"),
        (),
        plain("segment_links"),
        within="upstream__city__code",
        shared=True,
    ),
    Mirror(
        "honours",
        HonourKind,
        CODE,
        (
            *("name", "level", "issuer", "subject", "ladder", "valid_months", "review_months"),
            *("renamed_to", "renamed_on", "order", "note"),
        ),
        plain("honours", ordered=True),
        **CITY,
    ),
    Mirror(
        "honour_rules",
        HonourRule,
        ("kind", "order"),
        ("item", "comparator", "value", "holds", "text"),
        plain("honour_rules", OF_HONOUR),
        within="kind__city__code",
        shared=True,
    ),
    Mirror(
        "honour_windows",
        HonourWindow,
        ("kind", "opens"),
        ("closes", "note"),
        plain("honour_windows", OF_HONOUR),
        within="kind__city__code",
        shared=True,
    ),
)
