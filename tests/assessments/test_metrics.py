"""What is counted: firms once, advice that was built, official levels while they hold, use and never seats."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lianzhang.assessments.models import Advice, Diagnosis
from lianzhang.kernel.metrics import Ask, Scope, get_metric
from lianzhang.plans.evaluating import Run
from lianzhang.registry.models import Coverage

from .world import YEAR, AssessmentCity

pytestmark = pytest.mark.django_db
REGISTERS = ("diagnoses", "assessments", "platform_uses")


@pytest.fixture
def city() -> AssessmentCity:
    made = AssessmentCity()
    days = {"period_start": date(YEAR, 1, 1), "period_end": date(made.today.year, 12, 31)}
    for register in REGISTERS:
        Coverage.objects.create(city=made.region, register=register, declared_by=made.office, **days)
    return made


def told(city: AssessmentCity, name: str, item: str = "", at: date | None = None) -> Decimal | None:
    """The last figure of a metric."""
    on = at or city.today
    target = city.world.target(code=f"{name}-{item}-{on}", metric=name, params={"item": item})
    target.starts, target.due, target.window = date(YEAR, 1, 1), date(city.today.year, 12, 31), "year"
    points = get_metric(name).function(Ask(target, on, Scope(), "家", {"item": item}, Run(city.plan).shared)).points
    target.delete()
    return points[-1].nominal if points else None


def test_a_firm_is_diagnosed_once_and_its_worth_is_what_was_built(city: AssessmentCity) -> None:
    row = city.on_site()
    assert told(city, "assessments.diagnosed") == 0
    city.reported(row)
    again = city.reported(city.on_site(city.assigned(city.applied())))
    assert told(city, "assessments.diagnosed", "smart") == 1
    assert told(city, "assessments.diagnosed", "other") == 0
    advice = Advice.objects.filter(diagnosis=again).first()
    assert advice is not None
    city.take(advice, "take", city.anchor_account)
    assert told(city, "assessments.advice_built") == 0
    city.take(advice, "claim", city.anchor_account, day=city.today, built_proof="验收单")
    assert told(city, "assessments.advice_built") == 0
    city.take(advice, "confirm", city.unit)
    assert told(city, "assessments.advice_built") == 1
    assert Diagnosis.objects.filter(built=1).get() == again


def test_only_an_official_level_counts_and_as_long_as_it_holds(city: AssessmentCity) -> None:
    city.level(city.anchor_account, basis="self", assessor="", level=city.levels[2])
    city.reported()
    assert told(city, "assessments.at_level", "smart_1") == 0
    on = city.today - timedelta(days=30)
    city.level(assessed_on=on)
    city.level(enterprise=city.supplier, level=city.levels[0], assessed_on=on)
    assert [told(city, "assessments.at_level", f"smart_{number}") for number in (1, 2, 3)] == [2, 1, 0]
    assert told(city, "assessments.at_level", "smart_2", on - timedelta(days=1)) == 0
    city.take(city.level(), "withdraw", city.office, reason="撤销称号")
    assert told(city, "assessments.at_level", "smart_2") == 1


def test_seats_put_nobody_on_a_platform(city: AssessmentCity) -> None:
    at = date(YEAR, 12, 31)
    for platform, active in (("甲云", 0), ("乙云", None)):
        city.take(city.use(platform=platform, active=active), "check", city.team)
    assert told(city, "assessments.on_platform", at=at) == 0
    for platform in ("丙云", "丁云"):
        row = city.use(platform=platform)
        assert told(city, "assessments.on_platform", at=at) == (0 if platform == "丙云" else 1)
        city.take(row, "check", city.team)
    assert told(city, "assessments.on_platform", at=at) == 1
