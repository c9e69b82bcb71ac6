"""Django's backend for SQLite, in which nobody who waits to write is left behind.

SQLite's own waiting sleeps longer each time it finds the database locked, up to 0.1 s: who has waited longest looks
least often, and beside busy writers comes last. Here all look equally often (sqlite.org/c3ref/busy_timeout.html)."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.sqlite3 import base

__all__ = ["DatabaseWrapper", "without_waiting"]

LOOKS = 0.001, 0.004  # seconds between two looks


PATIENCE = threading.local()


@contextmanager
def without_waiting() -> Iterator[None]:
    """Who would have to wait to write gets an OperationalError at once; for what can as well be written next time."""
    PATIENCE.none = True
    try:
        yield
    finally:
        PATIENCE.none = False


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        """Take the lock for writing. Raises OperationalError when it is not to be had within the option `timeout`."""
        options = self.settings_dict["OPTIONS"]
        seconds: float = 0 if getattr(PATIENCE, "none", False) else options.get("timeout", 5)
        begin, until = f"BEGIN {options.get('transaction_mode', '')}", time.monotonic() + seconds
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._begun(begin, last=time.monotonic() > until):
                    time.sleep(random.uniform(*LOOKS))  # noqa: S311 - not for secrets
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(options.get('timeout', 5) * 1000)}")

    def _begun(self, begin: str, *, last: bool) -> bool:
        try:
            self.connection.execute(begin)
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True
