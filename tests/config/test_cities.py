"""A city or a plan is told whole before it goes, handed out whole, and takes nothing of another with it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.apps import apps
from django.conf import LazySettings

from lianzhang.accounts.models import User
from lianzhang.config import cities
from lianzhang.plans import commands
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Region
from lianzhang.work.api import dependents_of, dependents_present
from tests.access.town import Town
from tests.plans.folders import BEFORE, LINHAI, PROVINCE

pytestmark = pytest.mark.django_db


def run(group: Any, *arguments: object) -> tuple[int, str]:
    result: Result = CliRunner().invoke(group, [str(each) for each in arguments], standalone_mode=False)
    if result.exception is not None:
        return getattr(result.exception, "exit_code", 99), str(result.exception)
    return result.return_value or 0, result.output


def counts() -> dict[str, int]:
    models = apps.get_models(include_auto_created=True)
    kept = ("records.AuditEvent", "work.Mark", "accounts.User")
    return {
        model._meta.label: count
        for model in models
        if model._meta.label not in kept and (count := model._default_manager.count())
    }


@pytest.fixture
def province() -> Region:
    load_folder(PROVINCE, by="试验")
    return Plan.objects.get(code=PROVINCE.name).city


def hanging() -> dict[str, dict[str, int]]:
    """By city, how many rows of each kind hang on it."""
    return {
        city.code: {model._meta.label: rows.count() for model, rows in dependents_present(dependents_of(city))}
        for city in Region.objects.filter(city=None)
    }


def test_a_city_goes_with_all_that_hangs_on_it_and_nothing_of_another(province: Region) -> None:
    code = Town().region.code
    before, whole = hanging(), counts()
    assert len(before) > 1
    status, told = run(cities.city, "remove", code)
    assert status == 1
    assert "没有移除" in told
    assert "企业" in told
    assert hanging() == before
    assert run(cities.city, "remove", code, "--confirm", code)[0] == 0
    gone = before.pop(code)
    assert hanging() == before
    assert {name: whole[name] - counts().get(name, 0) for name in gone if name in whole} == {
        name: count for name, count in gone.items() if name in whole
    }
    assert AuditEvent.objects.filter(action="city.remove").count() == 1


def test_an_archive_holds_each_row_of_the_city_and_no_secret(province: Region, tmp_path: Path) -> None:
    town = Town()
    code, file = town.region.code, tmp_path / "city.zip"
    assert run(cities.city, "export", code, "--to", file)[0] == 0
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
        firms = list(csv.DictReader(io.TextIOWrapper(archive.open("tables/enterprises.Enterprise.csv"), "utf-8")))
        feeds = archive.read("tables/reviews.CalendarFeed.csv").decode()
    assert told["city"] == code
    assert len(firms) == told["rows"]["企业"]
    assert {row["city_id"] for row in firms} == {str(town.region.pk)}
    assert "token_digest" not in feeds
    assert run(cities.city, "export", code, "--to", file)[0] == 2  # it overwrites nothing


def test_a_city_that_is_not_there_is_told_with_those_that_are(province: Region) -> None:
    status, told = run(cities.city, "remove", "nowhere", "--confirm", "nowhere")
    assert status == 1
    assert province.code in told


def test_a_plan_goes_with_its_figures_and_the_register_stays(
    account: Callable[..., User], settings: LazySettings
) -> None:
    load_folder(BEFORE, by="试验")
    before = counts()
    load_folder(LINHAI, by="试验")
    plan = Plan.objects.get(code=LINHAI.name)
    assert "接续这一份" in run(commands.plan, "remove", BEFORE.name, "--confirm", BEFORE.name)[1]
    status, told = run(commands.plan, "remove", LINHAI.name)
    assert "关系" not in told, "rows that only join two others are called by nothing"
    assert status == 1
    assert "目标" in told
    assert run(commands.plan, "remove", LINHAI.name, "--confirm", LINHAI.name)[0] == 0
    assert not Plan.objects.filter(pk=plan.pk).exists()
    after = counts()
    gone = {name for name in before if after.get(name, 0) < before[name]}
    assert not gone  # what both plans stated is still there
    assert AuditEvent.objects.filter(action="plan.remove").exists()
    load_folder(LINHAI, by="试验")  # and it can come again
