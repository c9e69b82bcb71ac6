"""A firm's history tells of what hangs on it only what the log does not hold: not the life of each of its problems."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianzhang.enterprises.history import history_of_firm
from lianzhang.problems.models import Problem
from lianzhang.records.api import history_of

from .world import ProblemCity

pytestmark = pytest.mark.django_db


def test_problems_that_came_with_others_cost_no_query_each_and_are_told_on_their_own_pages() -> None:
    city = ProblemCity()
    counts = []
    for _ in range(4):
        row = city.asked()
        Problem.objects.filter(pk=row.pk).update(post=None, state="assigned", lead=None)
        with CaptureQueriesContext(connection) as captured:
            told = history_of_firm(city.asking, city.office)
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1  # the first look also looks for what is kept
    assert "改线没有单位牵头。" not in str(told)
    row.refresh_from_db()
    assert "改线没有单位牵头。" in str(history_of(row))
