"""What the check of a plan would say of proposals, before a plan is made of them: the plan's own parsers and units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lianzhang.drafting.api import Draft, drafted_content
from lianzhang.plans.folder import Content, KeptSource
from lianzhang.plans.folder.checks import check
from lianzhang.plans.folder.reading import read_source
from lianzhang.plans.workbook import in_workbook

from .proposals import Proposed, key_of

__all__ = ["TABLE_OF", "faults_of"]

# In which table the proposals of a kind are written, a row for each.
TABLE_OF = {
    "targets": "targets",
    "duties": "duties",
    "chains": "chains",
    "groups": "groups",
    "items": "checklist",
}
NAMED = ("chains", "groups")
# By the key of a proposal, what is wrong by column; "" where it is the whole row.
Faults = dict[str, dict[str, str]]


def faults_of(drafted: Draft, proposals: Iterable[Proposed], stands: Content | None = None) -> Faults:
    """`stands`: the plan whose units are known too."""
    asked = [each for each in proposals if each.kind in TABLE_OF]
    lists: dict[str, Any] = {}
    at: dict[tuple[str, int | None], str] = {}
    for kind, table in TABLE_OF.items():
        rows = {each.key: each.row for each in asked if each.kind == kind}
        if kind in NAMED:  # by targets: they stay where they were read
            rows = {key: rows.get(key, each) for each in getattr(drafted, kind) if (key := key_of(kind, each))}
        lists[kind] = list(rows.values())
        at |= {(f"{table}.csv", row): key for row, key in enumerate(rows, 2)}
    content = drafted_content(replace(drafted, **lists), "draft")
    if units := (stands or {"tables": {}})["tables"].get("units"):
        content["tables"]["units"] = units
    folder, problems = read_source(KeptSource(content))
    told: Faults = {}
    for problem in (*problems, *check(folder)):
        if (problem.file, problem.row) in at:
            said = told.setdefault(at[problem.file, problem.row], {})
            said.setdefault(problem.column, in_workbook(problem).message)
    wanted = {each.key for each in asked}
    return {key: said for key, said in told.items() if key in wanted}
