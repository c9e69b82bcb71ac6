"""The page of complete registers as a workbook: a row for each declaration, and for a register that has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, whole
from lianzhang.kernel.vocabulary import words
from lianzhang.registry.models import Coverage

from .queries import Declaration, RegisterLine

__all__ = ["coverage_workbook"]


class DeclarationLine(NamedTuple):
    """A register with one of its declarations, if there is any."""

    register: RegisterLine
    declaration: Declaration | None

    @property
    def row(self) -> Coverage | None:
        return self.declaration.row if self.declaration else None

    @property
    def state(self) -> str:
        if self.row is None:
            return "没有申报"
        return "已撤回" if self.row.withdrawn_at else "有效"


COVERAGE: Sequence[Said[DeclarationLine]] = (
    ("台账", WORDS, lambda line: line.register.title),
    ("已登记（条）", whole(), lambda line: line.register.count),
    ("等着它的目标", WORDS, lambda line: "；".join(target.name for target in line.register.waiting)),
    ("申报", WORDS, lambda line: line.state),
    ("哪一类", WORDS, lambda line: (line.declaration.kind or "全部") if line.declaration else ""),
    ("范围", WORDS, lambda line: str(line.row.region or words().whole) if line.row else ""),
    ("从", day_cell, lambda line: line.row and line.row.period_start),
    ("到", day_cell, lambda line: line.row and line.row.period_end),
    ("谁申报", WORDS, lambda line: str(line.row.declared_by) if line.row else ""),
    ("申报时间", MOMENT, lambda line: line.row and line.row.declared_at),
    ("依据", WORDS, lambda line: line.row and line.row.note),
    ("谁撤回", WORDS, lambda line: str(line.row.withdrawn_by or "") if line.row else ""),
    ("撤回时间", MOMENT, lambda line: line.row and line.row.withdrawn_at),
    ("撤回的理由", WORDS, lambda line: line.row and line.row.withdrawn_reason),
)


def coverage_workbook(lines: Iterable[RegisterLine], past: Sequence[Declaration], at: date) -> bytes:
    """`past` are the declarations that were taken back."""
    return list_workbook(f"台账齐全 截至{at}", COVERAGE, _declaration_lines(lines, past))


def _declaration_lines(lines: Iterable[RegisterLine], past: Sequence[Declaration]) -> Iterator[DeclarationLine]:
    for line in lines:
        withdrawn = [each for each in past if each.row.register == line.code]
        entries = [DeclarationLine(line, each) for each in (*line.declarations, *withdrawn)]
        yield from entries or [DeclarationLine(line, None)]
