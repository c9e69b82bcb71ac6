"""Passwords are hashed a few at a time, and who finds no turn is told when to come back."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Lock, Thread
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import Client

from lianzhang.accounts import hashing
from lianzhang.accounts.models import User
from lianzhang.config.settings import HASHES_AT_ONCE

MANY = 8


def test_however_many_ask_only_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, now, most = Lock(), [0], [0]
    begin = Barrier(MANY)

    def counted(self: Argon2PasswordHasher, password: str, salt_or_hash: str) -> Any:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with suppress(BrokenBarrierError):
            begin.wait(0.05)  # all who may be here at once meet
        with lock:
            now[0] -= 1
        return "argon2$x"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)
    threads = [Thread(target=make_password, args=("right-horse-battery",)) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= HASHES_AT_ONCE


@pytest.mark.django_db
def test_who_finds_no_turn_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("clerk", "right-horse-battery")
    monkeypatch.setattr(hashing, "PATIENCE", 0.01)
    for _ in range(HASHES_AT_ONCE):
        assert hashing._turns().acquire(timeout=1)
    try:
        answers = [
            Client().post("/sign-in/", {"username": name, "password": "right-horse-battery"})
            for name in ("clerk", "nobody")
        ]
    finally:
        for _ in range(HASHES_AT_ONCE):
            hashing._turns().release()
    for answer in answers:
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert "现在登录的人太多" in answer.text
    assert Client().post("/sign-in/", {"username": "clerk", "password": "right-horse-battery"}).status_code == 302


def test_a_turn_is_given_back_when_hashing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise MemoryError

    kept = make_password("right-horse-battery")
    monkeypatch.setattr(Argon2PasswordHasher, "verify", fails)
    for _ in range(HASHES_AT_ONCE + 1):
        with pytest.raises(MemoryError):
            check_password("right-horse-battery", kept)
    monkeypatch.undo()
    assert check_password("right-horse-battery", kept)
