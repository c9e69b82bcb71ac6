"""A drafted plan laid into the one that stands: what its paper names is added or revised, everything else stays.

A further plan of a city is laid into what the city has: its places, bodies, ranks, posts and kinds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from lianzhang.kernel.folding import fold
from lianzhang.plans.folder import Content
from lianzhang.plans.workbook.layout import BY_NAME

from .goal_rows import OF, goal_that_holds
from .recognizing import Laid, Register, Row, Same, bare, free_id, laid_rows

__all__ = ["Revision", "filled", "shared_part"]

# What a paper says anew of a row that stands; how it is counted, and all that was worked out by hand, stays.
REVISED: Mapping[str, tuple[str, ...]] = {
    "checklist": ("rank",),
    "targets": ("comparator", "value", "value_max", "strive", "due"),
    "duties": ("responsible", "owners", "cadence", "due"),
    "cadences": ("every", "at_least"),
}
GOAL = ("comparator", "value", "value_max")


class Revision(NamedTuple):
    """From which day on, written as in a plan, and by which paper."""

    since: str
    paper: str


KEPT_BY_CITY = ("regions", "parks", "organizations", "ranks", "units")


def shared_part(stands: Content, drafted: Content) -> dict[str, Any]:
    """Of a plan what a further plan of its city takes over: not its chains, clauses and goals, but who and where."""
    tables = stands["tables"]
    kinds = [name for name in tables if BY_NAME[name].usual]
    part = {name: [dict(row) for row in tables[name]] for name in (*KEPT_BY_CITY, *kinds) if name in tables}
    for name in kinds:  # its duties are its own
        own = [column for column, other in BY_NAME[name].references.items() if other == "duties"]
        part[name] = [{key: cell for key, cell in row.items() if key not in own} for row in part[name]]
    asked = {bare(row) for row in drafted["tables"].get("chains", ())}
    part["chains"] = [dict(row) for row in tables.get("chains", ()) if bare(row) in asked]
    chains = {row["id"] for row in part["chains"]}
    posts = tables.get("posts", ())
    part["posts"] = [dict(row) for row in posts if {*filter(None, row.get("chains", "").split(";"))} <= chains]
    return {"sections": stands["sections"], "tables": part}


def filled(
    drafted: Content,
    stands: Content,
    register: Register | None = None,
    *,
    revision: Revision | None,
    same: Mapping[str, Same] | None = None,
) -> dict[str, Any]:
    """The plan that stands, with its id, its settings and all of its rows, as the draft would have it. `revision`: from
    when and by which paper goals have other values; None: the draft is a further plan, which has none to revise.
    `same`: by table, what a person said of single rows."""
    tables = {name: [dict(row) for row in rows] for name, rows in stands["tables"].items()}
    plan = stands["sections"]["plan"]
    said = drafted["sections"]["plan"]
    dated = () if revision is None or said.get("ends") == plan.get("ends") else ("targets", "duties")
    goals, met = list(tables.get("goals", ())), set()
    for laid in list(laid_rows(drafted, tables, plan, register or {}, same or {})):
        row, known = laid.row, laid.known
        if known is None and laid.table in dated and not row.get("due"):  # due at the end of its own paper
            row = {**row, "due": said.get("ends", "")}
        if known is None:
            tables[laid.table].append(row)
        elif id(known) not in met:
            if laid.table == "targets" and revision is not None:
                goals = _with_goal(goals, row, known, revision)
            _revise(laid, row, known, plan, by_place=any(each["target"] == known.get("id") for each in goals))
        met.add(id(known))
    if goals:
        tables["goals"] = goals
    sections = {**stands["sections"]}
    if revision is None:
        sections = {"plan": {**said, "city": plan["city"]}, "words": stands["sections"].get("words", {})}
    _with_posts_of_each_chain(tables, stands["tables"], (register or {}).get("posts", {}))
    return {"sections": sections, "tables": _asked_for(tables, stands["tables"])}


def _with_posts_of_each_chain(
    tables: dict[str, list[Row]], stood: Mapping[str, Any], register: Mapping[str, str]
) -> None:
    """A chain that is new has the posts that each of the others has, called as theirs are."""
    chains = {row["id"]: row["name"] for row in stood.get("chains", ())}
    posts = tables.get("posts", [])
    taken = {*(row["id"] for row in posts), *register.values()}
    for rank, endings in _posts_of_each(chains, stood.get("posts", ())):
        for chain in tables.get("chains", ()):
            if chain["id"] in chains or any((row["rank"], row.get("chains")) == (rank, chain["id"]) for row in posts):
                continue
            name = f"{chain['name']}{endings}"
            own = register.get(fold(name)) or free_id(name, taken)
            posts.append({"id": own, "name": name, "rank": rank, "chains": chain["id"]})
            taken.add(posts[-1]["id"])


def _posts_of_each(chains: Mapping[str, str], posts: Any) -> Iterator[tuple[str, str]]:
    """Ranks of which each chain has its post, and what such a post is called behind its chain's name."""
    of_one = [row for row in posts if row.get("chains") in chains]
    for rank in dict.fromkeys(row["rank"] for row in of_one):
        own = [row for row in of_one if row["rank"] == rank]
        endings = {row["name"].removeprefix(chains[row["chains"]]) for row in own}
        if {row["chains"] for row in own} == set(chains) and len(endings) == 1:
            yield rank, endings.pop()


def _asked_for(tables: dict[str, list[Row]], stood: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Without bodies that are new and that no row names: those of duties which the plan has in other words."""
    stand = {row["id"] for row in stood.get("organizations", ())}
    named = {
        part
        for name, rows in tables.items()
        for column, other in BY_NAME[name].references.items()
        if other == "organizations"
        for row in rows
        for part in row.get(column, "").split(";")
    }
    bodies = [row for row in tables.get("organizations", ()) if row["id"] in stand | named]
    return {**tables, **({"organizations": bodies} if bodies else {})}


def _revise(laid: Laid, said: Row, known: Row, plan: Mapping[str, str], *, by_place: bool) -> None:
    """What the paper leaves out stays as it stands. Of a duty in other words only what nobody wrote yet is taken.
    `by_place`: the target's values, or others than its own, are rows of goals."""
    columns = REVISED.get(laid.table, ())
    if laid.table == "duties" and fold(said.get("responsible", "")) == fold(known.get("responsible", "")):
        columns = ("cadence", "due")
    if laid.table == "duties" and laid.by_likeness:
        columns = tuple(column for column in columns if not known.get(column))
    if laid.table == "targets":
        if by_place and not known.get("value"):
            return
        late = str(said.get("due", "")) > str(plan.get("ends", ""))
        kept = {*(GOAL if known.get("value") else ()), *(("due",) if late else ())}
        columns = tuple(column for column in columns if column not in kept)
    known.update({column: said[column] for column in columns if said.get(column)})


def _with_goal(goals: list[Row], said: Row, known: Row, revision: Revision) -> list[Row]:
    """A goal's other value is one from a day on: what was asked before that day stays."""
    row = {"target": known["id"], **{column: said.get(column, "") for column in GOAL}}
    holds = goal_that_holds(row, goals, [known])
    if not row["value"] or holds is None or all(_same(row[column], holds.get(column, "")) for column in GOAL):
        return goals
    made = {**row, "effective_from": revision.since, "reason": revision.paper}
    others = [
        each for each in goals if any(each.get(name, "") != made.get(name, "") for name in (*OF, "effective_from"))
    ]
    return [*others, {column: cell for column, cell in made.items() if cell}]


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return fold(one) == fold(other)
