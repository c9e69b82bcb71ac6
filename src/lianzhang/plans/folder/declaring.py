"""How the tables of a plan folder are declared: their columns, what each refers to, what makes a row occur once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lianzhang.kernel.sheets import Column, Sheet, code
from lianzhang.registry.models import CityRow

from .cells import fits

__all__ = ["ID", "NAME", "WATCHED", "PlanTable", "choice", "column", "needed", "table"]


@dataclass(frozen=True)
class PlanTable:
    """One CSV file of the folder, or one worksheet of the workbook, which is called by its `title`.

    `key` names the columns that no two rows may share.
    `usual`: a plan without the table takes the rows that lie in `usual/`.
    """

    sheet: Sheet
    title: str
    required: bool = False
    key: tuple[str, ...] = ("id",)
    references: Mapping[str, str] = field(default_factory=dict)
    usual: bool = False

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def file(self) -> str:
        return f"{self.sheet.name}.csv"


def column(key: str, title: str, parse: Callable[[str], Any], **more: Any) -> Column:
    return Column(key, title, parse, **more)


def needed(key: str, title: str, parse: Callable[[str], Any], **more: Any) -> Column:
    return Column(key, title, parse, required=True, **more)


def choice(key: str, title: str, choices: Any, *, required: bool = False) -> Column:
    pairs = tuple((str(value), str(label)) for value, label in choices)
    return Column(key, title, required=required, choices=pairs)


# What targets.csv writes for a target that has no goal value.
WATCHED = "watch"

ID = needed("id", "编号", code)
NAME = needed("name", "名称", fits(CityRow, "name"))


def table(name: str, title: str, *columns: Column, **more: Any) -> PlanTable:
    return PlanTable(Sheet(name, columns, named_by="key"), title, **more)
