"""Files named by the hash of their content, in VAR/files: written once, whole, and never changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

__all__ = ["delete_file", "hash_of", "home", "path_of", "store_file", "stored_files"]


def home() -> Path:
    return settings.VAR / "files"


def path_of(digest: str) -> Path:
    return home() / digest[:2] / digest


def hash_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def store_file(content: bytes) -> str:
    """Store the content on disk for good; its hash. What is stored already is only marked as used now."""
    digest = sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        os.utime(path)  # so that a sweep leaves it alone until the row is there
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Made under a name of its own, readable by its owner alone; takes its place in one step.
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    _make_lasting(path.parent)
    return digest


def _make_lasting(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stored_files(*, older_than: float = 0) -> Iterator[Path]:
    """Every file of the store, unfinished ones too, that nobody used for so many seconds."""
    until = time.time() - older_than
    return (path for path in home().glob("??/*") if path.stat().st_mtime <= until)


def delete_file(path: Path) -> None:
    path.unlink(missing_ok=True)
