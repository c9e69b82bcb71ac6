"""What a paper's draft proposes, one by one, what a person decided of each, and the plan that comes of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.drafting.api import DRAFTED, RANK_NAMES, READ_BY, Chain, Draft, Span, drafted_content
from lianzhang.plans.models import Window
from lianzhang.plans.workbook import said_of_workbook

__all__ = [
    *(
        "DROPPED",
        "KEPT",
        "KINDS",
        "Decision",
        "Proposed",
        "changed_row",
        "decided_content",
        "in_list_order",
        "key_of",
        "proposals_of",
    ),
]

KEPT, DROPPED = "kept", "dropped"
# Of the draft's lists: what one of them is called, and which of its fields a person may change.
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "targets": (
        "目标",
        ("name", "value", "value_max", "unit", "comparator", "measure", "window", "due", "strive"),
    ),
    "duties": ("任务", ("name", "responsible", "cadence", "due")),
    "chains": ("产业链", ("name",)),
    "groups": ("产业群", ("name",)),
    "posts": ("职务", ("name",)),
    "items": ("配备", ("name",)),
    "cadences": ("频次", ()),
}
# What a person decided: {"state": KEPT or DROPPED, "cells": fields as texts, where they were changed, "same": the id of
# the row of the plan that it is, "" for a new one; not there where nobody said}.
Decision = Mapping[str, Any]


class Fate(NamedTuple):
    state: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal: its key in the draft, its number in the order of the text, what it says now."""

    key: str
    kind: str
    number: int
    row: Any
    fate: Fate

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @property
    def open(self) -> bool:
        return not self.fate.state

    @property
    def mark(self) -> str:
        """How it is drawn in the text."""
        if self.fate.state == DROPPED:
            return "dropped"
        return "changed" if self.fate.changed else self.fate.state or "open"

    @property
    def name(self) -> str:
        row = self.row
        if name := getattr(row, "name", ""):
            return str(name)
        every = Window(row.every).label if row.every in Window.values else row.every
        return f"{RANK_NAMES.get(row.rank, row.rank)}：每{every}{row.at_least}次，{row.activity}"


def proposals_of(drafted: Draft, decisions: Mapping[str, Decision]) -> list[Proposed]:
    """All of them in the order of the text, goals before what else stands at their place."""
    rows = [
        (each.passage.start, order, kind, at, each)
        for order, kind in enumerate(KINDS)
        for at, each in enumerate(getattr(drafted, kind))
    ]
    rows.sort(key=lambda row: row[:4])
    return [_proposed(number, kind, each, decisions) for number, (_, _, kind, _, each) in enumerate(rows, 1)]


def key_of(kind: str, row: Any) -> str:
    called = getattr(row, "name", "") or getattr(row, "activity", "")
    return f"{kind}:{row.passage.start}:{row.passage.end}:{called}"


def _proposed(number: int, kind: str, row: Any, decisions: Mapping[str, Decision]) -> Proposed:
    key = key_of(kind, row)
    decision = decisions.get(key, {})
    cells = decision.get("cells") or {}
    return Proposed(
        key, kind, number, changed_row(row, cells) if cells else row, Fate(decision.get("state", ""), bool(cells))
    )


def changed_row(row: Any, cells: Mapping[str, str]) -> Any:
    """The proposal with fields as a person wrote them, texts that were checked when they were written."""
    return replace(row, **{name: _value(name, cell) for name, cell in cells.items()})


def _value(name: str, cell: str) -> Any:
    if name in ("value", "value_max"):
        return Decimal(cell) if cell else None
    if name == "due":
        return date.fromisoformat(cell) if cell else None
    return cell == "yes" if name == "strive" else cell


def decided_content(
    drafted: Draft, decisions: Mapping[str, Decision], plan_id: str, chains: Iterable[str] = ()
) -> dict[str, Any]:
    """What the plan says once all was looked at: without what was dropped, with what was changed.

    `chains` are those of the plan where none of the paper's is kept."""
    kept: dict[str, Any] = {kind: [] for kind in KINDS}
    for each in in_list_order(drafted, decisions):
        if each.fate.state != DROPPED:
            kept[each.kind].append(each.row)
    kept["targets"] = list(_where_it_is_asked(drafted, decisions, kept["targets"]))
    if not kept["chains"]:
        clause = drafted.clauses[0].id if drafted.clauses else ""
        kept["chains"] = [Chain(clause=clause, passage=Span(0, 0), rule="台账", name=name) for name in chains]
    return looked_through(drafted_content(replace(drafted, **kept), plan_id), "逐条对照原文核对")


def looked_through(content: Mapping[str, Any], how: str) -> dict[str, Any]:
    """Without what a draft says of itself to whoever goes through it: somebody did, as `how` says. What is left to do,
    and what a person wrote, stays."""
    tables = {name: [dict(row) for row in rows] for name, rows in content["tables"].items()}
    for row in tables.get("targets", ()):
        if row.get("reading", "").startswith(READ_BY):
            row.pop("note", None)
            _, apart, rest = row.pop("reading").partition("；")
            if apart:
                row["reading"] = said_of_workbook(rest)
    plan = content["sections"]["plan"]
    if plan.get("source", "").startswith(DRAFTED):
        plan = {**plan, "source": f"{DRAFTED}起草，{how}"}
    return {"sections": {**content["sections"], "plan": plan}, "tables": tables}


def _where_it_is_asked(drafted: Draft, decisions: Mapping[str, Decision], targets: Iterable[Any]) -> Iterator[Any]:
    """Chains and groups are counted as they are kept; what asked one that was dropped asks the whole city."""
    now = {}
    for letter, kind in (("c", "chains"), ("g", "groups")):
        left = 0
        for at, row in enumerate(getattr(drafted, kind), 1):
            stays = _proposed(0, kind, row, decisions).fate.state != DROPPED
            left += stays
            now[f"{letter}{at:02d}"] = f"{letter}{left:02d}" if stays else ""
    for each in targets:
        word, colon, code = each.scope.partition(":")
        scope = each.scope if not colon else f"{word}:{now[code]}" if now.get(code) else "city"
        yield replace(each, scope=scope)


def in_list_order(drafted: Draft, decisions: Mapping[str, Decision]) -> Iterator[Proposed]:
    """Kind by kind, as the rows of a plan are written; their numbers in the text are not told."""
    for kind in KINDS:
        yield from (_proposed(0, kind, each, decisions) for each in getattr(drafted, kind))
