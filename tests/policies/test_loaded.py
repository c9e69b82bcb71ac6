"""Programmes are read once a load: kept for all who see the whole plan, and read anew once a plan was loaded again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianzhang.plans.models import Plan, Programme
from lianzhang.policies.loaded import loaded
from tests.policies.world import PolicyCity, fresh

pytestmark = pytest.mark.django_db


def test_they_are_read_once_a_load(django_assert_num_queries: type[CaptureQueriesContext]) -> None:
    city, on = PolicyCity(), timezone.localdate()
    Plan.objects.filter(pk=city.plan.pk).update(loaded_at=timezone.now())
    first = loaded(fresh(city.office), city.plan, on)
    assert {each.code for each in first.programmes} >= {"reward", "machine"}
    assert set(first.windows) == set(first.conditions) == {each.pk for each in first.programmes}
    reader = fresh(city.anchor_account)
    with django_assert_num_queries(2):  # who asks; when a plan of the city was loaded last
        assert loaded(reader, city.plan, on) is first
    assert loaded(reader, city.plan, date(on.year + 1, 1, 1)) is not first  # the whole year is another
    Programme.objects.filter(pk=city.reward.pk).update(name="改过的")
    Plan.objects.filter(pk=city.plan.pk).update(loaded_at=timezone.now() + timedelta(seconds=1))
    assert "改过的" in {each.name for each in loaded(reader, city.plan, on).programmes}


def test_a_plan_made_by_hand_is_read_every_time() -> None:
    city, on = PolicyCity(), timezone.localdate()
    first = loaded(fresh(city.office), city.plan, on)
    Programme.objects.filter(pk=city.reward.pk).update(name="改过的")
    again = loaded(fresh(city.office), city.plan, on)
    assert again is not first
    assert "改过的" in {each.name for each in again.programmes}


def test_another_city_sees_none_of_them() -> None:
    city, other = PolicyCity(), PolicyCity()
    Plan.objects.filter(pk=city.plan.pk).update(loaded_at=timezone.now())
    loaded(fresh(city.office), city.plan, timezone.localdate())
    assert loaded(fresh(other.office), city.plan, timezone.localdate()).programmes == ()
