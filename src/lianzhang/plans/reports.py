"""Standings as the command line prints them: a table to read, JSON and CSV for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Column, Table

from lianzhang.kernel.formatting import LIGHTS, NONE, day, lights
from lianzhang.kernel.metrics import Point
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.models import Goal
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.notes import note_text, progress_text
from lianzhang.plans.words.wording import goals_text, point_text, when_text

__all__ = ["FORMATS", "facts", "folding_table", "plain_console"]

COLUMNS_WHEN_PIPED = 160


def plain_console() -> Console:
    """Where results go. Nothing in a plan is taken for markup."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = COLUMNS_WHEN_PIPED
    return console


def facts(standing: Standing) -> dict[str, Any]:
    """A standing in plain values. Names are English and stable: other programs read them."""
    target, evaluation = standing.target, standing.evaluation
    return {
        "id": target.code,
        "clause": target.clause.number,
        "name": target.name,
        "unit": target.unit,
        "strive": target.strive,
        "measure": target.measure,
        "scope": target.scope_kind,
        "goal": [_goal(goal) for goal in standing.goals],
        "due": target.due,
        "state": evaluation.state,
        "last_seen": evaluation.last_seen,
        "reason": evaluation.reason,
        "latest": _point(evaluation.point),
        "progress": evaluation.progress,
        "expected": evaluation.expected,
        "over": evaluation.over,
        "met_since": evaluation.met_since,
        "reached_late": evaluation.reached_late,
        "projection": evaluation.projection and evaluation.projection.value,
        "projection_method": evaluation.projection and evaluation.projection.method,
        "parts": dict(Counter(str(part.evaluation.state) for part in evaluation.parts)),
        "evidence": [f"{row.kind}:{row.pk}" for row in standing.rows],
    }


def _goal(goal: Goal) -> dict[str, Any]:
    stated = {
        "comparator": goal.comparator,
        "value": goal.value,
        "value_max": goal.value_max,
        "chain": goal.chain and goal.chain.code,
        "group": goal.group and goal.group.code,
        "region": goal.region and goal.region.code,
        "park": goal.park and goal.park.code,
        "period_start": goal.period_start,
        "period_end": goal.period_end,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _point(point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {
        "value": point.nominal,
        "precision": point.precision,
        "period": point.period.code,
        "date": point.date,
        "disputed": point.disputed,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(round(value, 6))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{value!r} has no plain form")


def as_json(view: PlanViewpoint, standings: Sequence[Standing]) -> str:
    targets = [facts(standing) for standing in standings]
    answer = {"plan": view.plan.code, "at": view.at, "targets": targets}
    return json.dumps(answer, ensure_ascii=False, indent=1, default=_plain) + "\n"


def as_csv(_view: PlanViewpoint, standings: Sequence[Standing]) -> str:
    names = ["id", "clause", "name", "unit", "goal", "due", "state", "last_seen", "reason"]
    names += ["latest", "period", "date", "progress", "met_since", "evidence"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for standing in standings:
        row = facts(standing)
        latest = row["latest"] or {}
        row |= {"latest": latest.get("value"), "period": latest.get("period"), "date": latest.get("date")}
        row |= {"goal": goals_text(standing.target, standing.goals), "evidence": len(row["evidence"])}
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    plain = _plain(value) if isinstance(value, (Decimal, date, Enum)) else value
    return "" if plain is None else plain


def folding_table(*headings: str) -> Table:
    """A table that folds long cells; nothing is cut off."""
    return Table(*(Column(heading, overflow="fold") for heading in headings))


def as_table(view: PlanViewpoint, standings: Sequence[Standing]) -> RenderableType:
    table = folding_table("编号", "目标", "要求", "最近的数", "时点或时期", "完成", "状态", "说明")
    table.title, table.title_justify = f"{view.plan}，截至{day(view.at)}", "left"
    for column in (3, 5):
        table.columns[column].justify = "right"
    for standing in standings:
        evaluation, target = standing.evaluation, standing.target
        table.add_row(
            target.code,
            target.name,
            goals_text(target, standing.goals),
            point_text(evaluation.point, target.unit) if evaluation.point else NONE,
            when_text(evaluation.point) if evaluation.point else NONE,
            progress_text(evaluation, target.unit) or NONE,
            LIGHTS[evaluation.state],
            note_text(evaluation, target.unit, related=bool(standing.related)),
        )
    counts = Counter(str(standing.evaluation.state) for standing in standings)
    words = [f"{light.word}{light.count}" for light in lights(counts)]
    return Group(table, f"共{len(standings)}项：{'、'.join(words)}")


FORMATS: dict[str, Callable[[PlanViewpoint, Sequence[Standing]], RenderableType]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
}
