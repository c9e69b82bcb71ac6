"""The list of chains as a workbook: the rows on the screen, one column for each thing said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from lianzhang.kernel.figures import LIGHTS, amount
from lianzhang.kernel.sheets import Column, Sheet, date_cell, number, text, whole, write_workbook

from .queries import Chains
from .queries.chains import ChainLine

__all__ = ["chains_workbook"]

WORDS = text(1000)


def chains_workbook(chains: Chains, at: date) -> bytes:
    """One row for each chain; a column for each periodic target, target and checklist item of the plan."""
    first = chains.lines[0] if chains.lines else None
    names = {f"item-{mark.item.code}": mark.item.name for mark in first.marks.marks} if first else {}
    targets = {f"target-{each.target.code}": each.target.name for line in chains.lines for each in line.lights}
    columns = (
        Column("chain", "产业链", WORDS),
        Column("leaders", "任职", WORDS),
        *(Column(key, name, WORDS) for key, name in (names | targets).items()),
        *([Column("output", f"{chains.output_year}产值（亿元）", number())] if chains.output_year else []),
        Column("reported", "最近公布的数", WORDS),
        Column("date", "日期", date_cell),
        Column("moved", "比上季度末有变化的目标（项）", whole()),
    )
    return write_workbook(Sheet(f"产业链 截至{at}", columns), (dict(_row(line)) for line in chains.lines))


def _row(line: ChainLine) -> Iterator[tuple[str, Any]]:
    yield "chain", line.chain.name
    yield "leaders", "；".join(f"{rank.rank.name}：{rank.names or '没有任职记录'}" for rank in line.ranks)
    for mark in line.marks.marks:
        yield f"item-{mark.item.code}", f"有（{mark.since}起）" if mark.there else "没有记录"
    for light in line.lights:
        yield f"target-{light.target.code}", LIGHTS[light.state]
    if line.output:
        yield "output", round(line.output.value, 2)
    if line.latest:
        figure = line.latest.figure
        yield "reported", f"{line.latest.name} {amount(figure.value, figure.unit, figure.precision)}"
        yield "date", figure.date
    yield "moved", len(line.moved)
