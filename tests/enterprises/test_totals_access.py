"""Whoever is said to see the whole of a register sees every row that counts, and whoever is not misses some."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from lianzhang.access.roles import ADMINISTRATORS, roles
from lianzhang.access.row_policy import SYSTEM, not_actionable, visible
from lianzhang.enterprises.models import AboveScale, Membership, ResearchBody
from lianzhang.enterprises.totals_access import sees_whole
from lianzhang.honours.models import Honour
from lianzhang.statements.models import Statement

from .world import City

pytestmark = pytest.mark.django_db
MODELS = (AboveScale, Honour, Membership, ResearchBody, Statement)
BUSINESS = sorted(set(roles()) - set(ADMINISTRATORS))


@pytest.fixture
def city() -> City:
    """Rows of every register in both districts and on both chains; of statements, those that count."""
    made = City()
    for number, district in enumerate(made.districts):
        firm = made.firm(region=district)
        made.on_chain(firm, number)
        made.honour(firm)
        made.statement(firm)
        AboveScale.objects.create(enterprise=firm, year=2022)
        ResearchBody.objects.create(enterprise=firm, name="中心", opened="2022-01-01")
    return made


def reach(city: City, role: str) -> dict[str, Any]:
    if role == "district":
        return {"region": city.districts[0]}
    if role == "park":
        return {"park": city.park}
    if role == "enterprise":
        return {"organization": city.body(city.firm())}
    return {"chains": city.chains[:1]} if role in ("chief", "chain_team", "expert") else {}


def misses_none(user: Any, model: type[Model], **narrowed: Any) -> bool:
    rows = model._default_manager.filter(**narrowed)
    return rows.count() == visible(user, model).filter(**narrowed).count()


@pytest.mark.parametrize("role", BUSINESS)
def test_the_whole_city_is_in_sight_or_it_is_not(city: City, role: str) -> None:
    user = city.user_as(role, **reach(city, role))
    for model in MODELS:
        assert sees_whole(user, model, city.region.pk) == misses_none(user, model), model


@pytest.mark.parametrize("role", BUSINESS)
def test_the_firms_of_a_chain_are_in_sight_or_they_are_not(city: City, role: str) -> None:
    user = city.user_as(role, **reach(city, role))
    for chain in city.chains:
        on_chain = {"enterprise__memberships__chain": chain}
        told = sees_whole(user, Statement, city.region.pk, [chain.pk])
        assert told <= misses_none(user, Statement, **on_chain)
    everything = sees_whole(user, Statement, city.region.pk, [chain.pk for chain in city.chains])
    assert everything == misses_none(user, Statement)


def test_of_a_firm_that_left_a_team_sees_what_its_sums_count_and_acts_on_nothing(city: City) -> None:
    firm, team = city.firm(), city.user_as("chain_team", chains=city.chains[:1])
    city.on_chain(firm, ends=date(2023, 1, 1))
    counted = city.statement(firm, 2022)
    city.statement(firm, 2023)
    city.statement(firm, 2021, state="draft")
    seen = visible(team, Statement).filter(enterprise=firm)
    assert list(seen) == [counted]
    assert sees_whole(team, Statement, city.region.pk, [city.chains[0].pk])
    assert list(not_actionable(team, seen)) == [counted]


def test_the_house_sees_all_and_another_city_nothing(city: City) -> None:
    other = City()
    assert sees_whole(SYSTEM, Statement, city.region.pk)
    assert not sees_whole(other.office, Statement, city.region.pk)
    assert not sees_whole(None, Statement, city.region.pk)
