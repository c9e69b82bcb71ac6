"""A database of its own on disk or on the server, worked on by real processes: what tests of survival need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

from tests.preloaded import ROOT, Process

__all__ = ["PROGRAM", "ROOT", "Place", "address_of", "empty_place", "on_server"]

PROGRAM = str(Path(sys.executable).with_name("lianzhang"))
numbers = count(1)


@dataclass(frozen=True)
class Place:
    """A folder for data and the address of an empty database."""

    folder: Path
    address: str

    @property
    def environment(self) -> dict[str, str]:
        """The house's own settings, also where the tests run with others."""
        settings = {"DJANGO_SETTINGS_MODULE": "lianzhang.config.settings"}
        return os.environ | settings | {"VAR": str(self.folder), "DATABASE_URL": self.address, "DEMONSTRATION": "1"}

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of the house in this place."""
        process = Process("from lianzhang.cli import main; main()", [PROGRAM, *arguments], self.environment)
        out, error = process.communicate(timeout=600)
        assert not check or process.returncode == 0, error + out
        return subprocess.CompletedProcess(arguments, process.wait(), out, error)

    def script(self, text: str, *arguments: str) -> Process:
        """A process that works in this place; `text` runs after Django is set up."""
        return Process("import django; django.setup()\n" + text, ["-c", *arguments], self.environment)

    def told(self, text: str) -> str:
        """What a script printed; fails with its error."""
        process = self.script(text)
        out, error = process.communicate(timeout=600)
        assert process.returncode == 0, error
        return out.strip()


@contextmanager
def on_server() -> Iterator[psycopg.Connection]:
    """A connection to the server that the suite runs on, beside all its databases."""
    server = settings.DATABASES["default"]
    with psycopg.connect(
        host=server["HOST"],
        user=server["USER"],
        password=server["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as admin:
        yield admin


def address_of(name: str) -> str:
    server = settings.DATABASES["default"]
    return f"postgresql://{server['USER']}@{quote(server['HOST'], safe='')}/{name}"


@contextmanager
def empty_place(folder: Path, template: str = "template1") -> Iterator[Place]:
    """Beside the database that the suite runs on: SQLite in the folder, or another database of the same server."""
    folder.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        yield Place(folder, "")
        return
    name = f"place_{os.getpid()}_{next(numbers)}"
    with on_server() as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        try:
            yield Place(folder, address_of(name))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
