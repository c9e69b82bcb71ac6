"""Rows from DuckDB as index columns: ids become numbers inside it, so millions of texts never become Python objects.
Three temporary tables of the connection are made and dropped again."""

# What is put into a query are names of our own and numbers; the one text from outside, a path, is quoted.
# ruff: noqa: S608

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.building import UNKNOWN, OnUnknown, encode, ids_of, leaves_out, once, same_kind
from chainlab.errors import NAMED, ChainlabError, Origin
from chainlab.kinds import Ids, Index
from chainlab.sorting import Links

_ROWS, _FIRMS, _GOODS = "chainlab_rows", "chainlab_firms", "chainlab_goods"
_NEEDED = ("supplier", "customer", "value")
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_NUMBERS = _WHOLE | {"FLOAT", "DOUBLE"}


class Loaded(NamedTuple):
    """Ids of firms and products, sorted, and rows that point into them; products None where rows know none."""

    firms: Ids
    products: Ids | None
    rows: Links


def in_memory() -> duckdb.DuckDBPyConnection:
    """A database of its own that never writes to disk, nor a progress bar into what a caller reads."""
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    connection.execute("SET enable_progress_bar = false")
    return connection


def parquet_query(path: str | Path | Sequence[str | Path]) -> str:
    """The query that reads Parquet files, one after the other."""
    paths = [path] if isinstance(path, str | Path) else list(path)
    quoted = ", ".join("'" + str(one).replace("'", "''") + "'" for one in paths)
    return f"SELECT * FROM read_parquet([{quoted}])"


def load(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    firms: ArrayLike | None = None,
    on_unknown: OnUnknown = "error",
    origin: Origin | None = None,
) -> Loaded:
    """The links of a query with columns supplier, customer, value and, where known, product."""
    origin, leave_out = origin or Origin("query", 1), leaves_out(on_unknown)
    with _asked(origin), _tables(connection, query, origin) as has_product:
        for column in ("supplier", "customer", *(["product"] if has_product else [])):
            _no_empty(connection, column, origin)
        _no_bad_value(connection, origin)
        found = _numbered(connection, _FIRMS, "SELECT supplier AS id FROM {0} UNION SELECT customer FROM {0}")
        goods = _numbered(connection, _GOODS, "SELECT DISTINCT product AS id FROM {0}") if has_product else None
        known, place = _places(found, firms)
        unknown = found[place == UNKNOWN]
        if unknown.size and not leave_out:
            raise _unknown(connection, unknown, origin)
        rows = _coded(connection, has_product)
    return Loaded(known, goods, rows._replace(supplier=place[rows.supplier], customer=place[rows.customer]))


@contextmanager
def _asked(origin: Origin) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        first = str(error).strip().splitlines()[0]
        raise ChainlabError(f"{origin.name} cannot be read: {first}") from error


@contextmanager
def _tables(connection: duckdb.DuckDBPyConnection, query: str, origin: Origin) -> Iterator[bool]:
    """The rows in a temporary table, ids as BIGINT or VARCHAR; says whether there are products."""
    query = query.strip().rstrip(";")
    kinds = {str(name).lower(): str(kind) for name, kind, *_ in connection.execute(f"DESCRIBE {query}").fetchall()}
    missing = [name for name in _NEEDED if name not in kinds]
    if missing:
        told = ", ".join(missing)
        raise ChainlabError(f"{origin.name} has no column {told}; it has {', '.join(kinds)}. Name the columns so.")
    columns = [*_NEEDED, *(["product"] if "product" in kinds else [])]
    picked = ", ".join(f"CAST({name} AS {_kind(name, kinds[name], origin)}) AS {name}" for name in columns)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_ROWS} AS SELECT {picked} FROM ({query})")
        yield "product" in kinds
    finally:
        for table in (_ROWS, _FIRMS, _GOODS):
            connection.execute(f"DROP TABLE IF EXISTS {table}")


