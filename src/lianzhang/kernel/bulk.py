"""Rows by the hundred thousand into a table, in the database's fastest way: COPY, or one prepared statement.

Values go in as they are: constraints are checked by the database, nothing else is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from .fields import KeysField, keys_text

__all__ = ["allocate_ids", "bulk_insert", "column_of", "insert_into", "prepared_values", "update_statistics"]

BATCH = 5_000
ProgressCallback = Callable[[int], None]


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for so many new rows, nobody else's; what is not used of them stays a gap."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(source, [connection.ops.quote_name(table), count])
            return [pk for (pk,) in cursor.fetchall()]
        # SQLite remembers the highest key of a table in a table of its own, which may be written.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        known = cursor.fetchone()
        if known is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 0)", [table])
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        last = known[0] if known else 0
        return list(range(last + 1, last + 1 + count))


def bulk_insert(
    model: type[models.Model], columns: dict[str, Sequence[Any]], progress: ProgressCallback = lambda _: None
) -> int:
    """Write `columns`, by the names of the model's attributes (`region_id`); `progress` hears how many are written."""
    names = [column_of(model, name) for name in columns]
    return insert_into(
        connection.ops.quote_name(model._meta.db_table), names, prepared_values(model, columns), progress
    )


def insert_into(
    table: str, names: Sequence[str], values: Sequence[Sequence[Any]], progress: ProgressCallback = lambda _: None
) -> int:
    """Write rows into a table (quoted) by its columns' names; `values` are column by column. How many rows."""
    listed, written = ", ".join(map(connection.ops.quote_name, names)), 0
    with connection.cursor() as cursor:
        put = _copied(cursor, table, listed) if connection.vendor == "postgresql" else _inserted(cursor, table, listed)
        for batch in _batches(zip(*values, strict=True)):
            put(batch)
            written += len(batch)
            progress(written)
    return written


def update_statistics() -> None:
    """What the database knows of its tables decides how it walks them; SQLite counts them only when asked."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            _let_unique_indexes_find_one_row(cursor)


def _let_unique_indexes_find_one_row(cursor: Any) -> None:
    """SQLite counts NULLs as alike (sqlite.org/fileformat2.html, 2.6.3): of a column that is mostly empty it believes
    that each value stands in most rows, and walks the table instead of the unique index."""
    cursor.execute(
        "SELECT stat.idx, stat.stat FROM sqlite_stat1 stat JOIN pragma_index_list(stat.tbl) each"
        " ON each.name = stat.idx WHERE each.[unique]"
    )
    counted = [(f"{stat.rpartition(' ')[0]} 1", name) for name, stat in cursor.fetchall()]
    cursor.executemany("UPDATE sqlite_stat1 SET stat = %s WHERE idx = %s", counted)
    cursor.execute("ANALYZE sqlite_master")  # the statistics are read again


def prepared_values(model: type[models.Model], columns: dict[str, Sequence[Any]]) -> list[Sequence[Any]]:
    """The columns as the database stores them: keys and JSON as texts, as SQLite has days and times too."""
    return [_as_stored(model._meta.get_field(name), values) for name, values in columns.items()]


def _as_stored(described: Any, values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(described, KeysField):
        return list(map(keys_text, values))
    if isinstance(described, models.JSONField):
        return list(map(json.dumps, values))
    if isinstance(described, models.DateField | models.TimeField) and connection.vendor == "sqlite":
        plain = {value: _plain(value) for value in set(values)}  # days come again and again
        return [plain[value] for value in values]
    return values


def column_of(model: type[models.Model], name: str) -> str:
    """The table's column for an attribute of the model (`region_id`)."""
    field: Any = model._meta.get_field(name)
    column: str = field.column
    return column


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _copied(cursor: Any, table: str, listed: str) -> Callable[[list[tuple[Any, ...]]], None]:
    def put(rows: list[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    return put


def _inserted(cursor: Any, table: str, listed: str) -> Callable[[list[tuple[Any, ...]]], None]:
    places = ", ".join(["%s"] * (listed.count(",") + 1))
    statement = f"INSERT INTO {table} ({listed}) VALUES ({places})"  # noqa: S608 - names of our own

    def put(rows: list[tuple[Any, ...]]) -> None:
        cursor.executemany(statement, rows)

    return put


def _plain(value: Any) -> Any:
    """As Django keeps it in SQLite: moments in UTC without saying so."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else value
