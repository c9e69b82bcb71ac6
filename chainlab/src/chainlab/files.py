"""Tables in files, for the command line: CSV (UTF-8, comma) and Parquet in, the same out.
An error names file, column and row as a spreadsheet counts them: the heading of a CSV file is row 1."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from chainlab.building import UNKNOWN, encode, once
from chainlab.errors import NAMED, ChainlabError, Origin
from chainlab.kinds import Floats, Ids
from chainlab.loading import in_memory, load
from chainlab.network import SupplyNetwork

# What is put into a query are numbers of columns and texts whose quotes are doubled.
# ruff: noqa: S608


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: its columns by name, each with the expression that reads it as text."""

    connection: duckdb.DuckDBPyConnection
    origin: Origin
    source: str
    columns: Mapping[str, str]

    def require(self, *names: str) -> None:
        """Columns that must be there."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            there = ", ".join(self.columns)
            raise ChainlabError(
                f"{self.origin.name} has no column {', '.join(missing)}; it has {there}. Mend the heading."
            )

    def texts(self, name: str) -> Ids:
        """A column as text; an empty cell is an error."""
        self.require(name)
        cells = self._fetch([f"nullif({self.columns[name]}, '')"])[0]
        empty = np.flatnonzero(np.ma.getmaskarray(cells))
        if empty.size:
            raise self.origin.error(name, empty, "the cell is empty", "Fill it, or leave the row out.")
        return np.asarray(cells).astype(np.str_)

    def numbers(self, *names: str, empty: float | None = None) -> list[Floats]:
        """Columns as finite numbers; an empty cell is an error, or `empty`."""
        self.require(*names)
        fetched = self._fetch([f"TRY_CAST(nullif({self.columns[name]}, '') AS DOUBLE)" for name in names])
        found = []
        for name, cells in zip(names, fetched, strict=True):
            numbers = np.ma.filled(np.ma.asarray(cells, dtype=np.float64), np.nan)
            bad = np.flatnonzero(~np.isfinite(numbers))
            if bad.size:
                told = np.ma.filled(self._fetch([self.columns[name]])[0][bad], "").astype(np.str_)
                if empty is None or (told != "").any():
                    bad = bad if empty is None else bad[told != ""]
                    shown = ", ".join(repr(str(one)) for one in told[told != ""][:NAMED]) or "an empty cell"
                    raise self.origin.error(name, bad, f"numbers stand here, and not {shown}", "Mend the cell.")
                numbers[bad] = empty
            found.append(numbers)
        return found

    def _fetch(self, expressions: Sequence[str]) -> list[Any]:
        picked = ", ".join(f"{one} AS c{place}" for place, one in enumerate(expressions))
        columns = self.connection.execute(f"SELECT {picked} FROM {self.source}").fetchnumpy()
        return [columns[f"c{place}"] for place in range(len(expressions))]


@contextmanager
def opened(path: str | Path) -> Iterator[Table]:
    """A CSV or Parquet file; what cannot be read raises ChainlabError."""
    path = Path(path)
    if not path.is_file():
        raise ChainlabError(f"There is no file {path}. Check its name and the folder.")
    quoted = "'" + str(path).replace("'", "''") + "'"
    try:
        with in_memory() as connection:
            if path.suffix.lower() == ".parquet":
                source = f"read_parquet({quoted})"
                names = [str(one[0]) for one in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
                texts = ['trim(CAST("{}" AS VARCHAR))'.format(name.replace('"', '""')) for name in names]
                yield Table(connection, Origin(path.name, 1), source, _named(names, texts, path))
            else:
                names = _heading(path)
                kinds = ", ".join(f"'h{place}': 'VARCHAR'" for place in range(len(names)))
                source = (
                    f"read_csv({quoted}, auto_detect=false, header=true, columns={{{kinds}}}, delim=',', quote='\"', "
                    "escape='\"', comment='', nullstr='')"
                )
                texts = [f"trim(h{place})" for place in range(len(names))]
                yield Table(connection, Origin(path.name, 2), source, _named(names, texts, path))
    except duckdb.Error as error:
        raise _unreadable(path, error) from error


def _heading(path: Path) -> list[str]:
    """The names in the first row of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [name.strip() for name in next(csv.reader(file), [])]
    except UnicodeDecodeError as error:
        raise _unreadable(path, error) from error


def _named(names: list[str], texts: list[str], path: Path) -> dict[str, str]:
    """Expressions by column; two columns of one name are an error."""
    twice = {name for name in names if names.count(name) > 1}
    if twice or not names:
        problem = f"has column {', '.join(sorted(twice))} twice" if twice else "is empty"
        raise ChainlabError(f"{path.name} {problem}. Give each column a heading of its own.")
    return dict(zip(names, texts, strict=True))


def _unreadable(path: Path, error: Exception) -> ChainlabError:
    lines = [line for line in str(error).splitlines() if line.strip()]
    if isinstance(error, UnicodeDecodeError) or "nicode" in str(error):
        return ChainlabError(f"{path.name} is not UTF-8 ({lines[0]}). Save it as CSV UTF-8.")
    return ChainlabError(f"{path.name} cannot be read: {' '.join(lines[:4])}")


def read_firms(path: str | Path, *columns: str) -> tuple[Ids, list[Ids]]:
    """Ids of firms in the order of the file, and the columns asked for, all as text."""
    with opened(path) as table:
        firms = table.texts("firm")
        once(firms, table.origin)
        return firms, [table.texts(column) for column in columns]


