"""What targets count of meetings and of recorded work: the least that was done, or all where it is declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.plans.api import State, read_folder
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.models import WorkKind, WorkTopic
from lianzhang.reviews.models import Meeting
from lianzhang.tasks.attendance_actions import attend
from lianzhang.tasks.models import WorkRecord
from tests.real import ROOT
from tests.reviews.world import Q2, Q3, ReviewCity

pytestmark = pytest.mark.django_db
AT = date(2023, 10, 31)


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> ReviewCity:
    settings.VAR = tmp_path
    return ReviewCity(monkeypatch)


def target(city: ReviewCity, metric: str, item: str, **more: Any) -> Any:
    fields = {"measure": "each", "window": "quarter", "unit": "次", "metric": metric, "params": {"item": item}}
    row = city.world.target(f"{metric}-{len(more)}", **{"value": 1} | fields | more)
    type(row).objects.filter(pk=row.pk).update(starts=date(2023, 4, 1))
    row.refresh_from_db()
    return row


def confirmed(city: ReviewCity, **more: Any) -> Meeting:
    return city.meet(city.written(**more), "confirm", city.chief)


def test_a_meeting_counts_in_the_period_for_which_it_was_held(city: ReviewCity) -> None:
    row = target(city, "reviews.held", "review", scope_kind="chain", chain=city.chains[0])
    assert evaluate_target(row, AT).evaluation.state is State.UNKNOWN
    late = confirmed(city)
    assert late.held_on > Q3.end
    standing = evaluate_target(row, AT)
    assert [point.period.end for point in standing.points] == [Q3.end]
    assert {each.pk for each in standing.rows if each.kind == "meeting"} == {late.pk}


def test_a_quarter_without_a_meeting_is_unknown_until_somebody_declares_and_then_behind(city: ReviewCity) -> None:
    row = target(city, "reviews.held", "review", scope_kind="chain", chain=city.chains[0])
    confirmed(city)
    assert evaluate_target(row, AT).evaluation.state is State.UNKNOWN
    city.cover("meetings", ends=Q2.end)
    standing = evaluate_target(row, AT)
    assert standing.evaluation.state is State.BEHIND
    assert [(point.period.start, int(point.nominal)) for point in standing.points] == [(Q2.start, 0), (Q3.start, 1)]


def test_meetings_of_another_chain_and_those_not_confirmed_count_for_nothing(city: ReviewCity) -> None:
    other = target(city, "reviews.held", "review", scope_kind="chain", chain=city.chains[1])
    own = target(city, "reviews.held", "review", scope_kind="chain", chain=city.chains[0], unit="场")
    city.written()
    assert evaluate_target(own, AT).points == ()
    Meeting.objects.update(state="confirmed", confirmed_at="2023-10-09T10:00+08:00")
    assert len(evaluate_target(own, AT).points) == 1
    assert evaluate_target(other, AT).points == ()


def test_only_confirmed_records_of_a_kind_that_shows_the_duty_count(city: ReviewCity) -> None:
    row = target(city, "tasks.recorded", city.duty.code)
    city.record(duty=city.duty)
    assert evaluate_target(row, AT).points == ()
    shown = city.confirmed(duty=city.duty)
    assert {each.pk for each in evaluate_target(row, AT).rows} == {shown.pk}
    city.kind.duties.clear()
    assert evaluate_target(row, AT).points == ()


def course(city: ReviewCity, topic: WorkTopic, day: date, lines: str = ",厂长") -> WorkRecord:
    row = city.record(kind=topic.kind, topic=topic, date=day)
    if lines:
        row = attend(row=row, version=row.version, lines=lines, by=city.bureau_account)
    return city.step(row, "confirm")


def test_topics_are_counted_once_however_many_courses_and_none_without_a_list(city: ReviewCity) -> None:
    kind = WorkKind.objects.create(plan=city.plan, code="training", name="培训")
    topics = [WorkTopic.objects.create(plan=city.plan, code=f"t{each}", name=f"{each}类", kind=kind) for each in "123"]
    standing = {"measure": "cumulative", "window": "", "unit": "类", "value": 2}
    row = target(city, "tasks.topics", "training", **standing)
    first = course(city, topics[0], date(2023, 5, 8))
    course(city, topics[0], date(2023, 9, 11))
    course(city, topics[1], date(2023, 8, 1), lines="")
    course(city, topics[2], date(2023, 3, 1))  # before the target starts
    lacking = evaluate_target(row, AT)
    assert (lacking.points, lacking.evaluation.state) == ((), State.UNKNOWN)
    assert lacking.undeclared.held == 1
    second = course(city, topics[1], date(2023, 9, 25))
    reached = evaluate_target(row, AT)
    assert reached.evaluation.state is State.MET
    assert {each.pk for each in reached.rows} == {first.pk, second.pk}
    assert evaluate_target(row, date(2023, 4, 30)).points == ()
    city.cover("work_records", ends=Q3.end)
    told = evaluate_target(row, Q3.end)
    assert [int(point.nominal) for point in told.points] == [0, 1, 2, 2]
    assert all(point.interval.high is not None for point in told.points)


def test_topics_of_a_window_are_those_of_each_period(city: ReviewCity) -> None:
    kind = WorkKind.objects.create(plan=city.plan, code="training", name="培训")
    topic = WorkTopic.objects.create(plan=city.plan, code="t", name="一类", kind=kind)
    row = target(city, "tasks.topics", "training")
    for month in (5, 6, 8):
        course(city, topic, date(2023, month, 8))
    told = [(point.period.end, int(point.nominal)) for point in evaluate_target(row, AT).points]
    assert told == [(Q2.end, 1), (Q3.end, 1)]


def test_a_reported_figure_goes_before_records_that_may_be_part_of_it(city: ReviewCity) -> None:
    row = target(city, "tasks.recorded", city.duty.code)
    city.confirmed(duty=city.duty)
    city.world.observe(row, "2023-10", 4)
    assert [int(point.nominal) for point in evaluate_target(row, AT).points] == [4]


def test_the_targets_of_the_published_plan_that_meetings_and_records_show() -> None:
    rows = read_folder(ROOT / "plans" / "xiangyang-2021-2023")[0].rows("targets")
    metrics = ("reviews.held", "tasks.recorded", "tasks.topics")
    told = {row["id"]: (row["metric"], row["item"]) for row in rows if row["metric"] in metrics}
    assert told == {
        "chain_dispatch": ("reviews.held", "d_dispatch_q"),
        "city_bulletin": ("tasks.recorded", "d_bulletin_q"),
        "city_annual_meeting": ("reviews.held", "d_annual_consult"),
        "training_classes": ("tasks.topics", "training"),
    }


def test_of_a_period_declared_in_part_the_rest_still_shows_what_was_done(city: ReviewCity) -> None:
    row = target(city, "reviews.held", "review", scope_kind="chain", chain=city.chains[0])
    confirmed(city)
    city.cover("meetings", ends=date(2023, 8, 31))
    standing = evaluate_target(row, AT)
    assert [(point.period.start, int(point.nominal)) for point in standing.points] == [
        (Q2.start, 0),
        (Q3.start, 0),
        (date(2023, 9, 1), 1),
    ]
    assert {each.kind for each in standing.points[-1].rows} == {"meeting"}
    assert standing.points[-1].interval.high is None
