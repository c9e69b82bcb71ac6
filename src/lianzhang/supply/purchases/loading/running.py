"""A load from its file to the table: part by part, each whole or not at all; a stopped one goes on where it stopped."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from lianzhang.kernel.bulk import update_statistics
from lianzhang.registry.models import Region
from lianzhang.supply.purchases.load_actions import rows_done, write_part
from lianzhang.supply.sheets.purchases import COLUMNS

from .checking import Fault, LineReader
from .reading import Cells, digest_of, rows_of

__all__ = ["PART", "Loaded", "load_purchases"]

PART, MANY = 50_000, 100_000
SHEET = "采购"
HEADS = ("行", "列", "原因")
Progress = Callable[[int], None]


@dataclass(slots=True)
class Loaded:
    """What a load did: rows read, lines written, rows in fault, lines that stood there already, rows done before."""

    rows: int = 0
    written: int = 0
    faulty: int = 0
    same: int = 0
    before: int = 0
    strangers: int = 0
    unmapped: int = 0
    faults: Path | None = None
    first: list[Fault] = field(default_factory=list)


def load_purchases(
    path: Path, city: Region, report: Path, *, by: Any, part: int = PART, progress: Progress = lambda _rows: None
) -> Loaded:
    """Raises FileUnreadable. `report` gets the rows in fault, if there are any; the same file again goes on in it."""
    digest, loaded = digest_of(path), Loaded()
    loaded.before = rows_done(city, digest)
    kept = _kept_faults(report, loaded.before)
    reader = LineReader(city.pk)
    with rows_of(path, SHEET, COLUMNS) as (first, rows):
        skipped = max(loaded.before - first + 1, 0)
        next(islice(rows, skipped, skipped), None)
        with _Report(report, kept) as told:
            for number, some in _parts(rows, first + skipped, part):
                done = reader.read(some, number)
                told.add(done.faults)
                until = number + len(some) - 1
                write_part(city=city, lines=done.lines, until=until, file=path.name, digest=digest, by=by)
                loaded.rows += len(some)
                loaded.written += len(done.lines)
                loaded.same += done.same
                loaded.faulty += len({fault.row for fault in done.faults})
                loaded.strangers += sum(line.supplier is None for line in done.lines)
                loaded.unmapped += sum(line.product is None for line in done.lines)
                progress(until)
    loaded.faults = report if report.exists() else None
    if loaded.written >= MANY:
        update_statistics()
    return loaded


def _parts(rows: Iterator[Cells], first: int, size: int) -> Iterator[tuple[int, list[Cells]]]:
    while some := list(islice(rows, size)):
        yield first, some
        first += len(some)


def _kept_faults(report: Path, until: int) -> list[list[str]]:
    """What an earlier try said of the rows it finished: of the part in which it stopped it may say more."""
    if not until or not report.exists():
        return []
    with report.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file) if row and row[0].isdecimal() and int(row[0]) <= until]


class _Report:
    """The rows in fault as a table that spreadsheets open; no file where there are none."""

    def __init__(self, path: Path, kept: list[list[str]]) -> None:
        self.path, self.kept = path, kept
        self.file: TextIO | None = None

    def __enter__(self) -> _Report:
        self.path.unlink(missing_ok=True)
        self._write(self.kept)
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()

    def add(self, faults: list[Fault]) -> None:
        self._write([[str(row), column, reason] for row, column, reason in faults])

    def _write(self, rows: list[list[str]]) -> None:
        """What is said of a part is on the disk before the part is written."""
        if not rows:
            return
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self.file).writerow(HEADS)
        csv.writer(self.file).writerows(rows)
        self.file.flush()
