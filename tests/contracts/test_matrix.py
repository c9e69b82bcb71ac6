"""Every address x every role x every method, against a table that is reviewed by eye.

`REWRITE_MATRIX=1 .venv/bin/pytest tests/contracts/test_matrix.py` writes it anew: look at each line that changed."""

from __future__ import annotations

import csv
import io
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from lianzhang.access.roles import roles
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS
from tests.acting import at_work
from tests.conftest import IN_FORCE

from .matrix_rows import BEFORE, NOBODY, ROLES, Rows, arguments, one_of_each

# What other tests take from here.
__all__ = [
    "BEFORE", "METHODS", "Rows", "address", "arguments", "names", "one_of_each", "reached", "rows", "shared_out",
]  # fmt: skip

MATRIX = Path(__file__).parent / "matrix.csv"
METHODS = ("GET", "POST")
PARTS = 4  # that run side by side


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield entry.name


@pytest.fixture
def rows(
    db: None,
    account: Callable[..., User],
    on_day: Callable[[str], None],
    settings: Settings,
    tmp_path: Path,
) -> Iterator[Rows]:
    on_day(IN_FORCE)
    settings.VAR = tmp_path
    logging.disable()  # thousands of refusals
    yield one_of_each(account)
    logging.disable(logging.NOTSET)


def address(name: str, rows: Rows) -> str:
    for given in (arguments(name, rows), ()):
        try:
            return reverse(name, args=given)
        except Exception:  # noqa: BLE001 - the next way of writing it
            continue
    raise AssertionError(f"arguments() has no row for the address {name!r}")


Answers = dict[tuple[str, str], dict[str, str]]  # the status for each role, by address and method


def answers(rows: Rows, asked: Answers | None = None, part: slice = slice(None)) -> Answers:
    """The status of every request, or of those in `asked`; what a request writes is taken back. `part` of addresses."""
    clients = {role: at_work(User.objects.get(username=role)) for role in ROLES if role != NOBODY}
    clients[NOBODY] = Client(raise_request_exception=False)
    found: Answers = {}
    for name in sorted(set(names()))[part]:
        where = address(name, rows)
        for method in METHODS:
            by = ROLES if asked is None else asked.get((name, method), ROLES)
            found[name, method] = {role: _status(clients[role], method, where) for role in by}
    return found


@cache
def _table() -> Answers:
    with MATRIX.open(encoding="utf-8") as table:
        return {(line.pop("address"), line.pop("method")): line for line in csv.DictReader(table)}


def reached(role: str, method: str, *, refused: bool = False) -> list[str]:
    """The addresses that answer a role to a method, by the table; `refused`: also those that forbid it."""
    shut = {"405"} if refused else {"405", "403"}
    return sorted(name for (name, asked), line in _table().items() if asked == method and line[role] not in shut)


def shared_out(roles: Iterable[str], method: str) -> dict[str, list[str]]:
    """Each address once, for the first of `roles` that it answers: its page is made of the same for the others."""
    left, shared = set(names()), {}
    for role in dict.fromkeys(roles):
        shared[role] = [name for name in reached(role, method) if name in left]
        left -= set(shared[role])
    return shared


def expected() -> Answers:
    """The table, where PostgreSQL is asked for each different answer of an address once.

    So is SQLite for an address that does not take a method: that is answered before anybody's rights are looked at."""
    return {
        which: {role: status for status, role in _by_status(line).items()} if _asked_once(line) else line
        for which, line in _table().items()
    }


def _asked_once(line: dict[str, str]) -> bool:
    return connection.vendor == "postgresql" or {line[role] for role in ROLES if role != NOBODY} == {"405"}


def _by_status(line: dict[str, str]) -> dict[str, str]:
    """A role for each status."""
    return {status: role for role, status in reversed(line.items())}


def _status(client: Client, method: str, where: str) -> str:
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        answer = client.generic(method, where)
        transaction.set_rollback(True)
    client.cookies = cookies  # who signed out is in again
    return str(answer.status_code)


def as_table(found: Answers) -> str:
    """One line for each address and method; a line of one status for all is short."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(["address", "method", *ROLES])
    for (name, method), by_role in found.items():
        sheet.writerow([name, method, *(by_role[role] for role in ROLES)])
    return written.getvalue()


def test_there_is_a_column_for_every_role() -> None:
    assert {who.role for who in DEMONSTRATORS} == set(roles())
    header = MATRIX.read_text(encoding="utf-8").partition("\n")[0]
    assert header.split(",") == ["address", "method", *ROLES]


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_each_role_as_the_table_says(rows: Rows, part: int) -> None:
    if "REWRITE_MATRIX" in os.environ and part == 0:
        MATRIX.write_text(as_table(answers(rows)), encoding="utf-8")
        _table.cache_clear()
    told = expected()
    found = answers(rows, told, slice(part, None, PARTS))
    assert {which: line for which, line in found.items() if line != told.get(which)} == {}


def test_the_table_tells_of_no_address_that_is_not_there() -> None:
    assert {name for name, _ in _table()} == set(names())


@pytest.mark.once
def test_no_address_knows_any_other_method(rows: Rows) -> None:
    client = at_work(User.objects.get(username="office"), raises=True)
    for name in sorted(set(names())):
        found = {method: _status(client, method, address(name, rows)) for method in ("PUT", "PATCH", "DELETE")}
        assert set(found.values()) <= {"405", "403", "404", "302"}, (name, found)


def test_nothing_answers_with_an_error_of_ours() -> None:
    with MATRIX.open(encoding="utf-8") as table:
        broken = [line for line in csv.reader(table) if any(cell.startswith("5") for cell in line[2:])]
    assert broken == []
