"""Four eyes by every way a report takes: whoever once typed, submitted or uploaded what stands there never decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from lianzhang.access.actions import hand_over
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.exchange.models import Batch
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.models import Observation
from lianzhang.plans.observations import actions as figures
from lianzhang.statements import actions as statements
from lianzhang.statements.models import Statement
from tests.acting import active, post_of, seated
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import City
from tests.exchange.uploads import Desk, sheet_of
from tests.plans.reports import entry_for

pytestmark = pytest.mark.django_db
Row = Any


class Desks:
    """A post with three accounts that share its work, and what each way does to a report of theirs."""

    def __init__(self, var: Path) -> None:
        self.city, self.var = City(), var
        self.post = post_of("office_clerk", self.city.region)
        self.one, self.two, self.three = (self.seat(f"hand-{number}") for number in range(3))

    def seat(self, name: str) -> User:
        user = User.objects.create(username=name, label=name)
        user.assignments.create(post=self.post, starts=date(2021, 1, 1), source="试验")
        return user

    def draft(self, kind: str) -> Row:
        if kind == "figure":
            world = self.city.world
            return figures.enter(plan=world.plan, entry=entry_for(world.target()), by=self.one)
        firm = self.city.firm(founded=date(2015, 3, 1))
        return statements.enter(enterprise=firm, period=period("2022"), entry=entry_of(), by=self.one)

    def edit(self, row: Row, by: User) -> Row:
        if isinstance(row, Observation):
            entry = entry_for(row.target, value=Decimal(by.pk))
            return figures.edit(row=row, version=row.version, entry=entry, by=by)
        return statements.edit(row=row, version=row.version, entry=entry_of(output=by.pk), by=by)

    def submit(self, row: Row, by: User) -> Row:
        return figures.submit(row=row, version=row.version, by=by)

    def withdraw(self, row: Row, by: User) -> Row:
        return figures.withdraw(row=row, version=row.version, by=by)

    def desk(self, user: User) -> Desk:
        return Desk(self.city, user, self.var)

    def sheet(self, firm: Any, output: str) -> bytes:
        return sheet_of({"统一社会信用代码": firm.uscc, "时期": "2022", "产值（万元）": output}, name="企业报表")


@pytest.fixture
def desks(settings: Settings, tmp_path: Path) -> Desks:
    settings.VAR = tmp_path
    return Desks(tmp_path)


# Each way brings a report to somebody who decides, and says who has typed it.
Way = Callable[[Desks, Row], tuple[Row, set[User]]]


def edited_in_between(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    return desks.submit(desks.edit(row, desks.two), desks.three), {desks.one, desks.two, desks.three}


def withdrawn_and_submitted_again(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    row = desks.withdraw(desks.submit(row, desks.one), desks.two)
    return desks.submit(row, desks.three), {desks.one, desks.three}


def returned_and_mended_by_a_colleague(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    row = desks.submit(row, desks.one)
    row = figures.give_back(row=row, version=row.version, reason="请核对", by=desks.city.office)
    return desks.submit(desks.edit(row, desks.two), desks.two), {desks.one, desks.two}


def handed_over(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    today, taking = timezone.localdate(), User.objects.create(username="taking", label="接任")
    guard = seated("guard", "security_admin")
    Assignment.objects.filter(user__in=[desks.two, desks.three]).delete()
    held = desks.one.assignments.get()
    hand_over(assignment=held, version=held.version, to=taking, on=today, source="轮岗", by=guard)
    row = type(row).objects.get(pk=row.pk)
    return desks.submit(row, taking), {desks.one, taking}


def handed_over_before_rows_knew_their_post(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    type(row).objects.filter(pk=row.pk).update(post=None)
    return handed_over(desks, row)


def left_by_a_post_that_is_split(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    """The post is done away with and two others take its place: the row is its account's from then on."""
    row = desks.edit(row, desks.two)
    desks.post.assignments.all().delete()
    desks.post.delete()
    active(desks.one, "office_clerk", desks.city.region)
    row = type(row).objects.get(pk=row.pk)
    return desks.submit(row, User.objects.get(pk=desks.one.pk)), {desks.one, desks.two}


BOTH: list[Way] = [
    edited_in_between,
    withdrawn_and_submitted_again,
    returned_and_mended_by_a_colleague,
    handed_over,
    handed_over_before_rows_knew_their_post,
    left_by_a_post_that_is_split,
]


def written_over_by_an_import(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    desk = desks.desk(desks.two)
    desk.press(desk.upload(desks.sheet(row.enterprise, "77"), register="statements"), "apply")
    return Statement.objects.get(pk=row.pk), {desks.one, desks.two}


def uploaded_by_one_and_imported_by_another(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    row.delete()
    office, other = desks.city.office, seated("office-2", "chain_office", desks.city.region)
    batch = desks.desk(other).upload(desks.sheet(row.enterprise, "77"), register="statements")
    desks.desk(office).press(batch, "apply")
    assert batch.state == "applied", batch.refusal
    return Statement.objects.get(), {other, office}


def imported_undone_and_imported_again(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    row, _ = written_over_by_an_import(desks, row)
    desk = desks.desk(desks.two)
    first = Batch.objects.get()
    desk.press(first, "undo")
    assert first.state == "undone", first.refusal
    again = desks.desk(desks.three)
    again.press(again.upload(desks.sheet(row.enterprise, "78"), register="statements"), "apply")
    return Statement.objects.get(pk=row.pk), {desks.one, desks.two, desks.three}


def moved_with_a_firm_that_was_merged(desks: Desks, row: Row) -> tuple[Row, set[User]]:
    row = desks.submit(desks.edit(row, desks.two), desks.one)
    stays = desks.city.firm(uscc="")
    merge(stays=stays, goes=row.enterprise, versions=(0, row.enterprise.version), by=desks.city.office)
    row = Statement.objects.get(pk=row.pk)
    assert row.enterprise == stays
    return row, {desks.one, desks.two}


OF_STATEMENTS: list[Way] = [
    written_over_by_an_import,
    uploaded_by_one_and_imported_by_another,
    imported_undone_and_imported_again,
    moved_with_a_firm_that_was_merged,
]


@pytest.mark.parametrize(
    ("kind", "way"),
    [("figure", way) for way in BOTH] + [("statement", way) for way in (*BOTH, *OF_STATEMENTS)],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_nobody_who_typed_it_decides_by_whatever_way_it_came(desks: Desks, kind: str, way: Way) -> None:
    row, typed = way(desks, desks.draft(kind))
    assert row.state == "submitted"
    assert {user.pk for user in typed} <= set(row.authors)
    confirm = figures.confirm if kind == "figure" else statements.confirm
    for user in typed:
        user.assignments.update(starts=date(2019, 1, 1), ends=date(2020, 1, 1))
        active(user, "chain_office", desks.city.region)
        by = User.objects.get(pk=user.pk)
        with pytest.raises(StepRefused, match="不能自己确认"):
            confirm(row=row, version=row.version, by=by)
        with pytest.raises(StepRefused, match="不能自己退回"):
            figures.give_back(row=row, version=row.version, reason="不对", by=by)
    other = seated("other", "chain_office", desks.city.region)
    assert confirm(row=row, version=row.version, by=other).state == "confirmed"
