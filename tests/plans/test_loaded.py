"""The rows of a plan: read once for all who see it whole, anew after every load, never more than one sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianzhang.access.row_policy import SYSTEM, visible
from lianzhang.plans.evaluating import Run
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, Target
from tests.acting import seated

from .folders import BEFORE, copy_of, edit
from .world import World

pytestmark = pytest.mark.django_db


def names(plan: Plan, viewer: Any = SYSTEM) -> list[str]:
    return [target.name for target in Run(plan, viewer).targets]


def test_they_are_read_once_whoever_asks_that_sees_all(loaded: Plan) -> None:
    chief, office = (seated(role, role, loaded.city) for role in ("head_chief", "chain_office"))
    assert names(loaded, chief) == names(loaded)
    with CaptureQueriesContext(connection) as captured:
        run = Run(loaded, office)
        assert run.targets
        assert run.duties is Run(loaded).duties
    tables = [query["sql"] for query in captured.captured_queries]
    assert not any('FROM "plans_target"' in sql or 'FROM "plans_goal"' in sql for sql in tables)


def test_a_load_shows_at_once(loaded: Plan, folder: Path) -> None:
    assert "链上规上企业" in names(loaded)
    edit(folder, "targets.csv", "firms,1.1,链上规上企业,", "firms,1.1,链上的规上企业,")
    load_folder(folder, by="试验")
    assert "链上的规上企业" in names(Plan.objects.get(pk=loaded.pk))


def test_a_load_of_another_plan_of_the_city_has_them_read_anew(loaded: Plan, tmp_path: Path) -> None:
    before = Run(loaded).targets
    assert Run(loaded).targets is before
    other = copy_of(BEFORE, tmp_path)
    edit(other, "plan.toml", "about_tolerance = 0.05", "about_tolerance = 0.06")
    load_folder(other, by="试验")
    assert Run(loaded).targets is not before


def test_those_outside_get_no_more_than_they_see(loaded: Plan) -> None:
    expert = seated("expert", "expert", loaded.city)
    assert names(loaded)
    assert names(loaded, expert) == list(
        visible(expert, Target).filter(plan=loaded).order_by("order").values_list("name", flat=True)
    )
    assert len(names(loaded, expert)) < len(names(loaded))


def test_rows_made_by_hand_are_never_kept() -> None:
    world = World()
    first = world.target()
    assert names(first.plan) == [first.name]
    Target.objects.filter(pk=first.pk).update(name="改过的")
    assert names(first.plan) == ["改过的"]
