"""Takes apart ZIP containers that come from outside (workbooks, documents), within limits.

Nothing may swell, hide an archive in an archive, leave its folder, or declare a document type (the way of XXE). Parts
are stored or deflated, as office programs write them: whatever else Python can unpack is not even begun with."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.parsers import expat

__all__ = ["DAMAGED", "SWOLLEN", "UNSAFE", "ArchiveRefused", "Limits", "parts"]

SWOLLEN, DAMAGED, UNSAFE = "swollen", "damaged", "unsafe"
# An office document may hold another one (a chart's workbook); what lies deeper is hidden.
DEEPEST = 1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ECMA-376 part 2, C.4
ENCRYPTED = 0x1  # bit of a member's flags
LOCAL_HEADER = 30  # bytes before a member's name
ENTRY = b"PK\x01\x02"  # begins a member's line in the directory
OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
XML = (".xml", ".rels")


class ArchiveRefused(Exception):
    """Why a container is not taken apart: SWOLLEN, DAMAGED or UNSAFE; the caller finds the words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Limits:
    """How much may come out of one container, whatever it holds; goes down as parts are read."""

    unpacked: int
    parts: int


def parts(source: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part, looked at before it is handed out. Raises ArchiveRefused."""
    try:
        yield from _looked_at(source, limits, depth=0)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise ArchiveRefused(DAMAGED) from error


def _looked_at(source: bytes, limits: Limits, depth: int) -> Iterator[tuple[str, bytes]]:
    # Counted before the directory is read: its lines take more room in memory than in the file.
    limits.parts -= source.count(ENTRY)
    if limits.parts < 0:
        raise ArchiveRefused(SWOLLEN)
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        members = archive.infolist()
        _refuse_strange(members)
        yield from _unpacked(archive, members, limits, depth)


def _refuse_strange(members: list[zipfile.ZipInfo]) -> None:
    """What no office program writes: other ways of packing, a password, a name twice, parts that share their bytes."""
    if any(each.compress_type not in METHODS or each.flag_bits & ENCRYPTED for each in members):
        raise ArchiveRefused(UNSAFE)
    if len({each.filename for each in members}) < len(members):
        raise ArchiveRefused(UNSAFE)
    placed = sorted(members, key=lambda each: each.header_offset)
    if any(
        one.header_offset + LOCAL_HEADER + one.compress_size > next_.header_offset for one, next_ in pairwise(placed)
    ):
        raise ArchiveRefused(UNSAFE)


def _unpacked(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits, depth: int
) -> Iterator[tuple[str, bytes]]:
    for member in members:
        name = member.filename
        # What the container says of a part's size is not trusted.
        content = archive.open(member).read(limits.unpacked + 1)
        limits.unpacked -= len(content)
        if limits.unpacked < 0:
            raise ArchiveRefused(SWOLLEN)
        _look_at(name, content, limits, depth)
        yield name, content


def _look_at(name: str, content: bytes, limits: Limits, depth: int) -> None:
    if OUTSIDE.search(name):
        raise ArchiveRefused(UNSAFE)
    if name.lower().endswith(XML) and _declares_document_type(content):
        raise ArchiveRefused(UNSAFE)
    if content.startswith(b"PK\x03\x04"):
        if depth == DEEPEST:
            raise ArchiveRefused(UNSAFE)
        for _ in _looked_at(content, limits, depth + 1):
            pass


class _Told(Exception):
    """The parser saw what it was asked for."""


def _declares_document_type(content: bytes) -> bool:
    """Whether the XML has a DTD. Read up to the first element, so that no entity is ever expanded."""

    def tell(*_: Any) -> None:
        raise _Told

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = tell
    begun: list[str] = []

    def begin(name: str, _attributes: Any) -> None:
        begun.append(name)
        raise _Told

    parser.StartElementHandler = begin
    try:
        parser.Parse(content, True)
    except _Told:
        return not begun
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ArchiveRefused(DAMAGED) from error
    return False