def read_links(path: str | Path, firms: Ids | None = None) -> SupplyNetwork:
    """The network of supplier, customer, value and, where there is one, product; ids as text."""
    with opened(path) as table:
        table.require("supplier", "customer", "value")
        columns = dict(table.columns) | {"value": f"TRY_CAST({table.columns['value']} AS DOUBLE)"}
        names = [name for name in ("supplier", "customer", "value", "product") if name in columns]
        picked = ", ".join(f"{columns[name]} AS {name}" for name in names)
        return SupplyNetwork.of(
            *load(table.connection, f"SELECT {picked} FROM {table.source}", firms, origin=table.origin)
        )


def read_essential(path: str | Path, sectors: Ids) -> tuple[Ids, NDArray[np.int8]]:
    """The sectors asked for, sorted, and how essential the row's goods are to the column's firms: 2, 1 or 0."""
    known = np.unique(sectors)
    with opened(path) as table:
        first, *others = table.columns
        rows = table.texts(first)
        once(rows, table.origin)
        for told, where in ((rows, "row"), (np.array(others, dtype=np.str_), "column")):
            missing = np.setdiff1d(known, told)
            if missing.size:
                raise ChainlabError(
                    f"{table.origin.name} has no {where} for sector {', '.join(missing[:NAMED])}. Add it."
                )
        cells = dict(zip(known, table.numbers(*known), strict=True))
        for sector, column in cells.items():
            bad = np.flatnonzero(~np.isin(column, (0, 1, 2)))
            if bad.size:
                raise table.origin.error(
                    sector, bad, f"2, 1 or 0 stand here, and not {column[bad[0]]:g}", "Mend the cell."
                )
    at = np.argsort(rows)[np.searchsorted(np.sort(rows), known)]
    return known, np.column_stack([cells[sector][at] for sector in known]).astype(np.int8)


def read_amounts(path: str | Path, *columns: str) -> tuple[Ids, list[Floats]]:
    """Amounts of firms, none negative; an empty cell is not known: NaN."""
    with opened(path) as table:
        firms, amounts = table.texts("firm"), table.numbers(*columns, empty=np.nan)
        once(firms, table.origin)
        for name, amount in zip(columns, amounts, strict=True):
            bad = np.flatnonzero(amount < 0)
            if bad.size:
                raise table.origin.error(
                    name, bad, f"amounts are not negative, as {amount[bad[0]]:g}", "Mend the cell."
                )
    return firms, amounts


def read_shocks(path: str | Path, firms: Ids) -> tuple[list[str], Floats]:
    """Names of scenarios and what each firm loses at once, 0..1: firms (in the order given) by scenarios.

    One column a scenario. With a column firm, firms that are not listed lose nothing; without it there is one
    row a firm, in the order of the file of firms.
    """
    with opened(path) as table:
        names = [name for name in table.columns if name != "firm"]
        if not names:
            raise ChainlabError(f"{table.origin.name} has no scenario. Give each a column of losses, 0 to 1.")
        losses = table.numbers(*names)
        for name, loss in zip(names, losses, strict=True):
            bad = np.flatnonzero((loss < 0) | (loss > 1))
            if bad.size:
                problem = f"a loss lies between 0 and 1, and {loss[bad[0]]:g} does not"
                raise table.origin.error(name, bad, problem, "Give 1 for a stop, 0 for no loss.")
        rows = _rows_of(table, firms, losses[0].size)
    spread = np.zeros((firms.size, len(names)))
    spread[rows] = np.column_stack(losses)
    return names, spread


def _rows_of(table: Table, firms: Ids, count: int) -> NDArray[np.intp]:
    """Which firm each row of a table is about."""
    if "firm" not in table.columns:
        if count != firms.size:
            told = f"{count} rows for {firms.size} firms"
            raise ChainlabError(f"{table.origin.name} has {told}. Give one row a firm, or add a column firm.")
        return np.arange(count)
    listed, order = table.texts("firm"), once(firms, Origin("firms"))
    once(listed, table.origin)
    at = encode(listed, firms[order])
    strange = np.flatnonzero(at == UNKNOWN)
    if strange.size:
        raise table.origin.error("firm", strange, f"not among the firms: {listed[strange[0]]}", "Mend the id.")
    return order[at]


def read_values(path: str | Path) -> tuple[Ids, Ids, Floats]:
    """Cities, products (both sorted) and the table of values between them; rows of one cell are added up."""
    with opened(path) as table:
        cities, products, (values,) = table.texts("city"), table.texts("product"), table.numbers("value")
        bad = np.flatnonzero(values < 0)
        if bad.size:
            raise table.origin.error("value", bad, f"values are not negative, as {values[bad[0]]:g}", "Mend the cell.")
    (lines, row), (columns, column) = (np.unique(ids, return_inverse=True) for ids in (cities, products))
    order = np.lexsort((values, column, row))
    spread = np.zeros((lines.size, columns.size))
    np.add.at(spread, (row[order], column[order]), values[order])
    return lines, columns, spread


def write_table(path: str | Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """A table as CSV or, where the name ends so, Parquet; it appears under its name when it is whole."""
    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    try:
        if path.suffix.lower() == ".parquet":
            told = {name: one.astype(object) if one.dtype.kind == "U" else one for name, one in columns.items()}  # noqa: F841
            with in_memory() as connection:
                connection.sql("SELECT * FROM told").write_parquet(str(unfinished))
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(zip(*(one.tolist() for one in columns.values()), strict=True))
        unfinished.replace(path)
    except (OSError, duckdb.Error) as error:
        raise ChainlabError(f"{path} cannot be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
