"""A table as text: its encoding, and its rows between commas or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from .refusals import ENCODING, NULS, QUOTES, Refused

CELL_LONGEST = 32_767  # letters, as in a spreadsheet


def rows_of(source: bytes) -> Iterator[list[str]]:
    """Rows between commas, or between tabs where the first line has only those. Raises Refused, also on the way."""
    text = _decoded(source)
    head = text.partition("\n")[0]
    csv.field_size_limit(CELL_LONGEST)
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in head and "," not in head else ",", strict=True
    )
    count = 0
    while True:
        count += 1
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(QUOTES, count) from None


def _decoded(source: bytes) -> str:
    wide = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in source:
        raise Refused(NULS, source[: source.index(b"\0")].count(b"\n") + 1)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(ENCODING)
