"""How the tables of a folder lie in the database: for each model, its rows as flat fields with codes for keys.

Order matters: a model stands after those it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lianzhang.kernel.sheets import Row
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat, goal_rows
from lianzhang.plans.metrics import default_metric
from lianzhang.plans.models import (
    Cadence,
    ChainWork,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Definition,
    Duty,
    Goal,
    Observation,
    Plan,
    Precision,
    ProblemKind,
    ProblemLevel,
    ProblemLimit,
    Source,
    SupervisionColour,
    Target,
    TargetItem,
    WorkKind,
    WorkTopic,
)
from lianzhang.registry.models import (
    Appointment,
    Chain,
    ChainGroup,
    Organization,
    Park,
    Post,
    Rank,
    Region,
)

from .mirror import CITY, CODE, Mirror, plain
from .project_mirrors import PROJECT_MIRRORS
from .register_mirrors import REGISTER_MIRRORS
from .room_mirrors import ROOM_MIRRORS
from .score_mirrors import SCORE_MIRRORS
from .stated_mirrors import STATED_MIRRORS

__all__ = ["MIRRORS", "Mirror"]


def _plan(folder: PlanFolder) -> Iterable[Flat]:
    yield {"code": folder.code, "own_units": [_unit(row) for row in folder.rows("units")], **folder.plan}


def _unit(row: Row) -> Flat:
    """As it lies in JSON: only texts."""
    written = row.values | {"factor": f"{row['factor'] or 1:f}", "date": row["date"].isoformat() if row["date"] else ""}
    return {"code": row["id"], **{name: value for name, value in written.items() if name != "id"}}


def _appointments(folder: PlanFolder) -> Iterable[Flat]:
    """A body that holds a post itself is called by its name."""
    names = {row["id"]: row["name"] for row in folder.rows("organizations")}
    for row in folder.rows("appointments"):
        yield {**row.values, "holder": row["holder"] or names[row["organization"]]}


def _cadences(folder: PlanFolder) -> Iterable[Flat]:
    return ({**row.values, "within_days": row["within_days"] or 0} for row in folder.rows("cadences"))


def _works(folder: PlanFolder) -> Iterable[Flat]:
    """Codes of what records show lie beside each other in one text."""
    for order, row in enumerate(folder.rows("works")):
        yield {"code": row["id"], "name": row["name"], "shown_by": ";".join(row["shown_by"]), "order": order}


def _checklist(folder: PlanFolder) -> Iterable[Flat]:
    return (
        {**row.values, "code": row["id"], "order": order, "of": row["of"] or ChecklistItem.Of.CHAIN.value}
        for order, row in enumerate(folder.rows("checklist"))
    )


def _targets(folder: PlanFolder) -> Iterable[Flat]:
    for order, row in enumerate(folder.rows("targets")):
        kind, name = row["scope"]
        params = {key: row[key] for key in ("quantity", "of", "item") if row[key]}
        yield {
            **row.values,
            "code": row["id"],
            "order": order,
            "scope_kind": kind,
            "chain": name if kind == "chain" else None,
            "group": name if kind == "group" else None,
            "region": name if kind == "region" else None,
            "park": name if kind == "park" else None,
            "starts": row["starts"] or folder.starts,
            "due": row["due"] or folder.ends,
            "metric": row["metric"] or default_metric(row["measure"]),
            "params": {"quantity": row["id"]} | params,
        }


def _goals(folder: PlanFolder) -> Iterable[Flat]:
    return (flat for _, _, flat in goal_rows(folder))


def _items(folder: PlanFolder) -> Iterable[Flat]:
    for flat in plain("items", ordered=True)(folder):
        yield flat | {"value": flat["value"] or Decimal(1)}


def _definitions(folder: PlanFolder) -> Iterable[Flat]:
    for row in folder.rows("targets"):
        if row["definition"]:
            yield {
                "target": row["id"],
                "effective_from": folder.starts,
                "text": row["definition"],
            }
    for row in folder.rows("definitions"):
        yield row.values


def _observation(row: Row) -> Flat:
    kind, name = row["scope"] or ("city", "")
    about, subject = row["subject"] or ("", "")
    return {
        **row.values,
        "code": row["id"],
        "target": subject if about == "target" else None,
        "duty": subject if about == "duty" else None,
        "chain": name if kind == "chain" else None,
        "group": name if kind == "group" else None,
        "region": name if kind == "region" else None,
        "park": name if kind == "park" else None,
        "scope_text": name if kind == "text" else "",
        "period_start": row["period"].start,
        "period_end": row["period"].end,
        "date": row["date"] or row["period"].end,
        "precision": row["precision"] or Precision.EXACT.value,
    }


def _observations(folder: PlanFolder) -> Iterable[Flat]:
    return (_observation(row) for row in folder.rows("observations"))


MIRRORS = (
    Mirror("regions", Region, CODE, ("name", "kind", "parent"), plain("regions"), **CITY),
    Mirror("parks", Park, CODE, ("name", "region"), plain("parks"), **CITY),
    Mirror("organizations", Organization, CODE, ("name", "kind"), plain("organizations"), **CITY),
    Mirror("chains", Chain, CODE, ("name", "lead_department"), plain("chains"), **CITY),
    Mirror("groups", ChainGroup, CODE, ("name",), plain("groups"), many=("chains",), **CITY),
    *REGISTER_MIRRORS,
    Mirror("ranks", Rank, CODE, ("name", "extra", "kind", "role", "order"), plain("ranks", ordered=True), **CITY),
    Mirror(
        *("posts", Post, CODE, ("name", "rank", "organization", "region", "park"), plain("posts")),
        many=("chains",),
        **CITY,
    ),
    Mirror(
        "appointments",
        Appointment,
        ("post", "holder", "starts"),
        ("organization", "ends", "source"),
        _appointments,
        within="post__city__code",
        shared=True,
        on_screen=("ends",),
    ),
    Mirror(
        "plan",
        Plan,
        CODE,
        (
            "name",
            "short_name",
            "city",
            "starts",
            "ends",
            "succeeds",
            "about_tolerance",
            "evidence_valid_days",
            "own_units",
            "source",
            *("paper_title", "paper_number", "paper_issuer", "paper_date", "paper_address", "words"),
        ),
        _plan,
        within="code",
    ),
    *STATED_MIRRORS,
    Mirror("checklist", ChecklistItem, CODE, ("name", "rank", "of", "order"), _checklist),
    Mirror(
        "checklist_records",
        ChecklistRecord,
        ("item", "chain", "title", "region"),
        ("date", "source"),
        plain("checklist_records"),
        within="item__plan__code",
        shared=True,
        on_screen=(),
    ),
    Mirror(
        "problem_levels",
        ProblemLevel,
        CODE,
        ("name", "rank", "organization", "limit_workdays", "order"),
        plain("problem_levels", ordered=True),
    ),
    Mirror("problem_kinds", ProblemKind, CODE, ("name", "organization", "order"), plain("problem_kinds", ordered=True)),
    Mirror(
        "problem_limits",
        ProblemLimit,
        ("step", "level", "kind", "urgent"),
        ("limit_workdays",),
        plain("problem_limits"),
    ),
    *PROJECT_MIRRORS,
    Mirror(
        "supervision_colours",
        SupervisionColour,
        ("colour",),
        ("from_days", "answer_workdays"),
        plain("supervision_colours"),
    ),
    Mirror("clauses", Clause, CODE, ("number", "title", "parent", "order"), plain("clauses", ordered=True)),
    Mirror(
        "targets",
        Target,
        CODE,
        (
            *("clause", "name", "unit", "strive", "measure", "window", "scope_kind", "chain"),
            *("group", "region", "park", "starts", "due", "metric", "params", "base_year", "baseline"),
            *("tolerance", "record", "note", "reading", "order"),
        ),
        _targets,
        many=("owners",),
    ),
    Mirror(
        "goals",
        Goal,
        ("target", "chain", "group", "region", "park", "period_start", "period_end", "effective_from"),
        ("comparator", "value", "value_max", "reason"),
        _goals,
        within="target__plan__code",
    ),
    Mirror(
        "items",
        TargetItem,
        ("target", "code"),
        ("name", "value", "checklist", "order"),
        _items,
        within="target__plan__code",
    ),
    *SCORE_MIRRORS,
    Mirror(
        "definitions", Definition, ("target", "effective_from"), ("text",), _definitions, within="target__plan__code"
    ),
    Mirror(
        "duties",
        Duty,
        CODE,
        ("clause", "name", "responsible", "cadence", "due", "when", "record", "each", "order"),
        plain("duties", ordered=True),
        many=("owners",),
    ),
    *ROOM_MIRRORS,
    Mirror(
        "cadences",
        Cadence,
        ("rank", "activity", "starts"),
        ("every", "at_least", "kind", "within_days", "of"),
        _cadences,
        many=("duties",),
    ),
    Mirror(
        *("work_kinds", WorkKind, CODE, ("name", "saves", "order"), plain("work_kinds", ordered=True)),
        many=("duties",),
    ),
    Mirror("work_topics", WorkTopic, CODE, ("kind", "name", "note", "order"), plain("work_topics", ordered=True)),
    Mirror("works", ChainWork, CODE, ("name", "shown_by", "order"), _works),
    Mirror("sources", Source, CODE, ("publisher", "title", "date", "address", "note"), plain("sources"), shared=True),
    Mirror(
        "observations",
        Observation,
        CODE,
        (
            *("target", "duty", "relation", "quantity", "chain", "group", "region", "park", "scope_text"),
            *("period_start", "period_end", "date", "value", "precision", "unit", "nature"),
            *("source", "note", "preferred", "preference_reason"),
        ),
        _observations,
        on_screen=("preferred", "preference_reason"),
    ),
)
