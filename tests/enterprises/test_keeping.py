"""What is kept of a register: for whom, until when, and how much of it."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from lianzhang.enterprises.keeping import LISTS, Shelf, kept
from lianzhang.enterprises.revisions import touch

from .world import City


class TestAShelf:
    def test_it_gives_an_answer_again_while_the_register_stays_the_same(self) -> None:
        shelf, state, work = Shelf(3), uuid4(), count()
        assert [shelf.give("a", state, lambda: next(work)) for _ in range(3)] == [0, 0, 0]

    def test_another_state_of_the_register_is_worked_out_anew(self) -> None:
        shelf, work = Shelf(3), count()
        assert [shelf.give("a", uuid4(), lambda: next(work)) for _ in range(2)] == [0, 1]

    def test_what_was_asked_for_longest_ago_goes_first(self) -> None:
        shelf, state, work = Shelf(2), uuid4(), count()

        def ask(key: str) -> int:
            return shelf.give(key, state, lambda: next(work))

        assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == [0, 1, 0, 2, 0, 3]


@pytest.mark.django_db
class TestKept:
    def test_one_reach_never_gets_the_answer_of_another(self) -> None:
        city = City()
        touch(city.region.pk)
        people: list[Any] = [city.office, *(city.seat("district", region=each) for each in city.districts[:2])]
        answers = [kept(user, "who", lambda user=user: user.pk, LISTS) for user in people]
        assert answers == [user.pk for user in people]

    def test_a_write_into_the_register_ends_what_was_kept(self) -> None:
        city, work = City(), count()
        touch(city.region.pk)
        before = [kept(city.office, "number", lambda: next(work)) for _ in range(2)]
        touch(city.region.pk)
        assert before == [0, 0]
        assert kept(city.office, "number", lambda: next(work)) == 1
