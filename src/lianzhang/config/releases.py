"""A database that a later release has migrated is left alone: this one does not know what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lianzhang.config.lock import database_file

__all__ = [
    "DJANGO_WITHOUT_DATABASE",
    "WITHOUT_DATABASE",
    "LaterRelease",
    "applied_migrations",
    "require_known",
    "require_known_release",
    "with_known_release",
]

# What asks no database, or asks for itself: `manage` by its first word, `restore` of the backup.
WITHOUT_DATABASE = {"plan check", "plan draft", "manage", "restore"}
DJANGO_WITHOUT_DATABASE = {"check", "help", "makemigrations", "showmigrations", "--help", "--version"}
SHOWN = 3


class LaterRelease(click.ClickException):
    exit_code = 3


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def require_known(migrations: Iterable[str], of: str) -> None:
    """Raises LaterRelease where this code lacks one of the migrations."""
    unknown = [each for each in migrations if not _is_here(each)]
    if unknown:
        more = f"等{len(unknown)}步" if len(unknown) > SHOWN else ""
        raise LaterRelease(
            f"{of}由更新的版本升级过（本版本不认识 {'、'.join(unknown[:SHOWN])}{more}）：没有改动，请用那个版本的程序。"
        )


def _is_here(migration: str) -> bool:
    label, _, name = migration.partition(".")
    app = apps.app_configs.get(label)
    return app is not None and Path(app.path, "migrations", f"{name}.py").is_file()


def require_known_release() -> None:
    """Raises LaterRelease; where there is no database yet, none is made by asking."""
    file = database_file()
    if file is not None and not file.exists():
        return
    try:
        require_known(applied_migrations(), "数据库")
    finally:
        connection.close()


def with_known_release(callback: Callable[..., Any]) -> Callable[..., Any]:
    """What a command does, once the database is known to be of this release or an earlier one."""

    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        require_known_release()
        return callback(*arguments, **options)

    return run
