"""How what rooms above read of a plan lies in the database: kinds of visits and needs, programmes,
limits of second sources, materials, capacities, assessments, platforms."""

from __future__ import annotations

from collections.abc import Iterator

from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import (
    AssessmentKind,
    AssessmentLevel,
    Budget,
    CapacityKind,
    DutyRecordKind,
    EventKind,
    Material,
    NeedCriterion,
    NeedField,
    NeedKind,
    NeedStage,
    PerformanceIndicator,
    PlatformKind,
    PlatformMeasure,
    PlatformStage,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeRule,
    ProgrammeWindow,
    Ranking,
    SupplyLimit,
    Trade,
    VisitKind,
)

from .mirror import CODE, Mirror, plain

__all__ = ["ROOM_MIRRORS"]

POINTS = 100  # that a criterion gives at most where its row says nothing


def _criteria(folder: PlanFolder) -> Iterator[Flat]:
    for flat in plain("need_criteria", ordered=True)(folder):
        yield {**flat, "most": flat["most"] or POINTS}


_OF_PROGRAMME = "programme__plan__code"
_PROGRAMMES = (
    Mirror("programme_kinds", ProgrammeKind, CODE, ("name", "gives", "order"), plain("programme_kinds", ordered=True)),
    Mirror(
        *("programme_levels", ProgrammeLevel, CODE, ("kind", "order", "name", "role", "workdays")),
        plain("programme_levels"),
    ),
    Mirror(
        "budgets",
        Budget,
        CODE,
        ("name", "year", "amount", "source", "unit", "order"),
        plain("budgets", ordered=True),
    ),
    Mirror(
        "performance_indicators",
        PerformanceIndicator,
        CODE,
        ("group", "name", "weight", "direction", "computed", "order"),
        plain("performance_indicators", ordered=True),
    ),
    Mirror(
        "programmes",
        Programme,
        CODE,
        (
            *("name", "kind", "honour", "document", "clause", "unit", "amount", "share", "cap", "way", "papers"),
            *("budget", "pay_workdays", "starts", "ends", "applied", "paid", "valid_months", "local_days", "note"),
            "order",
        ),
        plain("programmes", ordered=True),
    ),
    Mirror(
        *("programme_rules", ProgrammeRule, ("programme", "order")),
        *(("item", "comparator", "value", "holds", "text"), plain("programme_rules")),
        within=_OF_PROGRAMME,
    ),
    Mirror(
        *("programme_windows", ProgrammeWindow, ("programme", "opens")),
        *(("year", "local_closes", "closes", "note"), plain("programme_windows")),
        within=_OF_PROGRAMME,
    ),
)
ROOM_MIRRORS = (
    Mirror(
        *("duty_records", DutyRecordKind, ("duty", "records", "item"), (), plain("duty_records")),
        within="duty__plan__code",
    ),
    Mirror("visit_kinds", VisitKind, CODE, ("name", "to", "duty", "order"), plain("visit_kinds", ordered=True)),
    Mirror("supply_limits", SupplyLimit, ("what",), ("days",), plain("supply_limits")),
    Mirror(
        "materials",
        Material,
        CODE,
        ("name", "unit", "tolerance", "closed_by", "document", "permit", "arising", "duty", "order"),
        plain("materials", ordered=True),
    ),
    Mirror("rankings", Ranking, CODE, ("name", "issuer", "order"), plain("rankings", ordered=True)),
    Mirror(
        "event_kinds",
        EventKind,
        CODE,
        ("name", "results", "months", "reply_workdays", "order"),
        plain("event_kinds", ordered=True),
    ),
    Mirror("trades", Trade, CODE, ("name", "majors", "order"), plain("trades", ordered=True)),
    Mirror(
        "need_kinds",
        NeedKind,
        CODE,
        (
            *("name", "answered_by", "proof", "shown", "unit", "ask_days", "reply_workdays"),
            *("judges", "published", "met", "names_customer", "pools", "backings", "stay_months", "order"),
        ),
        plain("need_kinds", ordered=True),
    ),
    Mirror(
        "need_stages",
        NeedStage,
        CODE,
        ("kind", "name", "part", "days", "least", "notice", "order"),
        plain("need_stages", ordered=True),
    ),
    Mirror(
        "need_fields",
        NeedField,
        CODE,
        ("kind", "name", "type", "unit", "required", "within", "options", "order"),
        plain("need_fields", ordered=True),
    ),
    Mirror(
        "need_criteria",
        NeedCriterion,
        CODE,
        ("kind", "name", "weight", "most", "order"),
        _criteria,
    ),
    *_PROGRAMMES,
    Mirror(
        "capacity_kinds",
        CapacityKind,
        CODE,
        ("name", "form", "unit", "need_kind", "yields", "project_need", "order"),
        plain("capacity_kinds", ordered=True),
    ),
    Mirror(
        "assessment_kinds",
        AssessmentKind,
        CODE,
        (
            *("name", "unit", "providers", "assign_workdays", "visit_workdays", "report_workdays"),
            *("decide_days", "recheck_months", "valid_months", "order"),
        ),
        plain("assessment_kinds", ordered=True),
    ),
    Mirror(
        *("assessment_levels", AssessmentLevel, CODE, ("kind", "name", "order")),
        plain("assessment_levels", ordered=True),
    ),
    Mirror(
        "platform_kinds",
        PlatformKind,
        CODE,
        ("name", "group", "role", "report_months", "order"),
        plain("platform_kinds", ordered=True),
    ),
    Mirror(
        "platform_stages",
        PlatformStage,
        CODE,
        ("kind", "name", "running", "months", "order"),
        plain("platform_stages", ordered=True),
    ),
    Mirror(
        "platform_measures",
        PlatformMeasure,
        CODE,
        ("kind", "name", "unit", "means", "by_member", "order"),
        plain("platform_measures", ordered=True),
    ),
)
