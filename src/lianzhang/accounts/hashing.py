"""Passwords are hashed a few at a time: each Argon2 takes 100 MB while it runs, and a stranger may ask for any number.

Who waits too long for a turn is told to come back, before anything is hashed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

__all__ = ["PATIENCE", "HashingBusy", "QueuedArgon2PasswordHasher"]

# Seconds that somebody waits for a turn: longer than all threads of the server take, hashing one after the other.
PATIENCE = 5.0


class HashingBusy(Exception):
    """No turn within PATIENCE; the middleware answers 503 and says when to come back."""


@cache
def _turns() -> BoundedSemaphore:
    """One for the process: whoever forks does so before the first password."""
    return BoundedSemaphore(settings.HASHES_AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns().acquire(timeout=PATIENCE):
        raise HashingBusy
    try:
        yield
    finally:
        _turns().release()


class QueuedArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's own, HASHES_AT_ONCE at a time in each process; every hash and every check passes here."""

    def encode(self, password: str, salt: str) -> str:
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turn():
            return super().verify(password, encoded)