def _kind(name: str, kind: str, origin: Origin) -> str:
    """What a column is read as; a column of another kind is an error."""
    number = kind in _NUMBERS or kind.startswith("DECIMAL")
    if name == "value":
        if not number:
            raise ChainlabError(f"{origin.name}, column value: values are numbers, and these are {kind}. Cast them.")
        return "DOUBLE"
    if kind in _WHOLE:
        return "BIGINT"
    if kind in ("VARCHAR", "UUID") or kind.startswith("ENUM"):
        return "VARCHAR"
    raise ChainlabError(
        f"{origin.name}, column {name}: ids are whole numbers or text, and these are {kind}. Cast them."
    )


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> NDArray[Any]:
    """The first column of an answer without empty cells."""
    return np.asarray(next(iter(connection.execute(query).fetchnumpy().values())))


def _no_empty(connection: duckdb.DuckDBPyConnection, column: str, origin: Origin) -> None:
    empty = f"{column} IS NULL OR CAST({column} AS VARCHAR) = ''"
    rows = _column(connection, f"SELECT rowid FROM {_ROWS} WHERE {empty} ORDER BY rowid")
    if rows.size:
        raise origin.error(column, rows, "no id stands here", "Name the firm or product, or leave the row out.")


def _no_bad_value(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    bad = "value IS NULL OR NOT isfinite(value) OR value < 0"
    found = connection.execute(f"SELECT rowid, value FROM {_ROWS} WHERE {bad} ORDER BY rowid").fetchall()
    if found:
        told = ", ".join("empty or no number" if value is None else f"{value:g}" for _, value in found[:NAMED])
        problem = f"a value is a finite number of at least 0, and not {told}"
        raise origin.error("value", [row for row, _ in found], problem, "Mend the row, or leave it out.")


def _numbered(connection: duckdb.DuckDBPyConnection, table: str, ids: str) -> Ids:
    """The ids of a query, sorted; the table holds each with its position."""
    ids = ids.format(_ROWS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS "
        f"SELECT id, CAST(row_number() OVER (ORDER BY id) - 1 AS UINTEGER) AS place FROM ({ids})"
    )
    return ids_of(_column(connection, f"SELECT id FROM {table} ORDER BY place"), "id", Origin(table))


def _places(found: Ids, firms: ArrayLike | None) -> tuple[Ids, Index]:
    """The firms there are, and where each id of the rows stands among them."""
    if firms is None:
        return found, np.arange(found.size, dtype=np.uint32)
    origin = Origin("firms")
    listed = ids_of(firms, "firm", origin)
    same_kind({"rows": found, "firms": listed}, origin)
    known = listed[once(listed, origin)]
    return known, encode(found, known)


def _unknown(connection: duckdb.DuckDBPyConnection, unknown: Ids, origin: Origin) -> ChainlabError:
    """The error that names the rows with firms that are not listed."""
    told = ", ".join(str(one) for one in unknown[:NAMED])
    for column in ("supplier", "customer"):
        asked = f"SELECT rowid FROM {_ROWS} WHERE {column} IN (SELECT unnest(?)) ORDER BY rowid"
        rows = [row for (row,) in connection.execute(asked, [unknown.tolist()]).fetchall()]
        if rows:
            break
    remedy = "Add the firm, mend the id, or say on_unknown='leave_out'."
    return origin.error(column, rows, f"not among the firms: {told}", remedy)


def _coded(connection: duckdb.DuckDBPyConnection, has_product: bool) -> Links:
    """The rows as positions among the ids found, in any order."""
    product = "goods.place" if has_product else "CAST(0 AS UINTEGER)"
    join = f"JOIN {_GOODS} goods ON goods.id = product" if has_product else ""
    columns = connection.execute(
        f"SELECT seller.place AS supplier, buyer.place AS customer, {product} AS product, value FROM {_ROWS} "
        f"JOIN {_FIRMS} seller ON seller.id = supplier JOIN {_FIRMS} buyer ON buyer.id = customer {join}"
    ).fetchnumpy()
    return Links(*(np.asarray(columns[name]) for name in Links._fields))
