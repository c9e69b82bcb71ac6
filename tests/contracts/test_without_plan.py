"""Pages about firms need no plan: in a city that has none, each answers everybody as it does with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.assessments.models import Advice, Assessment, Diagnosis
from lianzhang.market.models import Customer, Event, Match, Need, Participation, Pool, PoolMember, RankedGroup
from lianzhang.parks.models import Capacity
from lianzhang.plans.models import (
    Budget,
    CapacityKind,
    Duty,
    Material,
    NeedKind,
    Observation,
    Plan,
    Programme,
    ProgrammeKind,
    Target,
)
from lianzhang.platforms.models import Platform, PlatformReport
from lianzhang.policies.models import Application, Award, BudgetReview, LoanBalance, Payment
from lianzhang.problems.models import Problem
from lianzhang.projects.models import Project
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.reviews.models import Decision, Meeting
from lianzhang.supervision.models import SupervisionList
from lianzhang.supply.models import MaterialFlow
from lianzhang.tasks.models import Task, WorkRecord
from lianzhang.visits.models import Promise, Visit
from tests.conftest import IN_FORCE

from .test_matrix import Rows, address, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROOMS = {"enterprises", "statements", "honours", "segments", "registers", "exchange"}
# One of each reach: the city, chains, a district, the firm itself, chains from outside, and no city at all.
WHO = ("office", "lead", "district", "enterprise", "expert", "system_admin")

Answers = dict[tuple[str, str], int]


def pages(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all addresses whose views lie in these rooms."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.split(".")[1] in ROOMS:
            yield str(entry.name)


@pytest.fixture
def rows(account: Callable[..., User], on_day: Callable[[str], None], settings: Settings, tmp_path: Path) -> Rows:
    on_day(IN_FORCE)
    settings.VAR = tmp_path
    return one_of_each(account)


def forget_plans() -> None:
    """What the loads wrote into the register stays: chains, posts, segments."""
    for model in (PoolMember, Pool):
        model.objects.all().delete()
    for model in (Promise, Visit, Decision, Meeting, Project, Match, Need, Capacity, CapacityKind, NeedKind):
        model.objects.all().delete()
    for model in (Participation, Event, Customer, RankedGroup):
        model.objects.all().delete()
    for model in (Payment, Award, Application):
        model.objects.all().delete()
    for model in (Advice, Assessment, Diagnosis):
        model.objects.all().delete()
    for model in (PlatformReport, Platform, BudgetReview, LoanBalance, MaterialFlow, Material):
        model.objects.all().delete()
    for model in (Programme, ProgrammeKind, Budget):
        model.objects.all().delete()
    for model in (SupervisionList, Problem, WorkRecord, Task, TargetShare, Responsibility, Observation, Target, Duty):
        model.objects.all().delete()
    for plan in Plan.objects.order_by("-starts"):
        plan.delete()


def answers(addresses: list[str]) -> Answers:
    """The status of each for each; 0 for the page that says that a plan is wanting."""
    found: Answers = {}
    for role in WHO:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=role))
        for where in addresses:
            answer = client.get(where)
            wanting = any(each.name == "plans/no_plan.html" for each in answer.templates)
            found[role, where] = 0 if wanting else answer.status_code
    return found


def test_the_walk_finds_pages_of_every_room() -> None:
    assert {"firms", "statements", "honours", "segment", "quality", "city_map", "coverage", "exchange"} <= set(pages())


def test_every_page_on_firms_answers_as_it_does_with_a_plan(rows: Rows) -> None:
    addresses = [address(name, rows) for name in sorted(set(pages()))]
    before = answers(addresses)
    forget_plans()
    after = answers(addresses)
    assert {each: (before[each], after[each]) for each in before if before[each] != after[each]} == {}
    assert {each: status for each, status in after.items() if not 200 <= status < 500} == {}
