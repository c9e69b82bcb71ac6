"""What must hold of the segments of the chains, and of titles, their conditions and application windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from lianzhang.kernel.sheets import Row
from lianzhang.registry.api import FIGURES, RuleItem
from lianzhang.registry.models import HonourKind

from .faults import Faults, Problems, at
from .reading import PlanFolder

__all__ = ["REGISTER_CHECKS"]

# From the lowest up; a ladder leads up or stays on its level.
LEVELS = (HonourKind.Level.MUNICIPAL, HonourKind.Level.PROVINCIAL, HonourKind.Level.NATIONAL)
DECIMALS_KEPT = 4


def _stages(folder: PlanFolder) -> Problems:
    """Within a chain a stage has one place, and a place one stage: together they are a column of the map."""
    first: dict[tuple[str, str | int], Row] = {}
    for row in folder.rows("segments"):
        if not (row["chain"] and row["stage"] and row["place"]):
            continue
        by_stage = first.setdefault((row["chain"], row["stage"]), row)
        by_place = first.setdefault((row["chain"], row["place"]), row)
        if by_stage["place"] != row["place"]:
            message = f"“{row['stage']}”在第{by_stage.number}行的次序是 {by_stage['place']}；同一阶段请写同一个次序"
            yield at("segments", row, "place", message)
        elif by_place["stage"] != row["stage"]:
            message = f"次序 {row['place']} 在第{by_place.number}行是“{by_place['stage']}”；同一次序请写同一个阶段"
            yield at("segments", row, "stage", message)


def _links(folder: PlanFolder) -> Problems:
    """A link leads on: to a later column of its chain, or within one column but never round in a circle."""
    segments = {row["id"]: row for row in folder.rows("segments") if row["id"]}
    level: dict[str, list[Row]] = defaultdict(list)
    for row in folder.rows("segment_links"):
        above, below = segments.get(row["upstream"]), segments.get(row["downstream"])
        if above is None or below is None:
            continue
        if above is below:
            yield at("segment_links", row, "downstream", "环节不能连到自己；请改成下游的环节，或删去这一行")
        elif above["chain"] == below["chain"] and above["place"] and below["place"]:
            if above["place"] > below["place"]:
                message = f"“{below['name']}”在“{above['name']}”的上游；请对调上下游，或改 segments.csv 的次序"
                yield at("segment_links", row, "downstream", message)
            elif above["place"] == below["place"]:
                level[above["chain"]].append(row)
    for rows in level.values():
        yield from _circle(rows, segments)


def _circle(rows: list[Row], segments: dict[str, Row]) -> Problems:
    graph: dict[str, list[str]] = {}
    for row in rows:
        graph.setdefault(row["downstream"], []).append(row["upstream"])
    path = _round(graph)
    if path:
        links = set(pairwise(path))
        last = max((row for row in rows if (row["upstream"], row["downstream"]) in links), key=lambda row: row.number)
        named = " → ".join(segments[code]["name"] for code in path)
        yield at("segment_links", last, "downstream", f"上下游绕成了一圈：{named}；请删去其中一条")


def _round(graph: dict[str, list[str]]) -> list[str]:
    """A circle in a graph of nodes and what comes before them, in the order of the links; [] where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _honours(folder: PlanFolder) -> Problems:
    kinds = {row["id"]: row for row in folder.rows("honours") if row["id"]}
    for row in kinds.values():
        for column, message in _honour_faults(row, kinds):
            yield at("honours", row, column, message)
    for column, what in (("ladder", "上一级称号"), ("renamed_to", "改称")):
        graph = {code: [row[column]] for code, row in kinds.items() if row[column] and row[column] != code}
        path = _round(graph)[::-1]
        if path:
            last = max((kinds[code] for code in path), key=lambda row: row.number)
            named = " → ".join(kinds[code]["name"] for code in path)
            yield at("honours", last, column, f"{what}绕成了一圈：{named}；请删去其中一个")


def _honour_faults(row: Row, kinds: dict[str, Row]) -> Faults:
    for column in ("ladder", "renamed_to"):
        if row[column] == row["id"]:
            yield column, "写的是这个称号自己；请写另一个，或留空"
    higher = kinds.get(row["ladder"])
    if higher and row["level"] and higher["level"] and LEVELS.index(higher["level"]) < LEVELS.index(row["level"]):
        yield "ladder", f"“{higher['name']}”的级别更低；上一级称号请写同级或更高级的"
    if row["renamed_on"] and not row["renamed_to"]:
        yield "renamed_to", "写了改称日期，就要写改成了哪个称号；请补上，或删去日期"


def _rules(folder: PlanFolder) -> Problems:
    """Of titles and of programmes."""
    for table in ("honour_rules", "programme_rules"):
        for row in folder.rows(table):
            if not row.broken:
                for column, message in _rule_faults(row):
                    yield at(table, row, column, message)


def _rule_faults(row: Row) -> Iterator[tuple[str, str]]:
    item, value = row["item"], row["value"]
    asked = item in FIGURES
    if asked and value is None:
        yield "value", "这一项要和一个数比；请写数值"
    if value is not None and not row["comparator"] and item != RuleItem.INDUSTRY:
        yield "comparator", "有数值就要写要求，如 >=；请补上"
    if not asked and item != RuleItem.INDUSTRY and value is not None:
        yield "value", "这一项只看有没有，不比数值；请删去数值"
    if value is not None and value != round(value, DECIMALS_KEPT):
        yield "value", f"最多{DECIMALS_KEPT}位小数；请缩短"
    if item == RuleItem.HOLDS and not row["holds"]:
        yield "holds", "请写须已持有的称号的编号"
    if item != RuleItem.HOLDS and row["holds"]:
        yield "holds", "只有“已持有的称号”（holds）才写这一列；请删去，或改 item"
    if row["holds"] and row["holds"] == row.values.get("honour"):
        yield "holds", "申报这个称号不能以已持有它为条件；请写另一个"


def _windows(folder: PlanFolder) -> Problems:
    for row in folder.rows("honour_windows"):
        if row["opens"] and row["closes"] and row["closes"] < row["opens"]:
            yield at("honour_windows", row, "closes", f"早于开始 {row['opens']}；请核对")


REGISTER_CHECKS: tuple[Callable[[PlanFolder], Problems], ...] = (_stages, _links, _honours, _rules, _windows)
