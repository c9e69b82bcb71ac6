"""`lianzhang restore`: a backup comes back whole into an empty place, proven, or nothing of it does.

Papers and the embedded database are brought up and proven in a folder of drafts and moved in last; what a dump has
brought into PostgreSQL is dropped again when the proof fails."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from rich.console import Console

from lianzhang.config.backup import (
    ATTACHMENTS,
    MANIFEST,
    POSTGRESQL_FILE,
    SQLITE_FILE,
    Manifest,
    looking_at,
    run_postgresql,
)
from lianzhang.config.lock import database_file, hold
from lianzhang.config.releases import applied_migrations, require_known
from lianzhang.records.api import Head, chain_waiting, hash_of, home, inspect, store_file, verify

__all__ = ["COMMANDS"]

console = Console(highlight=False, soft_wrap=True)
DATA = {"sqlite": SQLITE_FILE, "postgresql": POSTGRESQL_FILE}
KINDS = {"tables": dict, "files": dict, "migrations": list, "attachments": list, "missing": list}
# What a dump brings; sequences, indexes and triggers go with their tables.
OBJECTS = """
SELECT 'FUNCTION', oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::text::regnamespace
UNION SELECT 'TABLE', oid::regclass::text FROM pg_class
WHERE relnamespace = current_schema()::text::regnamespace AND relkind IN ('r', 'p')
"""


def _read_manifest(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        datetime.fromisoformat(manifest.made)
        Head(**manifest.head)
    except (OSError, ValueError, TypeError) as error:
        raise click.ClickException(f"{folder} 不是完整的备份：{error}") from error
    if wrong := [name for name, kind in KINDS.items() if not isinstance(getattr(manifest, name), kind)]:
        raise click.ClickException(f"{folder} 不是完整的备份：清单里的 {'、'.join(wrong)} 读不懂。")
    return manifest


def restore_from(folder: Path) -> Manifest:
    """Bring a backup into an empty place and prove it: hashes before, counts and the chain of the log after."""
    manifest = _read_manifest(folder)
    _require_sound(folder, manifest)
    _require_empty()
    try:
        with _drafts() as drafts, _emptied_again_on_failure():
            with _store_in(drafts), _database_in(drafts, folder):
                for digest in manifest.attachments:
                    store_file((folder / ATTACHMENTS / digest).read_bytes())
                _prove_rows(manifest)
                call_command("migrate", interactive=False, verbosity=0)  # a backup of an earlier release
                _prove_log(manifest)
                chain_waiting()
            connections.close_all()
            _move_in(drafts)
    except DatabaseError as error:
        raise click.ClickException(f"备份里的数据库用不了（{error}），恢复没有成功；请换一份备份。") from error
    return manifest


def _require_sound(folder: Path, manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise click.ClickException(f"备份来自 {manifest.vendor}，现在的数据库是 {connection.vendor}；请换同一种。")
    if DATA[manifest.vendor] not in manifest.files:
        raise click.ClickException(f"{folder} 不是完整的备份：清单里没有 {DATA[manifest.vendor]}。")
    require_known(manifest.migrations, "备份里的数据库")
    stored = {f"{ATTACHMENTS}/{digest}": digest for digest in manifest.attachments}
    for name, expected in (manifest.files | stored).items():
        if not (folder / name).is_file() or hash_of(folder / name) != expected:
            raise click.ClickException(f"备份文件 {name} 与清单不符，已损坏或被改过；没有恢复。")


def _require_empty() -> None:
    if _has_tables() or any(home().glob("*")):
        raise click.ClickException("现在的数据库或附件库不是空的；只恢复到空的地方，免得盖掉数据。")


def _has_tables() -> bool:
    """Of the embedded database without Django, which would make the file by asking."""
    file = database_file()
    if file is None:
        return bool(connection.introspection.table_names())
    if not file.exists():
        return False
    database = sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)
    try:
        return bool(database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True  # whatever it is, it is not ours to replace
    finally:
        database.close()


@contextmanager
def _drafts() -> Iterator[Path]:
    """A folder that is gone afterwards, however this ends; what one that was killed left is swept away first."""
    drafts = settings.VAR / ".restoring"
    shutil.rmtree(drafts, ignore_errors=True)
    drafts.mkdir(mode=0o700)
    try:
        yield drafts
    finally:
        shutil.rmtree(drafts, ignore_errors=True)


@contextmanager
def _store_in(drafts: Path) -> Iterator[None]:
    """Store papers, and look for them, among the drafts."""
    var, settings.VAR = settings.VAR, drafts
    try:
        yield
    finally:
        settings.VAR = var


@contextmanager
def _database_in(drafts: Path, backup: Path) -> Iterator[None]:
    """The database of the backup: the embedded one among the drafts, PostgreSQL's where it will be."""
    if connection.vendor == "sqlite":
        draft = drafts / SQLITE_FILE
        shutil.copyfile(backup / SQLITE_FILE, draft)
        with looking_at(draft):
            yield
    else:
        into = ("--dbname", str(connection.settings_dict["NAME"]))
        whole = ("--no-owner", "--exit-on-error", "--single-transaction")
        run_postgresql("pg_restore", *whole, *into, str(backup / POSTGRESQL_FILE))
        yield


