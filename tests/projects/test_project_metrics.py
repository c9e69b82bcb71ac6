"""What targets count of projects: each once, on the day that the plan's definition names, and no lost one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.folder import read_folder
from lianzhang.plans.models import ProjectCount, Target
from lianzhang.projects.models import MonthFigure, Project, Stage

from .world import ProjectCity

pytestmark = pytest.mark.django_db
YEAR = date(2021, 12, 31)


@pytest.fixture
def city() -> ProjectCity:
    return ProjectCity()


def definition(city: ProjectCity, code: str, *kinds: Any, **more: Any) -> ProjectCount:
    row = ProjectCount.objects.create(plan=city.plan, code=code, name=code, **more)
    row.kinds.set(kinds)
    return row


def started(city: ProjectCity, on: date = date(2021, 5, 1), **more: Any) -> Project:
    row = city.upgraded(filed_on=date(2021, 3, 1), **more)
    Project.objects.filter(pk=row.pk).update(state=Stage.STARTED, started_on=on)
    return row


def counted(city: ProjectCity, code: str, at: date = YEAR) -> list[int]:
    name = f"target-{code}-{at}"
    target: Target = city.world.target(name, measure="added", metric="projects.counted", params={"item": code})
    city.cover("projects")
    standing = evaluate_target(target, at)
    return [row.pk for row in standing.rows if row.kind == "project"]


def test_a_project_counts_once_for_kind_and_for_each_mark(city: ProjectCity) -> None:
    both = started(city, marks="|smart|green|")
    small = started(city, planned=Decimal(999), marks="|green|")
    started(city, date(2024, 1, 1))
    lost = started(city)
    Project.objects.filter(pk=lost.pk).update(state=Stage.LOST, lost_on=YEAR)
    definition(city, "large", city.upgrade, least=Decimal(1000))
    definition(city, "green", city.upgrade, city.green)
    definition(city, "smart", city.upgrade, city.smart)
    assert counted(city, "large") == [both.pk]
    assert sorted(counted(city, "green")) == [both.pk, small.pk]
    assert counted(city, "smart") == [both.pk]
    definition(city, "either", city.upgrade, city.green, city.smart)
    assert sorted(counted(city, "either")) == [both.pk, small.pk]


def test_done_money_counts_by_the_month_in_which_it_was_reached(city: ProjectCity) -> None:
    row = started(city)
    Project.objects.filter(pk=row.pk).update(done=Decimal(1100))
    for month, done in ((11, 600), (12, 0)):
        MonthFigure.objects.create(project=row, month=date(2021, month, 1), done=Decimal(done))
    MonthFigure.objects.create(project=row, month=date(2022, 2, 1), done=Decimal(500))
    definition(city, "done", city.upgrade, amount="done", least=Decimal(1000))
    assert counted(city, "done") == []
    assert counted(city, "done", date(2022, 12, 31)) == [row.pk]


def test_the_targets_of_the_published_plan_that_projects_show() -> None:
    folder, problems = read_folder(Path("plans/xiangyang-2021-2023"))
    assert not problems
    told = {row["id"]: row["item"] for row in folder.rows("targets") if row["metric"] == "projects.counted"}
    assert told == {"tech_upgrade_projects": "tech_upgrade_10m", "smart_projects": "smart", "green_projects": "green"}
