"""What is kept of a register: for whom, and until when."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from lianzhang.enterprises.caching import LISTS, cached
from tests.written import touch

from .world import City


@pytest.mark.django_db
class TestKept:
    def test_one_reach_never_gets_the_answer_of_another(self) -> None:
        city = City()
        touch(city.region.pk)
        people: list[Any] = [city.office, *(city.user_as("district", region=each) for each in city.districts[:2])]
        answers = [cached(user, "who", lambda user=user: user.pk, LISTS) for user in people]
        assert answers == [user.pk for user in people]

    def test_a_write_into_the_register_ends_what_was_kept(self) -> None:
        city, work = City(), count()
        touch(city.region.pk)
        before = [cached(city.office, "number", lambda: next(work)) for _ in range(2)]
        touch(city.region.pk)
        assert before == [0, 0]
        assert cached(city.office, "number", lambda: next(work)) == 1
