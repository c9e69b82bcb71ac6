"""How what rooms above read of a plan lies in the database: kinds of visits and needs, limits of second sources."""

from __future__ import annotations

from lianzhang.plans.models import NeedField, NeedKind, NeedStage, SupplyLimit, VisitKind

from .mirror import CODE, Mirror, plain

__all__ = ["ROOM_MIRRORS"]

ROOM_MIRRORS = (
    Mirror("visit_kinds", VisitKind, CODE, ("name", "to", "duty", "order"), plain("visit_kinds", ordered=True)),
    Mirror("supply_limits", SupplyLimit, ("what",), ("days",), plain("supply_limits")),
    Mirror(
        "need_kinds",
        NeedKind,
        CODE,
        (
            *("name", "answered_by", "proof", "shown", "unit", "ask_days", "reply_workdays", "published", "met"),
            "order",
        ),
        plain("need_kinds", ordered=True),
    ),
    Mirror(
        "need_stages",
        NeedStage,
        CODE,
        ("kind", "name", "part", "days", "order"),
        plain("need_stages", ordered=True),
    ),
    Mirror(
        "need_fields",
        NeedField,
        CODE,
        ("kind", "name", "type", "unit", "required", "within", "options", "order"),
        plain("need_fields", ordered=True),
    ),
)
