"""Every act moves the marks of what counts otherwise after it, and no others: what is kept is never out of date.

What counts is read from the tables, before an act and after it, whatever the act says of itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.enterprises.models import Revision
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans import kept
from lianzhang.plans.evaluating import Run
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region
from lianzhang.work.api import ALL_YEARS
from lianzhang.work.marks import _DECLARED, EVERYTHING, evidence_of
from lianzhang.work.models import Mark
from tests.contracts import test_gone, test_own_reach
from tests.contracts.test_gone import Rows, rows, send  # noqa: F401 - a fixture
from tests.contracts.test_own_reach import Town
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Counted = dict[tuple[str, int], set[Hashable]]

# What stands in these tables is written by loads of plans alone, which move the mark of everything; and whose unit a
# unit is, which never changes.
LOADED = re.compile(
    r"plans_(plan\w*|target\w*|goal|duty\w*|clause|checklistitem|cadence\w*|project\w*|visitkind|chainwork)"
    r"|plans_(programme\w*|problemlevel|material|capacitykind|assessment\w*|platform\w*)"
    r"|registry_(post\w*|rank|chain\w*|region|park|segment\w*|honourkind|organization|responsibleunit)|plans_(work|need)(kind|topic)\w*"
)


def counted(city: Region) -> Counted:
    """All that targets of a city are judged by, by kind and year."""
    facts: Counted = defaultdict(set)
    for model in _DECLARED:
        for row in model._default_manager.all():
            for key, fact in evidence_of(row).items():
                if key.city == city.pk:
                    facts[key.kind, key.year].add((row.pk, fact))
    return facts


def marks(city: Region) -> dict[tuple[str, int], Any]:
    stored = Mark.objects.filter(city=city).values_list("kind", "year", "value")
    return {(kind, year): value for kind, year, value in stored}


class Watched:
    """A city as it stands, and what of it is another thing later."""

    def __init__(self, city: Region) -> None:
        self.city, self.counted, self.marks = city, counted(city), marks(city)

    @property
    def changed(self) -> set[tuple[str, int]]:
        now = counted(self.city)
        return {key for key in (*self.counted, *now) if self.counted.get(key, set()) != now.get(key, set())}

    @property
    def moved(self) -> set[tuple[str, int]]:
        return {key for key, value in marks(self.city).items() if self.marks.get(key) != value}


def assert_right(watched: Watched, name: str) -> None:
    changed, moved = watched.changed, watched.moved
    if (EVERYTHING, ALL_YEARS) in moved:
        return
    missed = {(kind, year) for kind, year in changed if not {(kind, year), (kind, ALL_YEARS)} & moved}
    assert missed == set(), f"{name} writes what counts and leaves its mark"
    needless = {kind for kind, _ in moved} - {kind for kind, _ in changed} - {EVERYTHING}
    assert needless == set(), f"{name} moves marks of what it does not write"


@pytest.mark.parametrize("name", test_gone.ACTS)
def test_of_each_act_that_has_an_address(name: str, rows: Rows) -> None:  # noqa: F811
    row = getattr(rows, test_gone.ACTS[name][0])()
    client = Client()
    client.force_login(rows.city.office)
    watched = Watched(rows.city.region)
    send(client, rows, name, row)
    assert_right(watched, name)


@pytest.mark.parametrize("firm", ["east", "own"])
@pytest.mark.parametrize("name", test_own_reach.ACTS)
def test_of_each_act_on_a_firm(name: str, firm: str) -> None:
    town = Town()
    watched = Watched(town.region)
    with suppress(ObjectDoesNotExist, PermissionDenied, ValidationError, StaleRow, StepRefused):
        test_own_reach.ACTS[name](town, getattr(town, firm), town.office)
    assert_right(watched, name)


def test_most_of_them_write_what_counts() -> None:
    """A catalogue of acts that were all refused would prove nothing."""
    written = set()
    for name in ("merge", "put", "above_scale", "end", "bulk_put", "bulk_region", "honour", "research_body", "create"):
        town = Town()
        watched = Watched(town.region)
        test_own_reach.ACTS[name](town, town.loose if "put" in name else town.own, town.office)
        written |= {kind for kind, _ in watched.changed}
    assert written >= {
        *("enterprises.Enterprise", "enterprises.Membership", "enterprises.AboveScale"),
        *("enterprises.ResearchBody", "honours.Honour"),
    }


# --- and nothing is read that has no mark
def tables(queries: list[dict[str, str]]) -> Iterator[str]:
    for each in queries:
        yield from re.findall(r'(?:FROM|JOIN) "(\w+)"', each["sql"])


def test_targets_are_judged_by_nothing_that_has_no_mark(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    with CaptureQueriesContext(connection) as caught:
        kept._work_out(Run(plan), plan.ends)
    # A revision says whether columns that the process keeps still hold; what they are made of has marks.
    marked = {model._meta.db_table for model in (*_DECLARED, Mark, Revision)}
    read = set(tables(caught.captured_queries))
    assert {table for table in read - marked if not LOADED.fullmatch(table)} == set()
    assert read & marked


def test_a_kept_evaluation_follows_each_kind_of_record() -> None:
    """Kept, changed by an act, and kept again: always what is worked out anew."""
    from tests.plans.test_kept import ask, plain

    city = City()
    firm = city.firm()
    for role in ("roles", "honours", "statements", "above_scale", "research_bodies"):
        city.cover(role)
    for name, item in {"roles": "anchor", "honours": "prov", "above_scale": ""}.items():
        city.world.target(code=name, metric=f"enterprises.{name}", params={"item": item} if item else {})
    writes = (
        lambda: test_own_reach.ACTS["above_scale"](Town(), firm, city.office),
        lambda: city.on_chain(firm, role="anchor"),
        lambda: city.honour(firm, granted=date(2022, 5, 1)),
    )
    for write in writes:
        ask(city.plan)
        write()
        assert plain(ask(city.plan)) == plain(kept._work_out(Run(city.plan), city.plan.ends))
