"""Which row of the plan that stands a proposal is: as the names say it, or as a person does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lianzhang.drafting.api import Draft
from lianzhang.plans.folder import Content

from .likeness import MAY_BE_ONE, overlap, pairs_of_letters
from .proposals import DROPPED, Decision, Proposed, decided_content, in_list_order
from .recognizing import Same, recognized

__all__ = ["Offered", "offered", "said_of_rows"]

NEW = ("", "新的一条")


class Offered(NamedTuple):
    """What one is now, by the id of a row of the plan, and what it may be: pairs of id and words."""

    now: str
    choices: list[tuple[str, str]]


def said_of_rows(drafted: Draft, decisions: Mapping[str, Decision], content: Content) -> dict[str, Same]:
    """By table and the id of a row of the decided `content`: the id of the row of the plan that a person said it is."""
    told: dict[str, Same] = {}
    for key, table, own in _own_ids(drafted, decisions, content):
        same = decisions.get(key, {}).get("same")
        if same is not None:
            told[table] = {**told.get(table, {}), own: same}
    return told


def _own_ids(drafted: Draft, decisions: Mapping[str, Decision], content: Content) -> Iterator[tuple[str, str, str]]:
    """The key, the table and the id of each that is a row of the decided `content`."""
    rows = {table: iter(content["tables"].get(table, ())) for table in MAY_BE_ONE}
    for each in in_list_order(drafted, decisions):
        if each.kind in rows and each.fate.state != DROPPED:
            yield each.key, each.kind, next(rows[each.kind])["id"]


def offered(drafted: Draft, decisions: Mapping[str, Decision], stands: Content | None, one: Proposed) -> Offered | None:
    """None where the plan has nothing that it could be. The likest stand first."""
    rows = (stands or {"tables": {}})["tables"].get(one.kind, ()) if one.kind in MAY_BE_ONE else ()
    if not rows or stands is None:
        return None
    looked_at = {**decisions, one.key: {**decisions.get(one.key, {}), "state": ""}}  # what was dropped too
    content = decided_content(drafted, looked_at, "draft")
    own = next(own for key, _, own in _own_ids(drafted, looked_at, content) if key == one.key)
    now = recognized(content, stands, said_of_rows(drafted, looked_at, content)).get(one.kind, {}).get(own, "")
    pairs = pairs_of_letters(one.name)
    rows = sorted(rows, key=lambda row: (row["id"] != now, -overlap(pairs, pairs_of_letters(row["name"]))))
    return Offered(now, [NEW, *((row["id"], _told(row)) for row in rows)])


def _told(row: Mapping[str, Any]) -> str:
    value = f"（{row['value']}{row.get('unit', '')}）" if row.get("value") else ""
    return f"{row['name']}{value}"
