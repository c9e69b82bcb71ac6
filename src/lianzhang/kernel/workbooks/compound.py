"""The stream of one name in an OLE container ([MS-CFB]): how .xls and .et are packed."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable

from lianzhang.kernel.archives import DAMAGED, ArchiveRefused

__all__ = ["OLE", "stream"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER, ENTRY, LISTED = 512, 128, 109  # bytes, bytes, sectors of the table that the header lists
LAST_KIND = 0xFFFFFFFA  # from here on a number is no sector
MINI_SECTOR, STREAM, ROOT = 64, 2, 5


def stream(source: bytes, names: tuple[str, ...]) -> bytes:
    """The first stream of these names. Raises ArchiveRefused."""
    try:
        return _Container(source).stream(names)
    except (struct.error, IndexError, ValueError, StopIteration) as error:
        raise ArchiveRefused(DAMAGED) from error


class _Container:
    def __init__(self, source: bytes) -> None:
        self.source = source
        (shift,) = struct.unpack_from("<H", source, 30)
        if shift not in (9, 12):
            raise ValueError(shift)
        self.sector = 1 << shift
        directory, self.least, mini, more = (struct.unpack_from("<I", source, at)[0] for at in (48, 56, 60, 68))
        listed = list(struct.unpack_from(f"<{LISTED}I", source, 76))
        seen = set()
        while more < LAST_KIND and more not in seen:
            seen.add(more)
            *some, more = _numbers(self._part(more))
            listed += some
        self.table = _numbers(b"".join(self._part(each) for each in listed if each < LAST_KIND))
        self.entries = self._chained(directory)
        self.mini_table = _numbers(self._chained(mini))

    def _part(self, number: int) -> bytes:
        begin = (number + 1) * self.sector
        if begin >= len(self.source):
            raise IndexError(number)
        return self.source[begin : begin + self.sector]

    def _chained(self, number: int) -> bytes:
        return _joined(number, self.table, self._part)

    def stream(self, names: tuple[str, ...]) -> bytes:
        entries = {}
        for at in range(0, len(self.entries), ENTRY):
            name, length, kind, begin, size = struct.unpack_from("<64sHB49xII", self.entries, at)
            entries[name[: max(0, length - 2)].decode("utf-16-le", "replace"), kind] = begin, size
        begin, size = next(entries[name, STREAM] for name in names if (name, STREAM) in entries)
        if size >= self.least:
            return self._chained(begin)[:size]
        root = self._chained(next(start for (_, kind), (start, _) in entries.items() if kind == ROOT))
        cut = _joined(begin, self.mini_table, lambda each: root[each * MINI_SECTOR : (each + 1) * MINI_SECTOR])
        return cut[:size]


def _numbers(content: bytes) -> array[int]:
    return array("I", content[: len(content) // 4 * 4])


def _joined(number: int, table: array[int], part: Callable[[int], bytes]) -> bytes:
    """Sectors in the order of the table. Raises ValueError where it leads in a circle."""
    parts: list[bytes] = []
    while number < LAST_KIND:
        parts.append(part(number))
        number = table[number]
        if len(parts) > len(table):
            raise ValueError("circle")
    return b"".join(parts)
