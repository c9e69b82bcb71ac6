"""How the cells of a plan's tables are read, beyond plain text and numbers: periods, units, scopes, subjects, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from lianzhang.kernel.periods import Period, PeriodError, parse_period
from lianzhang.kernel.sheets import CellError, Kind, code, codes, text
from lianzhang.registry.api import is_code

__all__ = [
    *(
        "Pointing",
        "address",
        "fits",
        "industries",
        "items",
        "months",
        "period",
        "scope",
        "subject",
        "unit",
        "unit_name",
    ),
    "words",
]


def _kind(read: Callable[[str], Any]) -> Kind:
    return Kind(read)


@_kind
def period(cell: str) -> Period:
    try:
        return parse_period(cell)
    except PeriodError as error:
        raise CellError(str(error)) from error


# Whether a unit is known, the folder's own units decide: see unit_checks.py.
unit = text(20)


def _unit_name(cell: str) -> str:
    name: str = unit(cell)
    if not UNIT_NAME.fullmatch(name) or name[0] in "万亿":
        raise CellError("单位名称只写文字，不带数字、空格、斜线和标点，也不以“万”“亿”开头（系统自会认得加上万、亿的）")
    return name


UNIT_NAME = re.compile(r"[^\W\d_多余]+(?:[（(][^\W\d_多余]+[）)])?")
unit_name = Kind(_unit_name, blank="")


@dataclass(frozen=True)
class Pointing(Kind):
    """A cell with a word, a colon and the id of a row of the table that the word means.

    `tables` by word: "" means no row, and free text where the word is `text`; the word "" may be left out."""

    tables: Mapping[str, str] = field(default_factory=dict)


def scope(*words: str) -> Kind:
    """A scope such as `city` or `chain:auto`, read as (word, id); `words` are those allowed here."""

    def read(cell: str) -> tuple[str, str]:
        word, colon, name = cell.partition(":")
        word, name = word.strip(), name.strip()
        if word not in words or bool(name) != (word in NAMED_SCOPES) or (colon and not name):
            allowed = "、".join(f"{w}:……" if w in NAMED_SCOPES else w for w in words)
            raise CellError(f"“{cell[:60]}”不是可用的范围；可写：{allowed}")
        return word, text(80)(name) if word == "text" else code(name) if name else ""

    return Pointing(read, tables={word: TABLES_OF.get(word, "") for word in words})


TABLES_OF = {"chain": "chains", "group": "groups", "region": "regions", "park": "parks"}
NAMED_SCOPES = {*TABLES_OF, "text"}


def _subject(cell: str) -> tuple[str, str]:
    """What a figure is about: `target id` or `duty:ID`."""
    word, colon, name = cell.partition(":")
    if not colon:
        return "target", code(cell)
    if word.strip() != "duty":
        raise CellError(f"“{cell[:60]}”不是可用的对象；请写目标编号，或 duty:任务编号")
    return "duty", code(name.strip())


subject = Pointing(_subject, tables={"": "targets", "duty": "duties"})


def _address(cell: str) -> str:
    if not cell.startswith(("http://", "https://")):
        raise CellError("网址应以 http:// 或 https:// 开头；不是网址的请写在 note 列")
    return text(400)(cell)


address = Kind(_address, blank="")


# What a metric is asked about: one code or several, kept with `;` between them.
items = Kind(lambda cell: ";".join(codes(cell)), blank="")


MOST_MONTHS = 60  # after which nobody is asked any more


def _months(cell: str) -> str:
    told = [each.strip() for each in cell.replace("；", ";").split(";") if each.strip()]
    if not all(each.isascii() and each.isdigit() and 1 <= int(each) <= MOST_MONTHS for each in told):
        raise CellError(f"写1到{MOST_MONTHS}的月数，几个的用分号隔开，如3;6;12")
    return ";".join(str(each) for each in sorted({int(each) for each in told}))


# Months between semicolons, the first first.
months = Kind(_months, blank="")


def fits(model: type[models.Model], name: str) -> Kind:
    """Text no longer than the model's own column."""
    field: Any = model._meta.get_field(name)
    return text(field.max_length)


def words(model: type[models.Model], name: str) -> Kind:
    """Several words in one cell, kept with `;` between them."""
    fit = fits(model, name)

    def read(cell: str) -> str:
        parts = [part.strip() for part in cell.replace("；", ";").split(";") if part.strip()]
        if len(set(parts)) < len(parts):
            raise CellError("同一个词写了两次；请只留一个")
        return fit(";".join(parts))

    return Kind(read, blank="")


def industries(model: type[models.Model], name: str) -> Kind:
    """Codes of GB/T 4754-2017, each as long as it is certain."""
    several = words(model, name)

    def read(cell: str) -> str:
        several_codes: str = several(cell)
        for each in several_codes.split(";"):
            if not is_code(each):
                raise CellError(f"行业分类（GB/T 4754-2017）里没有“{each[:20]}”；请写门类字母，或2至4位数字")
        return several_codes

    return Kind(read, blank="")
