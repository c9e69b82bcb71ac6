"""The embedded database under the settings in force: nobody is told "locked", nothing points into the void."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.utils import ConnectionHandler

WRITERS = 4
ROUNDS = 50


@pytest.fixture
def embedded(settings_with: Any, db: None) -> Iterator[ConnectionHandler]:
    handler = ConnectionHandler(settings_with(DATABASE_URL="")["DATABASES"])
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE tally (n INTEGER)")
        cursor.execute("INSERT INTO tally VALUES (0)")
    yield handler
    handler.close_all()


def value_of(handler: ConnectionHandler, statement: str) -> Any:
    with handler["default"].cursor() as cursor:
        return cursor.execute(statement).fetchone()[0]


def test_it_keeps_a_write_ahead_log_and_checks_foreign_keys(embedded: ConnectionHandler) -> None:
    assert value_of(embedded, "PRAGMA journal_mode") == "wal"
    assert value_of(embedded, "PRAGMA foreign_keys") == 1


def test_who_writes_waits_in_line_longer_than_the_largest_import_writes(embedded: ConnectionHandler) -> None:
    assert value_of(embedded, "PRAGMA busy_timeout") == 60_000  # milliseconds


def test_four_who_read_then_write_at_once_lose_nothing_and_are_never_locked_out(embedded: ConnectionHandler) -> None:
    def write() -> None:
        connection = embedded["default"]  # each thread is given its own
        for _ in range(ROUNDS):
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            seen = value_of(embedded, "SELECT n FROM tally")
            sleep(0.002)  # the others get to read as well, where they may
            with connection.cursor() as cursor:
                cursor.execute("UPDATE tally SET n = %s", [seen + 1])
            connection.commit()
            connection.set_autocommit(True)
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        for writer in [pool.submit(write) for _ in range(WRITERS)]:
            writer.result()
    assert value_of(embedded, "SELECT n FROM tally") == WRITERS * ROUNDS


def test_a_row_that_points_nowhere_is_refused(embedded: ConnectionHandler) -> None:
    with embedded["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE child (parent INTEGER REFERENCES parent(id))")
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO child VALUES (1)")
