"""The process that takes one paper apart (kernel/shut_in.py): its text, and what is to be told. No Django."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from lianzhang.kernel import shut_in
from lianzhang.kernel.archives import DAMAGED, ArchiveRefused, Limits, parts

from .word_numbers import WORD, Numbers

__all__ = [
    "BLANK", "CHANGED", "LOCKED", "OTHER", "PAGES_ALLOWED", "SCANNED", "TOO_LONG", "TOO_MANY_PAGES", "Refused", "main",
    "text_of",
]  # fmt: skip

LOCKED, OTHER, SCANNED, TOO_LONG, TOO_MANY_PAGES, BLANK = "locked", "other", "scanned", "long", "pages", "blank"
CHANGED = "changed"
PAGES_ALLOWED, LETTERS_ALLOWED = 300, 1_000_000
LETTERS_OF_A_PAGE = 20  # a page with fewer is a picture
UNPACKED_ALLOWED, PARTS_ALLOWED = 256 * 1024 * 1024, 3_000
# What was struck out, and what is there a second time for older programs.
LEFT_OUT = {f"{WORD}del", f"{WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
CELLS_OF_A_ROW = 40
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
OLE, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")


class Refused(Exception):
    """Why a paper is not read; the parent has the words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def text_of(content: bytes, kind: str) -> tuple[str, list[str]]:
    """The text, and marks of what is to be told. Raises Refused."""
    if content.startswith(OLE):
        raise Refused(LOCKED if ENCRYPTED in content else OTHER)
    text, told = {"docx": _word, "pdf": _pdf, "txt": _plain}[kind](content)
    if len(text) > LETTERS_ALLOWED:
        raise Refused(TOO_LONG)
    if not text.strip():
        raise Refused(BLANK)
    return NOT_IN_TEXT.sub("", text), told


def _plain(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"%PDF-", b"PK\x03\x04")):
        raise Refused(OTHER)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, []
    raise Refused(OTHER)


def _word(content: bytes) -> tuple[str, list[str]]:
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(OTHER)
    inside = dict(parts(content, Limits(UNPACKED_ALLOWED, PARTS_ALLOWED)))
    try:
        body, numbering, styles = (
            ElementTree.fromstring(inside[name]) if name in inside else None  # noqa: S314 - no type may be declared
            for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml")
        )
    except ElementTree.ParseError as error:
        raise Refused(DAMAGED) from error
    if body is None:
        raise Refused(OTHER)
    changed = any(next(body.iter(WORD + tag), None) is not None for tag in ("ins", "del", "moveFrom", "moveTo"))
    return "\n".join(_paragraphs(body, Numbers(numbering, styles))), [CHANGED] if changed else []


def _paragraphs(element: Any, numbers: Numbers) -> Iterator[str]:
    """Each paragraph; the cells of a table's row are one, with blanks between."""
    for each in element:
        if each.tag in LEFT_OUT:
            continue
        if each.tag == f"{WORD}p":
            yield numbers.before(each) + "".join(_runs(each))
        elif each.tag == f"{WORD}tr":
            yield "\t".join(_cells(each))
        else:
            yield from _paragraphs(each, numbers)


def _cells(row: Any) -> Iterator[str]:
    """The cells of a row; one that is as wide as several is followed by blank ones."""
    for cell in row.iter(f"{WORD}tc"):
        yield "".join(_runs(cell)).replace("\n", "").replace("\t", " ")
        wide = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
        told = wide.get(f"{WORD}val", "") if wide is not None else ""
        yield from [""] * (min(int(told), CELLS_OF_A_ROW) - 1 if told.isdecimal() and told.isascii() else 0)


def _runs(element: Any) -> Iterator[str]:
    for each in element:
        if each.tag in LEFT_OUT:
            continue
        if each.tag == f"{WORD}t":
            yield each.text or ""
        elif each.tag in (f"{WORD}br", f"{WORD}cr"):
            yield "\n"
        elif each.tag == f"{WORD}tab":
            yield "\t"
        else:
            yield from _runs(each)


def _pdf(content: bytes) -> tuple[str, list[str]]:
    # Slow to import, and the only kind that needs it.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if b"%PDF-" not in content[:1024]:
        raise Refused(OTHER)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(LOCKED)
        count = len(reader.pages)
        if count > PAGES_ALLOWED:
            raise Refused(TOO_MANY_PAGES)
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError) as error:
        raise Refused(DAMAGED) from error
    if sum(len("".join(page.split())) for page in pages) < LETTERS_OF_A_PAGE * max(1, count):
        raise Refused(SCANNED)
    return "\n".join(pages), []


def main() -> None:
    def tell(content: bytes, kind: str) -> None:
        try:
            text, told = text_of(content, kind)
        except (Refused, ArchiveRefused) as refused:
            shut_in.tell({"refused": refused.why})
        else:
            shut_in.tell({"text": text, "told": told})

    shut_in.run(tell)
