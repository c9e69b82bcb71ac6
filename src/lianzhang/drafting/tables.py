"""A draft as the tables of a plan (docs/plan-format.md): columns and rows, for files of any kind."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib.resources import files

from .draft import Draft
from .proposals import Cadence, Duty, Target
from .quantities import plain_number
from .structure import bodies_of
from .words import WORDS

__all__ = ["DRAFTED", "RANK_NAMES", "READ_BY", "UNNAMED", "Table", "city_of", "plan_tables", "plan_values"]

# Columns, and a row for each.
Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]

CITY = re.compile(r"[一-鿿]{2,6}?(?:自治州|地区|市|州|盟|省|县|区)")
# The usual ranks and what they may do, as rows of a plan.
RANKS = tuple(
    (row["id"], row["name"], row["kind"], row["role"])
    for row in csv.DictReader(files(__package__).joinpath("ranks.csv").read_text(encoding="utf-8").splitlines())
)
RANK_NAMES = {id_: name for id_, name, *_ in RANKS}
OF_CHAINS, OFFICE = ("chief", "lead"), "office"
CITY_ID = "city"
# How the reading of a target begins, and where a plan comes from, as long as nobody has gone through it.
READ_BY, DRAFTED = "按规则“", "由方案原文"
UNNAMED = "（请改名）"  # behind what the paper does not call by a name
NO_ROWS_YET = {"each_region": "regions.csv", "each_zone": "regions.csv", "each_park": "parks.csv"}
PASSAGE_LONGEST = 200


def city_of(drafted: Draft) -> str:
    """The place in the title; blank where it names none."""
    match = CITY.search(drafted.paper.title) or CITY.search(drafted.paper.plain[:400])
    return match[0] if match else ""


def plan_values(drafted: Draft, plan_id: str) -> dict[str, str | date | float | int]:
    """What plan.toml says, in its order."""
    return {
        "id": plan_id,
        "name": drafted.paper.title[:200] or plan_id,
        "city": CITY_ID,
        "starts": drafted.period.starts,
        "ends": drafted.period.ends,
        "about_tolerance": 0.10,
        "evidence_valid_days": 365,
        "source": f"{DRAFTED}按规则起草，尚未逐条核对",
    }


def plan_tables(drafted: Draft) -> dict[str, Table]:
    """Every table that has rows, by its name; the ids count within the table."""
    bodies = {name: f"o{at:02d}" for at, name in enumerate(bodies_of([each.responsible for each in drafted.duties]), 1)}
    chains = [(f"c{at:02d}", each.name) for at, each in enumerate(drafted.chains, 1)] or [("c01", f"产业链{UNNAMED}")]
    made: dict[str, Table] = {
        "regions": (("id", "name", "kind"), [(CITY_ID, city_of(drafted) or f"本方案的城市{UNNAMED}", "city")]),
        "organizations": (("id", "name", "kind"), [(id_, name[:80], _kind(name)) for name, id_ in bodies.items()]),
        "chains": (("id", "name"), chains),
        "groups": (("id", "name"), [(f"g{at:02d}", each.name) for at, each in enumerate(drafted.groups, 1)]),
        **_who(drafted, chains),
        "checklist": (("id", "name", "rank"), _items(drafted)),
        "clauses": (
            ("id", "number", "title", "parent"),
            [(each.id, each.number[:40], each.title, each.parent) for each in drafted.clauses],
        ),
        "targets": _of(drafted.targets, "t", TARGET_COLUMNS, drafted, bodies),
        "duties": _of(drafted.duties, "d", DUTY_COLUMNS, drafted, bodies),
    }
    return {name: table for name, table in made.items() if table[1]}


def _kind(name: str) -> str:
    return next((kind for kind, ends in WORDS["kinds"].items() if name.endswith(tuple(ends))), "other")


def _who(drafted: Draft, chains: list[tuple[str, str]]) -> dict[str, Table]:
    """Ranks, posts and cadences: ranks that the paper names, each with a post, and the office, without which nobody
    could go on with the plan."""
    named = {OFFICE, *(each.rank for each in drafted.posts), *(each.rank for each in drafted.cadences)}
    posts = []
    for rank, name, *_ in RANKS:
        if rank not in named:
            continue
        if rank in OF_CHAINS:
            posts += [(f"{rank}_{id_}", f"{chain}{name}", rank, id_) for id_, chain in chains]
        else:
            posts.append((rank, name, rank, ""))
    rows = {(each.rank, each.activity): _cadence(each) for each in drafted.cadences}
    return {
        "ranks": (("id", "name", "kind", "role"), [each for each in RANKS if each[0] in named]),
        "posts": (("id", "name", "rank", "chains"), posts),
        "cadences": (("rank", "activity", "every", "at_least", "kind", "of"), list(rows.values())),
    }


def _cadence(each: Cadence) -> tuple[str, ...]:
    of = "chain" if each.rank in OF_CHAINS else "city"
    return each.rank, each.activity, each.every, str(each.at_least), each.kind, of if each.kind == "meeting" else ""


def _items(drafted: Draft) -> list[tuple[str, ...]]:
    ranks = {each.rank for each in drafted.posts}
    return [
        (f"i{at:02d}", each.name, each.rank if each.rank in ranks else "") for at, each in enumerate(drafted.items, 1)
    ]


def _passage(drafted: Draft, each: Target | Duty) -> str:
    return "".join(drafted.paper.source[each.passage.start : each.passage.end].split()).strip("，。；、")[
        :PASSAGE_LONGEST
    ]


def _nowhere(each: Target | Duty) -> str:
    """A draft knows no counties and parks; what asks each of them is asked of all together until they are written."""
    scope = getattr(each, "scope", "")
    if scope not in NO_ROWS_YET:
        return ""
    return f"；原文分到{WORDS['each'][scope][0]}：先在 {NO_ROWS_YET[scope]} 写上，再把范围改为 {scope}"


Column = Callable[[Draft, "Target | Duty", dict[str, str]], str]


def _field(name: str) -> Column:
    return lambda _drafted, each, _bodies: str(getattr(each, name) or "")


def _number(name: str) -> Column:
    def told(_drafted: Draft, each: Target | Duty, _bodies: dict[str, str]) -> str:
        value = getattr(each, name)
        return "" if value is None else plain_number(value)

    return told


def _owners(_drafted: Draft, each: Target | Duty, bodies: dict[str, str]) -> str:
    return ";".join(bodies[name] for name in bodies_of([getattr(each, "responsible", "")]) if name in bodies)


# The columns of a table, and what stands in each.
TARGET_COLUMNS: dict[str, Column] = {
    "clause": _field("clause"),
    "name": _field("name"),
    "unit": _field("unit"),
    "comparator": _field("comparator"),
    "value": _number("value"),
    "value_max": _number("value_max"),
    "strive": lambda _drafted, each, _bodies: "yes" if getattr(each, "strive", False) else "",
    "measure": _field("measure"),
    "window": _field("window"),
    "scope": lambda _drafted, each, _bodies: "city" if _nowhere(each) else getattr(each, "scope", ""),
    "due": _field("due"),
    "quantity": _field("quantity"),
    "of": _field("of"),
    "base_year": lambda drafted, each, _bodies: (
        str(drafted.period.starts.year - 1) if getattr(each, "measure", "") == "growth" else ""
    ),
    "note": lambda drafted, each, _bodies: f"原文：{_passage(drafted, each)}",
    "reading": lambda _drafted, each, _bodies: f"{READ_BY}{each.rule}”起草，请核对{_nowhere(each)}",
}
DUTY_COLUMNS: dict[str, Column] = {
    "clause": _field("clause"),
    "name": _field("name"),
    "responsible": _field("responsible"),
    "owners": _owners,
    "cadence": _field("cadence"),
    "due": _field("due"),
    "each": _field("each"),
}


def _of(
    proposals: Iterable[Target | Duty],
    letter: str,
    columns: dict[str, Column],
    drafted: Draft,
    bodies: dict[str, str],
) -> Table:
    return ("id", *columns), [
        (f"{letter}{at:03d}", *(told(drafted, each, bodies) for told in columns.values()))
        for at, each in enumerate(proposals, 1)
    ]
