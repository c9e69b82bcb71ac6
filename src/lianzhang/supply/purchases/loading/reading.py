"""A large table of purchases as rows of texts, whatever file it lies in: Parquet and CSV by DuckDB, workbooks by the
reader of uploads. Columns are known by the heads that the sheet of purchases has."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from lianzhang.kernel.folding import fold
from lianzhang.kernel.sheets import Column
from lianzhang.kernel.sheets.loose import as_typed
from lianzhang.kernel.workbooks import FileRefused, Limits, Wanted, opened

__all__ = ["KINDS", "Cells", "FileUnreadable", "digest_of", "rows_of"]

# One row as text, in the order of the columns; "" where the file has no such column or the cell is blank.
Cells = tuple[str, ...]

KINDS = (".xlsx", ".csv", ".parquet")
MEMORY = "256MB"
CHUNK = 1 << 20
WITHIN = 10  # heads stand in one of the first rows of a workbook
LARGE = Limits(size=400 * 1024 * 1024, seconds=600)


class FileUnreadable(Exception):
    """The file as a whole is not read; the text says why and what to do."""


def digest_of(path: Path) -> str:
    """SHA-256, by which a file is known again when its load goes on."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def rows_of(path: Path, name: str, columns: Sequence[Column]) -> Iterator[tuple[int, Iterator[Cells]]]:
    """The number of the first row below the heads, as a spreadsheet counts, and the rows. `name` is the worksheet's.

    Raises FileUnreadable, also while the rows are gone through."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise FileUnreadable(f"只能装入 {'、'.join(KINDS)} 文件。")
    try:
        if kind == ".xlsx":
            with _workbook(path, name, columns) as cells:
                yield cells
        else:
            with _table(path, kind, columns) as rows:
                yield 2, rows
    except FileRefused as refused:
        raise FileUnreadable(str(refused)) from refused
    except duckdb.Error as error:
        raise FileUnreadable(f"读不出来：{str(error).partition(chr(10))[0]}") from error


# --- Parquet and CSV
@contextmanager
def _table(path: Path, kind: str, columns: Sequence[Column]) -> Iterator[Iterator[Cells]]:
    with (
        TemporaryDirectory() as folder,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder, "threads": 1}) as engine,
    ):
        file = path if kind == ".parquet" else _as_utf8(path, Path(folder))
        reader = "read_parquet(?)" if kind == ".parquet" else "read_csv(?, header = true, all_varchar = true)"
        heads = [each[0] for each in engine.execute(f"DESCRIBE SELECT * FROM {reader}", [str(file)]).fetchall()]  # noqa: S608 - of our own
        places = _places(heads, columns)
        said = ", ".join(_said(heads[at]) if at is not None else "''" for at in places)
        rows = engine.execute(f"SELECT {said} FROM {reader}", [str(file)])  # noqa: S608 - heads are quoted
        yield _fetched(rows)


def _said(head: str) -> str:
    """A column as text; a number without the noughts that a float shows."""
    quoted = '"' + head.replace('"', '""') + '"'
    return f"coalesce(trim(CAST({quoted} AS VARCHAR)), '')"


def _fetched(rows: duckdb.DuckDBPyConnection) -> Iterator[Cells]:
    while some := rows.fetchmany(10_000):
        yield from some


def _as_utf8(path: Path, folder: Path) -> Path:
    """The file itself, or where it is GB18030, as spreadsheets here write it, a copy in UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        return path
    except UnicodeDecodeError:
        copy = folder / "utf8.csv"
        try:
            with path.open(encoding="gb18030") as file, copy.open("w", encoding="utf-8") as out:
                while text := file.read(CHUNK):
                    out.write(text)
        except UnicodeDecodeError as error:
            raise FileUnreadable("文字编码既不是UTF-8，也不是GB18030；请另存为 .xlsx 再装入。") from error
        return copy


# --- workbooks
@contextmanager
def _workbook(path: Path, name: str, columns: Sequence[Column]) -> Iterator[tuple[int, Iterator[Cells]]]:
    wanted = Wanted(name, [each for column in columns for each in column.names])
    with opened(path.read_bytes(), path.name, wanted, LARGE) as table:
        first = [[as_typed(cell) for cell in row] for row in islice(table.rows, WITHIN)]
        at = max(range(len(first)), key=lambda row: _known(first[row], columns), default=None)
        if at is None:
            raise FileUnreadable("文件里没有数据。")
        places = _places(first[at], columns)

        def rows() -> Iterator[Cells]:
            for row in first[at + 1 :]:
                yield _picked(row, places)
            for raw in table.rows:
                yield _picked([cell if cell.__class__ is str else as_typed(cell) for cell in raw], places)

        yield at + 2, rows()


def _picked(row: Sequence[str], places: Sequence[int | None]) -> Cells:
    size = len(row)
    return tuple(row[at].strip() if at is not None and at < size else "" for at in places)


# --- heads
def _by_head(columns: Sequence[Column]) -> dict[str, int]:
    return {fold(name): place for place, column in enumerate(columns) for name in column.names}


def _known(heads: Sequence[str], columns: Sequence[Column]) -> int:
    by_head = _by_head(columns)
    return len({by_head[word] for head in heads if (word := fold(head)) in by_head})


def _places(heads: Sequence[str], columns: Sequence[Column]) -> list[int | None]:
    """Where each column stands. Raises FileUnreadable where a head stands twice or one that must be there does not."""
    by_head = _by_head(columns)
    places: list[int | None] = [None] * len(columns)
    for at, head in enumerate(heads):
        place = by_head.get(fold(head))
        if place is None:
            continue
        if places[place] is not None:
            raise FileUnreadable(f"“{columns[place].title}”这一列有两列；请只留一列。")
        places[place] = at
    missing = [column.title for column, at in zip(columns, places, strict=True) if column.required and at is None]
    if missing:
        raise FileUnreadable(f"没有这几列：{'、'.join(missing)}；请照“采购”的模板写列名。")
    return places
