"""A database after every migration, and a house after its first start, made from nothing once and copied for whatever
is not about migrating or starting.

They are kept in build/ under a hash of what makes them: a database of models, migrations and what these import, a
started house of all sources."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.db import connection
from django.db.backends.signals import connection_created

from tests.real import ROOT, Place, address_of, empty_place, on_server

KEPT = ROOT / "build" / "migrated"
FILE = "lianzhang.sqlite3"
TELLING = {".py", ".toml", ".csv"}  # what starting may read
# What migrating may read beside models and migrations.
IMPORTED = {"settings.py", "apps.py", "fields.py", "guards.py", "chain.py", "refinding.py", "classification.toml"}
OLDER = 3  # kept beside the newest: another run may still be copying one


def _hashed(*, of_schema: bool) -> str:
    digest = sha256(django.__version__.encode())
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in TELLING and (not of_schema or _makes_schema(path)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _makes_schema(path: Path) -> bool:
    named = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    return path.name in IMPORTED or bool(named & {"models", "migrations"})


@cache
def _schema() -> str:
    return _hashed(of_schema=True)


@cache
def _sources() -> str:
    return _hashed(of_schema=False)


@cache
def migrated_file() -> Path:
    """Of SQLite; it is never written to."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{_schema()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one run ask at the same time
        if not file.exists():
            with TemporaryDirectory(dir=KEPT) as folder:
                Place(Path(folder), "").run("manage", "migrate", "-v", "0")
                draft = Path(folder, "draft")
                with closing(sqlite3.connect(Path(folder, FILE))) as made:
                    made.execute("VACUUM INTO ?", (str(draft),))
                draft.rename(file)
            for old in _older("*.sqlite3"):
                old.unlink()
    return file


FIRST_START = """
from django.conf import settings
from lianzhang.config.demonstration import prepare_accounts
from lianzhang.config.up import load_plans
load_plans()
prepare_accounts(settings.VAR / "demonstration.json")
"""
STARTED = (FILE, "demonstration.json", "demonstration.seen.json")


@cache
def started_folder() -> Path:
    """The plans are loaded, and the accounts have their passwords: hashing those takes longer than all the rest."""
    folder = KEPT / f"{_sources()}-started"
    made_from = migrated_file()
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with TemporaryDirectory(dir=KEPT) as made:
                place, draft = Place(Path(made), ""), Path(made, "draft")
                draft.mkdir()
                shutil.copyfile(made_from, place.folder / FILE)
                place.told(FIRST_START)
                with closing(sqlite3.connect(place.folder / FILE)) as database:
                    database.execute("VACUUM INTO ?", (str(draft / FILE),))
                for name in STARTED[1:]:
                    shutil.copy(place.folder / name, draft)
                draft.rename(folder)
            for old in _older("*-started"):
                shutil.rmtree(old, ignore_errors=True)
    return folder


def _older(pattern: str) -> list[Path]:
    return sorted(KEPT.glob(pattern), key=lambda path: path.stat().st_mtime)[: -1 - OLDER]


@cache
def migrated_database() -> str:
    """Of PostgreSQL: the name of a database on the server of the suite; nobody connects to it."""
    name = f"migrated_{_schema()}"
    with on_server() as server, TemporaryDirectory() as folder:
        server.execute("SELECT pg_advisory_lock(hashtext('migrated'))")  # until the connection is closed
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute("DROP DATABASE IF EXISTS migrated_draft")
            server.execute("CREATE DATABASE migrated_draft")
            Place(Path(folder), address_of("migrated_draft")).run("manage", "migrate", "-v", "0")
            server.execute(f"ALTER DATABASE migrated_draft RENAME TO {name}")
    return name


def copy_migrated(folder: Path) -> Path:
    """The embedded database in `folder`, as `migrate` would have made it there."""
    folder.mkdir(parents=True, exist_ok=True)
    return _as_left(shutil.copyfile(migrated_file(), folder / FILE))


def copy_started(folder: Path) -> None:
    """What a first start as a demonstration leaves in `folder`, but for its secret key."""
    for name in STARTED:
        shutil.copy(started_folder() / name, folder)
    _as_left(folder / FILE)


def _as_left(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")  # as the house leaves it
    return file


@contextmanager
def migrated_place(folder: Path) -> Iterator[Place]:
    """As `empty_place`, with every migration run."""
    if connection.vendor == "sqlite":
        copy_migrated(folder)
        yield Place(folder, "")
        return
    with empty_place(folder, template=migrated_database()) as place:
        yield place


def fill_test_database() -> None:
    """The database that this process tests on is a copy as well: its own `migrate` then has nothing to do."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()
        return

    def fill(**_: object) -> None:
        if connection.is_in_memory_db():
            connection_created.disconnect(fill)
            with closing(sqlite3.connect(migrated_file())) as made:
                made.backup(connection.connection)

    connection_created.connect(fill, weak=False)
