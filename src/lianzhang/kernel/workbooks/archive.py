"""What the fast reader does not tell of an .xlsx: formulas, errors, percentages, hidden rows and columns, macros.

Taken apart within limits first (kernel/archives.py); the sheet's XML is parsed only if a glance finds any."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from lianzhang.kernel.archives import DAMAGED, ArchiveRefused, Limits, parts

from .refusals import EMPTY, MACROS, NOT_A_WORKBOOK, PERCENTAGES, Refused

UNPACKED_ALLOWED, PARTS_ALLOWED = 384 * 1024 * 1024, 2_000
MAX_MARKS = 1_000  # of formulas and errors: with one of them nothing is taken from the sheet
PERCENTAGES_ALLOWED = 250_000  # a percentage left unmarked would be read as a share of it
FORMULA, ERROR, PERCENT = "formula", "error", "percent"
QUOTED = re.compile(r'"[^"]*"|\\.')
PERCENT_FORMATS = {9, 10}  # ECMA-376 part 1, 18.8.30: 0% and 0.00%
# A glance at the bytes: without any of these there is nothing to find in the sheet. A prefix (x:c) is looked at always.
GLANCE = (b"<f>", b"<f ", b"<f/", b't="e"', b"t='e'", b"hidden=", b":sheetData")


@dataclass
class SheetContents:
    """`marks` are row, column and what stands there, both counted from 0; hidden ones are stretches."""

    sheet: str
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def look_through(source: bytes, sheet_name: str) -> SheetContents:
    """Look through the worksheet named `sheet_name`, else the first. Raises ArchiveRefused or Refused."""
    files: dict[str, bytes] = {}
    sheets: dict[str, bytes] = {}
    for name, content in parts(source, Limits(UNPACKED_ALLOWED, PARTS_ALLOWED)):
        plain = name.lstrip("/")
        if plain.lower().endswith("vbaproject.bin") or "macrosheets/" in plain.lower():
            raise Refused(MACROS)
        if plain in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
            files[plain] = content
        elif plain.lower().endswith(".xml") and "sheet" in plain.lower():
            sheets[plain] = content
    if "xl/workbook.xml" not in files:
        raise Refused(NOT_A_WORKBOOK)
    try:
        title, path = _chosen(files, sheet_name)
        contents = SheetContents(title)
        if sheet := sheets.get(path):
            _look(sheet, _percent_styles(files.get("xl/styles.xml", b"")), contents)
    except (ElementTree.ParseError, expat.ExpatError, ValueError, KeyError) as error:
        raise ArchiveRefused(DAMAGED) from error
    return contents


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _elements(content: bytes, name: str) -> list[ElementTree.Element]:
    # No document type can be in here: kernel/archives.py refuses it.
    return [each for each in ElementTree.fromstring(content).iter() if _local(each.tag) == name]  # noqa: S314


def _chosen(files: dict[str, bytes], sheet_name: str) -> tuple[str, str]:
    """Name and part of the worksheet to be read."""
    named = {
        each.get("name", ""): next((value for key, value in each.items() if _local(key) == "id"), "")
        for each in _elements(files["xl/workbook.xml"], "sheet")
    }
    if not named:
        raise Refused(EMPTY)
    title = sheet_name if sheet_name in named else next(iter(named))
    for link in _elements(files["xl/_rels/workbook.xml.rels"], "Relationship"):
        if link.get("Id") == named[title]:
            target = link.get("Target", "")
            return title, target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(title)


def _percent_styles(styles: bytes) -> frozenset[str]:
    """Numbers of the cell formats that show a value as a percentage."""
    if not styles:
        return frozenset()
    formats = PERCENT_FORMATS | {
        int(each.get("numFmtId", "0"))
        for each in _elements(styles, "numFmt")
        if "%" in QUOTED.sub("", each.get("formatCode", ""))
    }
    cells = [each for table in _elements(styles, "cellXfs") for each in table]
    return frozenset(str(place) for place, each in enumerate(cells) if int(each.get("numFmtId", "0")) in formats)


def _look(content: bytes, percent: frozenset[str], contents: SheetContents) -> None:
    if any(word in content for word in GLANCE) or any(f's="{style}"'.encode() in content for style in percent):
        _Scan(content, percent, contents)


class _Scan:
    """Walks the sheet's elements once. A cell without a reference stands right of the one before it."""

    def __init__(self, content: bytes, percent: frozenset[str], contents: SheetContents) -> None:
        self.percent, self.contents = percent, contents
        self.row, self.column, self.percentages = -1, -1, 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.begin
        parser.Parse(content, True)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "f":
            self.mark(FORMULA)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
            if _is_true(attributes.get("hidden")):
                self.contents.hidden_rows.append(self.row)
        elif name == "col" and _is_true(attributes.get("hidden")):
            self.contents.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = _column(reference) if reference else self.column + 1
        if attributes.get("t") == "e":
            self.mark(ERROR)
        elif attributes.get("s") in self.percent:
            self.percentages += 1
            if self.percentages > PERCENTAGES_ALLOWED:
                raise Refused(PERCENTAGES)
            self.contents.marks.append((self.row, self.column, PERCENT))

    def mark(self, what: str) -> None:
        if len(self.contents.marks) - self.percentages < MAX_MARKS:
            self.contents.marks.append((self.row, self.column, what))


def _is_true(text: Any) -> bool:
    return text in ("1", "true")


def _column(reference: str) -> int:
    """AB12 is in column 27, counted from 0."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1
