"""Rows by the hundred thousand into a table, in the database's fastest way: COPY, or one prepared statement.

Values go in as they are: constraints are checked by the database, nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, models

from .fields import KeysField, keys_text

__all__ = ["allocate_ids", "bulk_insert", "bulk_overwrite", "update_statistics"]

BATCH = 5_000
ProgressCallback = Callable[[int], None]


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for so many new rows, nobody else's. Inside a transaction only."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        # SQLite's transactions are IMMEDIATE: nobody else writes meanwhile. A key once used never comes again.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def bulk_insert(
    model: type[models.Model], columns: dict[str, Sequence[Any]], progress: ProgressCallback = lambda _: None
) -> int:
    """Write `columns`, by the names of the model's attributes (`region_id`); `progress` hears how many are written."""
    names = [_column(model, name) for name in columns]
    rows = zip(*_database_columns(model, columns), strict=True)
    written = 0
    with connection.cursor() as cursor:
        put = _copied(cursor, model, names) if connection.vendor == "postgresql" else _inserted(cursor, model, names)
        for batch in _batches(rows):
            put(batch)
            written += len(batch)
            progress(written)
    return written


def bulk_overwrite(model: type[models.Model], keys: Sequence[int], columns: dict[str, Sequence[Any]]) -> None:
    """Write `columns` over the rows with these primary keys."""
    quote = connection.ops.quote_name
    written = ", ".join(f"{quote(_column(model, name))} = %s" for name in columns)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {written} WHERE id = %s"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*_database_columns(model, columns), keys, strict=True)))


def update_statistics() -> None:
    """What the database knows of its tables decides how it walks them; SQLite counts them only when asked."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _database_columns(model: type[models.Model], columns: dict[str, Sequence[Any]]) -> list[Sequence[Any]]:
    """The columns as the database keeps them: keys as a text, and days as SQLite knows them, which is as a text too."""
    return [_database_values(model._meta.get_field(name), values) for name, values in columns.items()]


def _database_values(described: Any, values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(described, KeysField):
        return list(map(keys_text, values))
    if isinstance(described, models.DateField) and connection.vendor == "sqlite":
        return list(map(_plain, values))
    return values


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    column: str = field.column
    return column


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _quoted(model: type[models.Model], names: list[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(map(quote, names))


def _copied(cursor: Any, model: type[models.Model], names: list[str]) -> Callable[[list[tuple[Any, ...]]], None]:
    table, columns = _quoted(model, names)

    def put(rows: list[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    return put


def _inserted(cursor: Any, model: type[models.Model], names: list[str]) -> Callable[[list[tuple[Any, ...]]], None]:
    table, columns = _quoted(model, names)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608 - names of our own

    def put(rows: list[tuple[Any, ...]]) -> None:
        cursor.executemany(statement, rows)

    return put


def _plain(value: Any) -> Any:
    """As Django keeps it in SQLite: moments in UTC without saying so."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
