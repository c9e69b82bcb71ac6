"""What targets count of platforms and of sums saved: what is confirmed, and where somebody has not said, the least."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.api import State
from lianzhang.plans.evaluating import evaluate_duty, evaluate_target
from lianzhang.plans.models import Clause, Duty, DutyRecordKind, WorkKind
from lianzhang.tasks.models import WorkRecord
from lianzhang.tasks.record_actions import confirm, enter_record
from tests.acting import at_work
from tests.platforms.world import LAST, LONG_AGO, PlatformCity, fresh

pytestmark = pytest.mark.django_db
END = date(LAST, 12, 31)


@pytest.fixture
def city(settings: Settings, tmp_path: Any) -> PlatformCity:
    settings.VAR = tmp_path
    return PlatformCity()


def target(city: PlatformCity, metric: str, value: int, item: str = "", **more: Any) -> Any:
    params = {"item": item} if item else {}
    row = city.world.target(f"{metric}-{item}", metric=metric, params=params, value=value, unit="个", **more)
    type(row).objects.filter(pk=row.pk).update(starts=date(LONG_AGO.year, 1, 1), due=END)
    row.refresh_from_db()
    return row


def declare(city: PlatformCity) -> None:
    city.cover("platforms", starts=date(LONG_AGO.year, 1, 1), ends=END)


def test_what_runs_by_a_confirmed_stage_counts_where_it_is_declared(city: PlatformCity) -> None:
    row = target(city, "platforms.running", 2, "institute")
    city.runs()
    city.enters(name="没有确认的")
    city.sells()
    assert evaluate_target(row, END).points == ()
    declare(city)
    standing = evaluate_target(row, END)
    assert (standing.evaluation.state, standing.points[-1].nominal) == (State.MISSED, 1)
    assert {each.kind for each in standing.rows} >= {"platform"}


def test_who_stands_at_a_stage_is_told_of_any_day(city: PlatformCity) -> None:
    agreed = city.runs(stage=city.stages[0])
    city.act(agreed, "move", city.unit, day=LONG_AGO + timedelta(days=40), source="成立文件")
    city.act(agreed, "confirm", city.office)
    declare(city)
    row = target(city, "platforms.at_stage", 1, "institute-agreed")
    told = {point.date: point.nominal for point in evaluate_target(row, END).points}
    assert told[LONG_AGO] == 1
    assert told[LONG_AGO + timedelta(days=40)] == 0


def test_a_year_with_a_report_missing_is_the_least_and_misses_nothing(city: PlatformCity) -> None:
    one, two = city.runs(), city.runs(name="第二个")
    city.act(city.reports(one, city.unit, {city.small: 30}), "confirm", city.office)
    declare(city)
    row = target(city, "platforms.served", 50, measure="each", window="year")
    (point,) = [each for each in evaluate_target(row, END).points if each.date == END]
    assert (point.interval.low, point.interval.high) == (30, None)
    waits = city.reports(two, city.unit, {city.small: 40, city.results: 0})
    assert evaluate_target(row, END).points[-1].nominal == 30, "nobody confirmed it"
    city.act(waits, "confirm", city.office)
    (point,) = [each for each in evaluate_target(row, END).points if each.date == END]
    assert (point.interval.low, point.interval.high) == (70, 70)
    results = target(city, "platforms.results", 1, measure="each", window="year")
    (point,) = [each for each in evaluate_target(results, END).points if each.date == END]
    assert (point.interval.low, point.interval.high) == (0, None), "a zero that was said, and one that was not"


def test_a_platform_shows_a_duty_done_once_it_runs_and_another_confirmed_it(city: PlatformCity) -> None:
    clause = Clause.objects.filter(plan=city.plan).first()
    duty = Duty.objects.create(plan=city.plan, clause=clause, code="built", name="建研究院")
    DutyRecordKind.objects.create(duty=duty, records="platforms", item="institute")
    city.enters(name="没有确认的")
    at = date(LONG_AGO.year, 12, 31)
    assert evaluate_duty(duty, at).count == 0
    city.runs()
    told = evaluate_duty(duty, at)
    assert (told.evaluation.state, told.count) == (State.MET, 1)


def saves(city: PlatformCity, value: str | None, **more: Any) -> WorkRecord:
    kind, _ = WorkKind.objects.get_or_create(plan=city.plan, code="cost", defaults={"name": "降本减负", "saves": True})
    said = {"title": "降电价", "result": "少花钱", "date": END, "chain": city.chains[0], "source": "文件"}
    told = {"saved": value and Decimal(value), "saved_firms": 3, "kind": kind}
    return enter_record(city=city.region, by=fresh(city.typist), submit_now=True, **{**said, **told, **more})


def test_a_sum_saved_counts_once_another_has_confirmed_it(city: PlatformCity) -> None:
    row = saves(city, "120.5")
    with pytest.raises(StepRefused, match="不能自己确认"):
        confirm(row=row, version=row.version, by=fresh(city.typist))
    city.cover("work_records", starts=date(LAST, 1, 1), ends=END)
    goal = target(city, "tasks.saved", 100, "cost", measure="each", window="year")
    type(goal).objects.filter(pk=goal.pk).update(unit="万元")
    goal.refresh_from_db()
    assert evaluate_target(goal, END).points[-1].nominal == 0
    confirm(row=row, version=row.version, by=fresh(city.office))
    point = evaluate_target(goal, END).points[-1]
    assert (point.interval.low, point.interval.high) == (Decimal("120.5"), Decimal("120.5"))
    unknown = saves(city, None)
    confirm(row=unknown, version=unknown.version, by=fresh(city.office))
    assert evaluate_target(goal, END).points[-1].interval.high is None, "one that names no sum is no zero"


def test_the_list_says_what_was_saved_and_the_page_who_confirmed_it(city: PlatformCity) -> None:
    row = saves(city, "120.5")
    client = at_work(fresh(city.office))
    assert "节约" not in client.get("/work-records/").content.decode().split("<table")[0].split("</h1>")[0]
    confirm(row=row, version=row.version, by=fresh(city.office))
    listed = "".join(client.get("/work-records/").content.decode().split())
    assert "确认过的为企业节约" in listed
    page = client.get(f"/work-records/{row.pk}/").content.decode()
    assert "谁确认的" in page
    assert "3家企业" in page


def test_another_kind_names_no_sum(city: PlatformCity) -> None:
    other = WorkKind.objects.create(plan=city.plan, code="publicity", name="宣传推介")
    with pytest.raises(ValidationError, match="不记节约金额"):
        saves(city, "5", kind=other)
