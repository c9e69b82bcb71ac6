"""The list of chains and what a search found as workbooks: the rows on the screen, one column for each thing said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from lianzhang.kernel.chain_page import ChainColumn
from lianzhang.kernel.desk import SearchGroup, SearchHit
from lianzhang.kernel.formatting import LIGHTS, amount
from lianzhang.kernel.sheets import WORDS, Column, Said, Sheet, day_cell, list_workbook, number, whole, write_workbook

from .queries import Chains
from .queries.chains import ChainLine

__all__ = ["chains_workbook", "search_workbook"]


def chains_workbook(chains: Chains, at: date) -> bytes:
    """One row for each chain; a column for each periodic target, target and checklist item of the plan."""
    first = chains.lines[0] if chains.lines else None
    names = {f"item-{mark.item.code}": mark.item.name for mark in first.marks.marks} if first else {}
    targets = {f"target-{each.target.code}": each.target.name for line in chains.lines for each in line.lights}
    columns = (
        Column("chain", "产业链", WORDS),
        Column("leaders", "任职", WORDS),
        *(Column(key, name, WORDS) for key, name in (names | targets).items()),
        *(Column(each.code, f"{each.period or ''}{each.title}", number()) for each in chains.of_rooms),
        Column("reported", "最近公布的数", WORDS),
        Column("date", "日期", day_cell),
        Column("moved", "比上季度末有变化的目标（项）", whole()),
    )
    return write_workbook(
        Sheet(f"产业链 截至{at}", columns), (dict(_row(line, chains.of_rooms)) for line in chains.lines)
    )


def _row(line: ChainLine, of_rooms: Iterable[ChainColumn]) -> Iterator[tuple[str, Any]]:
    yield "chain", line.chain.name
    yield "leaders", "；".join(f"{rank.rank.name}：{rank.names or '没有任职记录'}" for rank in line.ranks)
    for mark in line.marks.marks:
        yield f"item-{mark.item.code}", f"有（{mark.since}起）" if mark.there else "没有记录"
    for light in line.lights:
        yield f"target-{light.target.code}", LIGHTS[light.state]
    for column in of_rooms:
        if figure := column.figures.get(line.chain.pk):
            yield column.code, round(figure.value, 2)
    if line.latest:
        latest = line.latest.figure
        yield "reported", f"{line.latest.name} {amount(latest.value, latest.unit, latest.precision)}"
        yield "date", latest.date
    yield "moved", len(line.moved)


SEARCH_COLUMNS: Sequence[Said[tuple[SearchGroup, SearchHit | None]]] = (
    ("类别", WORDS, lambda pair: pair[0].title),
    ("名称", WORDS, lambda pair: pair[1].link.title if pair[1] else _left(pair[0])),
    ("状态", WORDS, lambda pair: LIGHTS[pair[1].state] if pair[1] and pair[1].state else ""),
    ("说明", WORDS, lambda pair: pair[1].note if pair[1] else ""),
)


def search_workbook(groups: Iterable[SearchGroup]) -> bytes:
    """A group with more hits than were fetched says so in a row of its own."""
    pairs = ((group, hit) for group in groups for hit in (*group.hits, *([None] if group.rest else [])))
    return list_workbook("搜索结果", SEARCH_COLUMNS, pairs)


def _left(group: SearchGroup) -> str:
    return f"另有{group.rest}{group.measure}没有列出，请把词语写得更具体"