def _objects() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        return set(cursor.fetchall())


@contextmanager
def _emptied_again_on_failure() -> Iterator[None]:
    """Of PostgreSQL: what came in goes again."""
    if connection.vendor == "sqlite":
        yield
        return
    before = _objects()
    try:
        yield
    except BaseException:
        connection.close()
        with connection.cursor() as cursor:
            for kind, name in sorted(_objects() - before):
                cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
        raise


def _move_in(drafts: Path) -> None:
    """Papers first, the database in one step and last: where it stands, everything stands."""
    database = database_file()
    if database is not None:
        hold("正在恢复备份")
        _require_empty()  # nobody moved in meanwhile
    with _papers_moved(drafts):
        if database is not None:
            _place(drafts / SQLITE_FILE, database)


@contextmanager
def _papers_moved(drafts: Path) -> Iterator[None]:
    store, was_there = home(), home().exists()
    store.mkdir(mode=0o700, exist_ok=True)
    try:
        for folder in (drafts / store.name).glob("*"):
            shutil.move(folder, store)
        yield
    except BaseException:
        for folder in store.iterdir():
            shutil.rmtree(folder)
        if not was_there:
            store.rmdir()
        raise


def _place(draft: Path, database: Path) -> None:
    for ending in ("-wal", "-shm"):  # of an empty one that stood there
        database.with_name(database.name + ending).unlink(missing_ok=True)
    arriving = database.with_name(database.name + ".arriving")
    try:
        shutil.move(draft, arriving)
        arriving.chmod(0o600)
        arriving.rename(database)
    finally:
        arriving.unlink(missing_ok=True)


def _prove_rows(manifest: Manifest) -> None:
    there = {*connection.introspection.table_names()}
    wrong = [table for table, count in manifest.tables.items() if table not in there or _count(table) != count]
    if wrong:
        raise click.ClickException(f"备份里行数不符的表：{'、'.join(wrong)}。没有恢复，请换一份备份。")
    if applied_migrations() != manifest.migrations:
        raise click.ClickException("备份的库结构版本与清单不符。没有恢复，请换一份备份。")
    attachments = inspect()
    if attachments.changed or {each.sha256 for each in attachments.missing} != set(manifest.missing):
        raise click.ClickException("备份里的附件与记录对不上。没有恢复，请换一份备份。")


def _prove_log(manifest: Manifest) -> None:
    """An event committed while the backup was made may still wait for the chain."""
    expected = Head(**manifest.head) if manifest.head["last"] else None
    verdict = verify(expected, datetime.fromisoformat(manifest.made))
    if not verdict.holds:
        raise click.ClickException(f"备份的审计链对不上：{verdict.breaks[0].what}。没有恢复，请换一份备份。")


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of our own
        return int(cursor.fetchone()[0])


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """把备份恢复到空库和空的附件库，并逐项核验；不相符就一样也不留下。"""
    manifest = restore_from(folder)
    rows = sum(manifest.tables.values())
    proven = f"{rows}行与清单相符，审计链完好，{len(manifest.attachments)}份附件和文件校验值相符"
    console.print(f"已恢复 {manifest.made} 的备份：{proven}。")


COMMANDS = (restore,)
