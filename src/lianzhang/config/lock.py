"""One server over the embedded database: whoever comes second is told which one runs.

The operating system frees the lock when its holder and the children of that have died, however they died."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import click
from django.db import connection
from django.utils import timezone

__all__ = ["database_file", "hold"]

PATIENCE, PAUSE = 3.0, 0.1  # seconds: a server that was stopped just now, or killed, still has children that end


def database_file() -> Path | None:
    """The embedded database's file, whichever way leads to it; None where there is none."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]  # only SQLite's
        return None
    return Path(connection.settings_dict["NAME"]).resolve()


def hold(doing: str) -> None:
    """Keep the database for this process and its children until they end. Raises ClickException.

    `doing` is told to whoever comes second."""
    database = database_file()
    if database is None:
        return  # PostgreSQL keeps several servers apart
    descriptor = os.open(database.with_name(database.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + PATIENCE
    while not _locked(descriptor):
        if time.monotonic() > until:
            holder = os.read(descriptor, 1000).decode() or "刚刚开始"
            os.close(descriptor)
            raise click.ClickException(
                f"数据库 {database} 已有服务在用（{holder}）：一个内置数据库只开一个服务，请用它，或先停掉它再启动。"
            )
        time.sleep(PAUSE)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"进程号 {os.getpid()}，自 {timezone.localtime():%Y-%m-%d %H:%M} 起，{doing}".encode())


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
