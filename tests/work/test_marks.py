"""Marks: written by the outermost act, together with what it wrote, and read by what was worked out of it."""

from __future__ import annotations

import pytest
from django.db import transaction

from lianzhang.registry.models import Region
from lianzhang.statements.models import Statement
from lianzhang.work.api import ALL_YEARS, Marks, action, move, move_all
from lianzhang.work.marks import Key, move_between
from lianzhang.work.models import Mark
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> int:
    return Region.objects.create(code="c", name="市", kind="city").pk


def known(city: int) -> set[tuple[str, int]]:
    return set(Mark.objects.filter(city=city).values_list("kind", "year"))


def test_nothing_may_be_kept_while_nothing_was_ever_written(city: int) -> None:
    assert Marks(city).of() is None
    move_all(city)
    assert Marks(city).of() is not None


def test_a_mark_of_one_year_leaves_the_other_years_as_they_are(city: int) -> None:
    move_all(city)
    before = Marks(city)
    move(city, Statement, [2022])
    after = Marks(city)
    assert after.of(years=range(2022)) == before.of(years=range(2022))
    assert after.of(years=range(2023)) != before.of(years=range(2023))
    assert after.of(Statement, years=range(2023, 2024)) == before.of(Statement, years=range(2023, 2024))


@pytest.mark.parametrize("everything", [True, False])
def test_a_mark_of_all_years_moves_each(city: int, everything: bool) -> None:
    move_all(city)
    before = Marks(city)
    if everything:
        move_all(city)
    else:
        move(city, Statement)
    assert Marks(city).of(Statement, years=range(1990)) != before.of(Statement, years=range(1990))
    assert known(city) >= {("", ALL_YEARS)}


def test_what_counts_as_before_moves_nothing(city: int) -> None:
    fact = {Key(city, "statements.Statement", 2022): (1, 2)}
    move_between(fact, dict(fact))
    assert known(city) == set()
    move_between(fact, {})
    assert known(city) == {("statements.Statement", 2022)}


def test_rows_by_which_nothing_is_judged_have_no_mark(city: int) -> None:
    move(city, Mark)
    assert known(city) == set()


def test_marks_are_written_by_the_outermost_act_last_of_all(city: int) -> None:
    @action
    def inner() -> None:
        move(city, Statement, [2021])

    @action
    def outer() -> None:
        inner()
        assert known(city) == set()

    outer()
    assert known(city) == {("statements.Statement", 2021)}


def test_an_act_that_fails_moves_nothing_and_leaves_nothing_to_the_next(city: int) -> None:
    @action
    def fails() -> None:
        move(city, Statement, [2021])
        raise LookupError("no such row")

    @action
    def goes() -> None:
        pass

    with pytest.raises(LookupError):
        fails()
    goes()
    assert known(city) == set()


def test_past_the_door_they_are_written_with_the_transaction(city: int) -> None:
    with transaction.atomic():
        move(city, Statement)
        assert known(city)
        transaction.set_rollback(True)
    assert known(city) == set()


def test_another_city_keeps_its_marks(city: int) -> None:
    other = City()
    before = Marks(other.region.pk).values
    move_all(city)
    assert Marks(other.region.pk).values == before


def test_what_an_act_works_out_before_its_marks_are_written_may_not_be_kept(city: int) -> None:
    move_all(city)

    @action
    def looks() -> None:
        move(city, Statement, [2021])
        assert Marks(city).of() is None

    looks()
    assert Marks(city).of() is not None
