"""Secrets made once and kept in var/, readable by their owner alone, as is whatever the house keeps.

Secrets are for a demonstration only: a real installation is given its own from outside."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that no other account can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def get_or_create_secret(path: Path) -> str:
    """The secret in this file; made when the file is not there yet."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="utf-8").strip()


def make_private(paths: Iterable[Path]) -> list[Path]:
    """Close to others what an older release, a copy or a wider umask left open; those that belong to somebody else.

    Links inside are not followed."""
    foreign = []
    for root in (path.resolve() for path in paths):
        for path in (root, *root.rglob("*")):
            try:
                mode = path.lstat().st_mode
                if mode & 0o077 and not stat.S_ISLNK(mode):
                    path.chmod(0o700 if stat.S_ISDIR(mode) else 0o600)
            except FileNotFoundError:
                continue  # others write and delete meanwhile
            except PermissionError:
                foreign.append(path)
    return foreign
