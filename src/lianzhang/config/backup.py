"""`lianzhang backup`: the database as of one moment, with what proves that it is whole.

SQLite is copied by its online backup, PostgreSQL by pg_dump; both while others write. Attachments follow the copied
rows: a stored file never changes. What is secret in var/ (key, demonstration passwords) is not part of a backup."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rich.console import Console

from lianzhang.config.releases import applied_migrations
from lianzhang.records.api import chain_waiting, hash_of, head, path_of
from lianzhang.records.models import Attachment

__all__ = [
    "ATTACHMENTS",
    "COMMANDS",
    "MANIFEST",
    "POSTGRESQL_FILE",
    "SQLITE_FILE",
    "Manifest",
    "back_up",
    "looking_at",
    "run_postgresql",
]

console = Console(highlight=False, soft_wrap=True)
MANIFEST, SQLITE_FILE, POSTGRESQL_FILE = "manifest.json", "database.sqlite3", "database.dump"
ATTACHMENTS = "files"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: rows by table, the end of the log, the migrations applied, the hash of each file.

    `attachments` are the hashes, and so the names, of the files that rows speak of; `missing` were not there.
    """

    made: str
    vendor: str
    tables: dict[str, int]
    head: dict[str, Any]
    migrations: list[str]
    files: dict[str, str]
    attachments: list[str]
    missing: list[str]


def _counts() -> dict[str, int]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.db_table: model._default_manager.count() for model in models}


@contextmanager
def looking_at(sqlite: Path) -> Iterator[None]:
    """Ask the copy instead of the live database: what is counted is what was copied."""
    live_name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(sqlite)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live_name


def _manifest(vendor: str, files: dict[str, str]) -> Manifest:
    made = timezone.localtime().isoformat(timespec="seconds")
    digests = sorted(set(Attachment.objects.values_list("sha256", flat=True)))
    return Manifest(made, vendor, _counts(), head().as_dict(), applied_migrations(), files, digests, [])


def back_up(folder: Path) -> Manifest:
    """Write a backup into the new folder; it takes that name only when it is whole. Raises OSError, ClickException."""
    if folder.exists():
        raise click.ClickException(f"{folder} 已存在；备份不覆盖旧的，请换一个名字。")
    chain_waiting()
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        make = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
        manifest = _with_attachments(make(unfinished), unfinished / ATTACHMENTS)
        (unfinished / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
        for path in unfinished.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        os.sync()  # what is called whole must be on the disk
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _with_attachments(manifest: Manifest, folder: Path) -> Manifest:
    """Copy the files that the copied rows speak of. One that is gone is told; the rest is saved all the same."""
    folder.mkdir()
    missing = []
    for digest in manifest.attachments:
        try:
            shutil.copyfile(path_of(digest), folder / digest)
        except FileNotFoundError:
            missing.append(digest)
    return replace(manifest, attachments=sorted({*manifest.attachments} - {*missing}), missing=missing)


def _copy_sqlite(folder: Path) -> Manifest:
    target = folder / SQLITE_FILE
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True, timeout=30)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    with looking_at(target):
        manifest = _manifest("sqlite", {})
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    return replace(manifest, files={SQLITE_FILE: hash_of(target)})


def _program(name: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    executable = shutil.which(name) or (str(installed[-1]) if installed else None)
    if not executable:
        raise click.ClickException(f"缺少 PostgreSQL 的客户端程序 {name}：请安装 postgresql-client，版本不低于服务器。")
    return executable


def run_postgresql(name: str, *arguments: str) -> None:
    """Run a client program; the password goes by the environment, never by the command line."""
    given = connection.get_connection_params()
    named = {"PGDATABASE": "dbname", "PGUSER": "user", "PGPASSWORD": "password", "PGHOST": "host", "PGPORT": "port"}
    known = {variable: str(given[key]) for variable, key in named.items() if given.get(key)}
    environment = {"PATH": os.defpath} | known
    done = subprocess.run([_program(name), *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{name} 没有成功：{done.stderr.strip().splitlines()[-1:]}")


def _dump_postgresql(folder: Path) -> Manifest:
    """Dump and count in one snapshot, so that both speak of the same moment."""
    target = folder / POSTGRESQL_FILE
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
            return _manifest("postgresql", {POSTGRESQL_FILE: hash_of(target)})
        finally:
            cursor.execute("ROLLBACK")


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="只留最近几份（只管 VAR/backups 里的）。")
def backup(folder: Path | None, keep: int | None) -> None:
    """备份数据库和附件；不必停服务。不写文件夹就存到 VAR/backups。"""
    home = settings.VAR / "backups"
    folder = folder or home / timezone.localtime().strftime("%Y%m%d-%H%M%S")
    manifest = back_up(folder)
    tables, rows = len(manifest.tables), sum(manifest.tables.values())
    held = f"{tables}张表，{rows}行，{len(manifest.attachments)}份附件，审计末条第{manifest.head['last']}位"
    console.print(f"已备份到 {folder}：{held}。")
    if manifest.missing:
        console.print(f"有{len(manifest.missing)}份附件的文件早已不在；用 lianzhang attachments verify 看是哪些。")
    console.print("备份里没有 SECRET_KEY；请另行妥善保管，并把备份拷到本机以外。")
    if keep:
        for old in sorted(path for path in home.glob("2*") if (path / MANIFEST).exists())[:-keep]:
            shutil.rmtree(old)
            console.print(f"已删旧备份 {old.name}。")


COMMANDS = (backup,)
