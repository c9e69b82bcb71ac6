"""In whose words the house speaks: of the plan that prevails in the city, of its kind without one, of the only city."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lianzhang.access.api import roles
from lianzhang.kernel.vocabulary import speaking, spoken, vocabulary
from lianzhang.plans.models import Plan
from lianzhang.plans.speech import speaking_in, words_of_city, words_of_house
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Region

from .world import World


def calls(plan: Plan, office: str, starts: date | None = None) -> None:
    plan.words, plan.starts = {"office": office}, starts or plan.starts
    plan.ends = max(plan.ends, plan.starts)
    plan.save()


def test_a_city_without_a_plan_speaks_as_its_kind() -> None:
    county = Region(code="999001", name="某县", kind="county")
    assert Viewpoint(city=county, at=date(2024, 1, 1), plan=None).vocabulary == vocabulary("county")


def test_titles_of_roles_are_told_in_the_words_spoken() -> None:
    with speaking(lambda: vocabulary("province", {"steering": "省领导小组", "chief": "群链长"})):
        assert [each.title for each in roles().values()][1:3] == ["群链长", "省领导小组"]
        assert roles()["district"].title == "市州"


@pytest.mark.django_db
def test_of_two_plans_of_a_city_the_one_that_began_last_speaks() -> None:
    world = World(chains=0)
    coming = World(chains=0, city=world.city)
    calls(world.plan, "老链办")
    calls(coming.plan, "新链办", timezone.localdate() + timedelta(days=1))
    assert words_of_city(world.city).office == "老链办"
    calls(coming.plan, "新链办", timezone.localdate())
    with speaking_in(world.city):
        assert spoken("请{office}") == "请新链办"


@pytest.mark.django_db
def test_who_acts_in_no_city_reads_the_words_of_the_only_real_one() -> None:
    assert words_of_house() == vocabulary("city")
    world, made_up = World(chains=0), World(chains=0)
    calls(world.plan, "甲链办")
    calls(made_up.plan, "乙链办")
    assert words_of_house() == vocabulary("city")
    Region.objects.filter(pk=made_up.city.pk).update(fictitious=True)
    assert words_of_house().office == "甲链办"
