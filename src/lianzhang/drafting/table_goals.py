"""Goals in tables: a row names what is counted, or for whom; the head, the row or a line above gives the unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .making import LONGEST, measure_of, window_of
from .paper import Paper, Span
from .paper_tables import Cell, Column, PaperTable, figure_in, name_and_unit, unit_in
from .proposals import Target, proper
from .times import Period
from .words import WORDS, any_of

__all__ = ["table_goals"]

RULE, FIGURES = "表格", ("goal", "figure")
MEASURED = re.compile(f"(?:{any_of([*WORDS['name']['yearly'], *WORDS['name']['measured'], *WORDS['name']['level']])})$")
ALL = re.compile(f"^(?:{any_of(WORDS['table']['all'])})$")
GROWTH = re.compile(any_of(WORDS["table"]["change"]))
SORTS = re.compile(f"^(?:{any_of(WORDS['table']['sorts'])})")
# 1, 二、, (三) before a name, or alone.
COUNTED = re.compile(
    r"^(?:其中:?|#|\*)?(?:\d{1,2}(?:[.、](?!\d)|$)|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}(?:、|$))?"
)


def table_goals(paper: Paper, period: Period) -> Iterator[Target]:
    """Every figure that a table asks for, row by row."""
    for table in paper.tables:
        above: dict[int, str] = {}
        for row in table.rows:
            label, unit = _label(row, table, above)
            for cell, column in zip(row, table.columns, strict=False):
                if column.kind in FIGURES and (not column.year or period.starts.year <= column.year):
                    counted = column.name or ("" if column.unit or unit or MEASURED.search(label) else table.name)
                    name = counted if counted and ALL.match(label) else label + counted
                    yield from _target(paper, row, cell, column, name, column.unit or unit or table.unit)


def _label(row: list[Cell], table: PaperTable, above: dict[int, str]) -> tuple[str, str]:
    """What the row says of itself before its figures, and its unit. A blank under a name (`above`, by column) is that
    name once more; what only sorts the rows names nothing."""
    label = unit = ""
    last = max(at for at, column in enumerate(table.columns) if column.kind == "label")
    before = next((at for at, column in enumerate(table.columns) if column.kind in FIGURES), 0) or last + 1
    for at, (cell, column) in enumerate(zip(row, table.columns, strict=False)):
        if column.kind == "unit":
            unit = unit_in(cell.text) or unit
        if column.kind != "label" or figure_in(cell.text) or SORTS.match(column.name) or at > before:
            continue
        name, said = name_and_unit(COUNTED.sub("", cell.text))
        above[at] = name or (above.get(at, "") if at < last else "")
        label, unit = label + above[at], said or unit
    return label, unit


def _target(paper: Paper, row: list[Cell], cell: Cell, column: Column, name: str, unit: str) -> Iterator[Target]:
    figure = figure_in(cell.text)
    # [3] under a yearly growth is what is gained in all years.
    if not figure or not (figure.unit or unit) or not 2 <= len(name) <= LONGEST or (figure.summed and column.name):
        return
    unit = figure.unit or unit
    growth = unit in ("%", "‰") and GROWTH.search(name) is not None
    measure = measure_of(name, unit, growth=growth, share="占" in name, every=False)
    said = [each for each in row if each.text]
    yield Target(
        clause=paper.clause_of(said[0].start).id,
        passage=Span(said[0].start, said[-1].end),
        rule=RULE,
        name=proper(name),
        unit=unit,
        comparator=figure.comparator,
        value=figure.value,
        value_max=figure.value_max,
        measure=measure,
        window=window_of(name, unit, measure, None),
        due=date(column.year, 12, 31) if column.year else None,
    )
