"""The tables of a folder of published firms, declared; read with every problem told at its cell.

registers/xiangyang/README.md explains the columns to the person who writes such a folder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lianzhang.enterprises.models import ChainRole, Enterprise
from lianzhang.honours.models import Honour
from lianzhang.kernel.sheets import Column, Problem, Row, Sheet, code, nearest, read_csv, text, whole
from lianzhang.registry.models import HonourKind

__all__ = ["CITY_SAYS", "PAGE", "PublishedList", "read_list"]

LIST_FILE = "list.toml"
# Whether a page says on which chain a firm is, or whoever made the table read it from what the firm makes.
PAGE, READING = "page", "reading"
CITY_SAYS = ((PAGE, "页面写明"), (READING, "整理时判读"))
ADDRESS = text(Enterprise._meta.get_field("source_address").max_length or 0)
NOTE = text(200)
YEAR = whole(1990, 2100)

FIRMS = Sheet(
    "firms",
    (
        Column("name", "名称", text(120), required=True),
        Column("region", "区域", code),
        Column("chain", "产业链", code),
        Column("basis", "归链依据", choices=CITY_SAYS),
        Column("segment", "环节", code),
        Column("role", "链上身份", choices=tuple((str(value), str(label)) for value, label in ChainRole.choices)),
        Column("role_year", "身份年份", YEAR),
        Column("told", "页面所说", text(200), required=True),
        Column("address", "来源地址", ADDRESS),
        Column("note", "说明", NOTE),
    ),
    named_by="key",
)
HONOURS = Sheet(
    "honours",
    (
        Column("holder", "持有者", text(120), required=True),
        Column("subject", "授予", choices=tuple((str(v), str(label)) for v, label in HonourKind.Subject.choices)),
        Column("kind", "荣誉名目", code),
        Column("title", "页面写的称号", text(120), required=True),
        Column("year", "年份", YEAR),
        Column("address", "来源地址", text(Honour._meta.get_field("source_address").max_length or 0)),
        Column("note", "说明", NOTE),
    ),
    named_by="key",
)


@dataclass(frozen=True)
class PublishedList:
    """A folder as read: the code of its city, what the list is called, its rows."""

    city: str
    title: str
    firms: list[Row]
    honours: list[Row]


def read_list(folder: Path) -> tuple[PublishedList, list[Problem]]:
    """Read the folder. Raises OSError where a file is missing."""
    facts = tomllib.loads((folder / LIST_FILE).read_text(encoding="utf-8"))
    firms, honours = (read_csv(folder / f"{sheet.name}.csv", sheet) for sheet in (FIRMS, HONOURS))
    published = PublishedList(facts["city"], facts["title"], firms.rows, honours.rows)
    return published, [*firms.problems, *honours.problems, *_faults(published)]


def _faults(published: PublishedList) -> Iterator[Problem]:
    """What must hold between the rows."""
    names: set[str] = set()
    for row in published.firms:
        if row["name"] in names:
            yield Problem("firms.csv", row.number, "name", f"“{row['name']}”写了两行；请并成一行")
        names.add(row["name"])
        if row["chain"] and not row["basis"]:
            yield Problem("firms.csv", row.number, "basis", "写了产业链，没有写归链依据；请写 page 或 reading")
    for row in published.honours:
        if row["subject"] != "park" and row["holder"] not in names:
            hint = nearest(row["holder"] or "", sorted(names))
            yield Problem("honours.csv", row.number, "holder", f"firms.csv 里没有“{row['holder']}”；{hint}")
