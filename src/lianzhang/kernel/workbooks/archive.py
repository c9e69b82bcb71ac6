"""What the fast reader does not tell of an .xlsx: formulas, errors, formats, hidden rows and columns, macros.

Taken apart within limits first (kernel/archives.py); the sheet's XML is parsed only if a glance finds any."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from lianzhang.kernel.archives import DAMAGED, ArchiveRefused, Limits, parts

from .formats import shown_by_number
from .marks import ERROR, FORMULA, Marks
from .refusals import MACROS, NOT_A_WORKBOOK, Refused

__all__ = ["SheetContents", "check", "look_through"]

UNPACKED_ALLOWED, PARTS_ALLOWED = 384 * 1024 * 1024, 2_000
WORKBOOK, LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
# A glance at the bytes: without any of these there is nothing to find in the sheet. A prefix (x:c) is looked at always.
GLANCE = (b"<f>", b"<f ", b"<f/", b't="e"', b"t='e'", b"hidden=", b'ht="0"', b'width="0"', b":sheetData")
STYLES_GLANCED_AT = 50  # from here on one walk is quicker
TEXTS = {"s", "str", "inlineStr", "b"}  # types of cells that no number format changes


@dataclass
class SheetContents:
    """Marks, and what is hidden: rows, and stretches of columns, counted from 0."""

    marks: Marks = field(default_factory=Marks)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def check(source: bytes) -> None:
    """Whether it may be opened at all. Raises ArchiveRefused or Refused."""
    names = set()
    for name, _ in parts(source, Limits(UNPACKED_ALLOWED, PARTS_ALLOWED)):
        plain = name.lstrip("/")
        names.add(plain)
        if plain.lower().endswith("vbaproject.bin") or "macrosheets/" in plain.lower():
            raise Refused(MACROS)
    if WORKBOOK not in names:
        raise Refused(NOT_A_WORKBOOK)


def look_through(source: bytes, title: str) -> SheetContents:
    """Look through the worksheet `title` of a workbook that was checked. Raises ArchiveRefused or Refused."""
    contents = SheetContents()
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            names = {each.lstrip("/"): each for each in archive.namelist()}
            path = _path(archive.read(names[WORKBOOK]), archive.read(names[LINKS]), title)
            styles = _styles(archive.read(names[STYLES])) if STYLES in names else {}
            if path in names:
                _look(archive.read(names[path]), styles, contents)
    except (ElementTree.ParseError, expat.ExpatError, zipfile.BadZipFile, ValueError, KeyError) as error:
        raise ArchiveRefused(DAMAGED) from error
    return contents


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _elements(content: bytes, name: str) -> list[ElementTree.Element]:
    # No document type can be in here: kernel/archives.py refuses it.
    return [each for each in ElementTree.fromstring(content).iter() if _local(each.tag) == name]  # noqa: S314


def _path(workbook: bytes, links: bytes, title: str) -> str:
    """The part that holds the worksheet."""
    named = {
        each.get("name", ""): next((value for key, value in each.items() if _local(key) == "id"), "")
        for each in _elements(workbook, "sheet")
    }
    for link in _elements(links, "Relationship"):
        if link.get("Id") == named[title]:
            target = link.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(title)


def _styles(content: bytes) -> dict[str, str]:
    """What the cell formats show, by their numbers; those that show nothing of note are left out."""
    written = {int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in _elements(content, "numFmt")}
    cells = [int(each.get("numFmtId", "0")) for table in _elements(content, "cellXfs") for each in table]
    return {str(place): shown for place, number in enumerate(cells) if (shown := shown_by_number(number, written))}


def _look(content: bytes, styles: dict[str, str], contents: SheetContents) -> None:
    glanced = any(word in content for word in GLANCE) or len(styles) > STYLES_GLANCED_AT
    if glanced or any(f's="{style}"'.encode() in content for style in styles):
        _Scan(content, styles, contents)


class _Scan:
    """Walks the sheet's elements once. A cell without a reference stands right of the one before it."""

    def __init__(self, content: bytes, styles: dict[str, str], contents: SheetContents) -> None:
        self.styles, self.contents, self.mark = styles, contents, contents.marks.add
        self.row, self.column = -1, -1
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.begin
        parser.Parse(content, True)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "f":
            self.mark(self.row, self.column, FORMULA)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
            if _is_true(attributes.get("hidden")) or attributes.get("ht") == "0":
                self.contents.hidden_rows.append(self.row)
        elif name == "col" and (_is_true(attributes.get("hidden")) or attributes.get("width") == "0"):
            self.contents.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = _column(reference) if reference else self.column + 1
        kind = attributes.get("t")
        if kind == "e":
            self.mark(self.row, self.column, ERROR)
        elif (shown := self.styles.get(attributes.get("s", ""))) and kind not in TEXTS:
            self.mark(self.row, self.column, shown)


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
