"""Many rows on their way into tables, gathered in temporary tables of this connection.

Nobody waits while they gather, nobody sees them, and nothing is left of them when the process ends. `move_new` and
`move_rest` then write them with one statement for each table, in the caller's transaction: all, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import Any, Self

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from .bulk import allocate_ids, column_of, insert_into, prepared_values

__all__ = ["Staging"]

Model = type[models.Model]
NEW, CHANGED, GONE = "new", "changed", "gone"


class Staging:
    """Use as a context manager, or `close` it; another on the same connection begins by dropping what one left."""

    def __init__(self) -> None:
        self.tables: dict[tuple[str, Model], list[str]] = {}
        self.keys: defaultdict[Model, list[int]] = defaultdict(list)
        self.taken: Counter[Model] = Counter()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- gathered
    def new_keys(self, model: Model, count: int) -> list[int]:
        """Primary keys for so many new rows. Twice as many are taken each time: on SQLite who takes some waits."""
        spare = self.keys[model]
        if len(spare) < count:
            more = max(count - len(spare), self.taken[model])
            self.taken[model] += more
            spare += allocate_ids(model, more)
        self.keys[model] = spare[count:]
        return spare[:count]

    def insert(self, model: Model, columns: dict[str, Sequence[Any]]) -> None:
        """New rows with their keys, by the names of the model's attributes."""
        self._gather(NEW, model, columns)

    def overwrite(self, model: Model, keys: Sequence[int], columns: dict[str, Sequence[Any]]) -> None:
        """What stands in rows with these keys; the same columns each time."""
        self._gather(CHANGED, model, {"id": keys} | columns)

    def delete(self, model: Model, keys: Sequence[int]) -> None:
        """Rows to go, in the order of the models' first call."""
        self._gather(GONE, model, {"id": keys})

    def _gather(self, kind: str, model: Model, columns: dict[str, Sequence[Any]]) -> None:
        if not columns["id"]:
            return
        names = [column_of(model, name) for name in columns]
        if (kind, model) not in self.tables:
            like = f"SELECT {_listed(names)} FROM {_quoted(model._meta.db_table)} LIMIT 0"  # noqa: S608 - names of our own
            self._execute(f"CREATE TEMPORARY TABLE {_name(kind, model)} AS {like}")
            self.tables[kind, model] = names
        insert_into(_name(kind, model), names, prepared_values(model, columns))

    # --- moved
    def move_new(self) -> None:
        """Write the new rows: nobody sees or waits for them before the commit."""
        for model, names in self._of(NEW):
            source = f"SELECT {_listed(names)} FROM {_name(NEW, model)}"  # noqa: S608 - names of our own
            self._execute(f"INSERT INTO {_quoted(model._meta.db_table)} ({_listed(names)}) {source}")
        if connection.vendor == "postgresql":
            connection.check_constraints()  # now rather than at the commit, when others wait

    def move_rest(self) -> None:
        """Write over what changed, and take away what goes."""
        for model, names in self._of(CHANGED):
            written = ", ".join(f"{each} = staged.{each}" for each in map(_quoted, names) if each != '"id"')
            table = _quoted(model._meta.db_table)
            source = f"FROM {_name(CHANGED, model)} AS staged WHERE {table}.id = staged.id"
            self._execute(f"UPDATE {table} SET {written} {source}")  # noqa: S608 - names of our own
        for model, _ in self._of(GONE):
            gone = f"SELECT id FROM {_name(GONE, model)}"  # noqa: S608 - names of our own
            self._execute(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE id IN ({gone})")  # noqa: S608

    def _of(self, kind: str) -> Iterator[tuple[Model, list[str]]]:
        return ((model, names) for (each, model), names in self.tables.items() if each == kind)

    # --- asked
    def rests_on_gone(self, model: Model, besides: Container[Model] = ()) -> bool:
        """Whether by now something leads to a row of `model` that is to go; rows of `besides` do not count."""
        if (GONE, model) not in self.tables:
            return False
        gone = f"SELECT id FROM {_name(GONE, model)}"  # noqa: S608 - names of our own
        for link in model._meta.related_objects:
            if link.related_model in besides:
                continue
            column, table = column_of(link.related_model, link.field.name), _quoted(link.related_model._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} WHERE {_quoted(column)} IN ({gone}) LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return True
        return False

    def not_new(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of `rows` those that are not staged as new ones, which may have moved already."""
        if (NEW, rows.model) not in self.tables:
            return rows
        return rows.exclude(pk__in=RawSQL(f"SELECT id FROM {_name(NEW, rows.model)}", ()))  # noqa: S608, S611 - our own

    def new_values(self, model: Model, name: str) -> Iterator[Any]:
        """One column of the new rows."""
        if (NEW, model) not in self.tables:
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_quoted(column_of(model, name))} FROM {_name(NEW, model)}")  # noqa: S608
            yield from (value for (value,) in cursor)

    @property
    def models(self) -> set[Model]:
        """Of which rows any are staged."""
        return {model for _, model in self.tables}

    def close(self) -> None:
        """Drop what was gathered, by this one or by one before it whose work was broken off."""
        for table in _left_behind():
            self._execute(f"DROP TABLE {_quoted(table)}")
        self.tables = {}

    @staticmethod
    def _execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _left_behind() -> list[str]:
    """Names of the temporary tables that this connection still has."""
    tables = (
        "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname LIKE 'staged!_%' ESCAPE '!'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_temp_master WHERE type = 'table' AND name LIKE 'staged!_%' ESCAPE '!'"
    )
    with connection.cursor() as cursor:
        cursor.execute(tables)
        return [name for (name,) in cursor.fetchall()]


def _name(kind: str, model: Model) -> str:
    return _quoted(f"staged_{kind}_{model._meta.db_table}"[:63])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))
