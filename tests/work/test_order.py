"""Every act locks in one order: the revision of what changes, then rows; then it writes the log, then the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .racing import NAMES, Acts

pytestmark = pytest.mark.django_db

REVISION, ROWS, LOG, MARKS = "revision", "rows", "log", "marks"
ORDER = (REVISION, ROWS, LOG, MARKS)
# Written after the event, and never waited for: what follows from it, and its place in the chain.
FOLLOWING = ("jobs_job", "records_auditevent")


def locks(statements: list[str]) -> Iterator[tuple[str, str]]:
    """What a statement locks, in the order of the statements: of which kind, and the table.

    The city's revision is locked once; whoever moves it again holds it already.
    """
    moved = False
    for sql in statements:
        table = _written(sql)
        if table == "enterprises_revision":
            if not moved:
                yield REVISION, table
            moved = True
        elif table == "records_auditevent" and sql.startswith("INSERT"):
            yield LOG, table
        elif table == "work_mark":
            yield MARKS, table
        elif table and table not in FOLLOWING:
            yield ROWS, table


def _written(sql: str) -> str:
    """The table that a statement writes or locks; "" for one that only reads."""
    if found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
        return found[1]
    if re.search("FOR (NO KEY )?UPDATE", sql) and (found := re.search(r'FROM "(\w+)"', sql)):
        return found[1]
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_an_act_locks_the_revision_then_rows_then_writes_the_log(name: str) -> None:
    act = getattr(Acts(), name)()
    with CaptureQueriesContext(connection) as caught:
        act()
    found = list(locks([each["sql"] for each in caught.captured_queries]))
    kinds = [kind for kind, _ in found]
    assert LOG in kinds
    assert kinds == sorted(kinds, key=ORDER.index), found
