"""Every act locks in one order: the revision of what changes, then rows; then it writes the log, then the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianzhang.enterprises import actions as firms
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.proposal_actions import propose
from lianzhang.statements import actions as statements
from lianzhang.work.api import take_all
from tests.enterprises.world import uscc

from .racing import NAMES, Act, Acts

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


class Nested(Acts):
    """Acts that take others with them."""

    def _asked_for(self) -> Any:
        firm, team = self.city.firm(uscc=""), self.city.user_as("chain_team", chains=self.city.chains[:2])
        for chain in self.city.chains[:2]:
            propose(firm=firm, placing=Placing(chain, date(2022, 1, 1), source="名单"), by=team)
        return firm

    def merge_with_proposals(self) -> Act:
        one, other = self.city.firm(), self._asked_for()
        return lambda: merge(stays=one, goes=other, versions=(one.version, other.version), by=self.office)

    def confirm_two(self) -> Act:
        rows = []
        for _ in range(2):
            row = self.enter_statement()()
            rows.append(statements.submit(row=row, version=row.version, by=self.clerk))
        return lambda: take_all(name="confirm", chosen={row: row.version for row in rows}, by=self.office)

    def enter_on_a_chain(self) -> Act:
        placing = Placing(self.city.chains[0], date(2022, 1, 1), source="名单")
        given = {"name": "新厂", "uscc": uscc(9001), "region": self.city.districts[0]}
        return lambda: firms.create(city=self.city.region, placing=placing, by=self.office, **given)


@pytest.mark.parametrize("name", [*NAMES, *(name for name in vars(Nested) if not name.startswith("_"))])
def test_an_act_locks_the_revision_then_rows_then_writes_the_log(name: str) -> None:
    act = getattr(Nested(), name)()
    with CaptureQueriesContext(connection) as caught:
        act()
    found = list(locks([each["sql"] for each in caught.captured_queries]))
    kinds = [kind for kind, _ in found]
    assert LOG in kinds
    assert kinds == sorted(kinds, key=ORDER.index), found
