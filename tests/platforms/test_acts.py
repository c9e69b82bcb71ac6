"""A platform from its first day to its end, its members and its reports: what counts, and what stands against it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.platforms.actions import change
from lianzhang.platforms.member_actions import join, leave
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformReport
from lianzhang.platforms.report_actions import change_report
from lianzhang.platforms.stages import running_between
from lianzhang.records.models import AuditEvent

from .world import LAST, LONG_AGO, PlatformCity, fresh

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def city() -> PlatformCity:
    return PlatformCity()


def test_a_stage_counts_once_another_has_confirmed_it(city: PlatformCity) -> None:
    row = city.runs(stage=city.stages[0])
    assert row.running_since is None

    founded = city.act(row, "move", city.unit, day=LONG_AGO + DAY, source="成立文件")
    assert (founded.stage, founded.state) == (city.stages[1], "entered")
    city.act(founded, "confirm", city.office)
    running = city.act(founded, "move", city.unit, day=LONG_AGO + 9 * DAY, source="运行")
    assert running.running_since is None, "typed, and nobody confirmed it"
    assert city.act(running, "confirm", city.office).running_since == LONG_AGO + 9 * DAY


def test_it_goes_on_as_before_while_a_later_stage_waits_and_comes_back(city: PlatformCity) -> None:
    row = city.runs(stage=city.stages[1])
    moved = city.act(row, "move", city.unit, day=LONG_AGO + DAY, source="运行")
    back = city.act(moved, "step_back", city.unit, reason="没有验收")
    assert (back.stage, back.stage_since, back.state) == (city.stages[1], LONG_AGO, "entered")
    with pytest.raises(StepRefused, match="只登记过这一个阶段"):
        city.act(city.runs(name="另一个"), "step_back", city.unit, reason="错了")


@pytest.mark.parametrize(("day", "words"), [(LONG_AGO - DAY, "早于"), (timezone.localdate() + DAY, "今天以后")])
def test_a_stage_is_reached_after_the_one_before_and_by_today(city: PlatformCity, day: date, words: str) -> None:
    row = city.runs(stage=city.stages[0])
    with pytest.raises(ValidationError, match=words):
        city.act(row, "move", city.unit, day=day, source="文件")


def test_nothing_comes_after_the_last_stage(city: PlatformCity) -> None:
    with pytest.raises(StepRefused, match="最后一个阶段"):
        city.act(city.runs(), "move", city.unit, day=LONG_AGO, source="文件")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"organization": None}, "依托谁"),
        ({"name": " "}, "请写名称"),
        ({"stage_since": timezone.localdate() + DAY}, "今天以后"),
    ],
)
def test_what_cannot_be_entered(city: PlatformCity, said: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        city.enters(by=city.office, **said)
    assert not Platform.objects.exists()


def test_one_name_stands_once_in_a_kind_until_it_is_closed(city: PlatformCity) -> None:
    row = city.enters()
    with pytest.raises(ValidationError, match="已有"):
        city.enters()
    city.act(row, "close", city.office, day=LONG_AGO, reason="重复")
    assert city.enters().pk


def test_a_change_waits_to_be_confirmed_and_loses_nothing(city: PlatformCity) -> None:
    row = city.runs()
    change(row=row, version=row.version, name=row.name, by=fresh(city.unit))
    same = Platform.objects.get()
    assert same.state == "confirmed"
    renamed = change(row=same, version=same.version, name="新研究院", by=fresh(city.unit))
    assert (renamed.state, renamed.running_since) == ("entered", LONG_AGO)


def test_members_join_and_leave(city: PlatformCity) -> None:
    row = city.sells(city.supplier)
    with pytest.raises(ValidationError, match="已是成员"):
        join(row=row, version=row.version, enterprise=city.supplier, since=LONG_AGO + DAY, by=fresh(city.office))
    with pytest.raises(ValidationError, match="只写一个"):
        join(row=row, version=row.version, since=LONG_AGO, by=fresh(city.office))
    member = row.members.get()
    row = leave(row=row, version=row.version, member=member, until=LONG_AGO + DAY, by=fresh(city.office))
    back = join(row=row, version=row.version, enterprise=city.supplier, since=LONG_AGO + DAY, by=fresh(city.office))
    assert back.members.count() == 2
    assert AuditEvent.objects.filter(action="platform.leave").count() == 1


@pytest.mark.parametrize(
    ("year", "words"), [(timezone.localdate().year, "还没有结束"), (LONG_AGO.year - 1, "才有这个平台")]
)
def test_years_of_which_nothing_is_reported(city: PlatformCity, year: int, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        city.reports(city.runs(), city.unit, {city.small: 3}, year)


def test_what_nobody_confirmed_reports_nothing(city: PlatformCity) -> None:
    with pytest.raises(StepRefused, match="还没有确认过"):
        city.reports(city.enters(), city.unit, {city.small: 3})


def test_one_report_of_a_year_with_something_in_it(city: PlatformCity) -> None:
    row = city.runs()
    with pytest.raises(ValidationError, match="至少写一个数"):
        city.reports(row, city.unit, {})
    city.reports(row, city.unit, {city.small: 0})
    with pytest.raises(ValidationError, match="已经填过"):
        city.reports(row, city.unit, {city.small: 5})
    assert [each.value for each in PlatformFigure.objects.all()] == [0], "what is blank is not written as zero"


def test_what_a_report_may_say_of_firms(city: PlatformCity) -> None:
    row = city.sells(city.supplier)
    refused: list[tuple[dict[Any, Any], str]] = [
        ({(city.yuan, city.rival): 5}, "不是成员"),
        ({city.small: 5}, "不是这一类平台报的"),
        ({city.yuan: 5, (city.yuan, city.supplier): 6}, "比合计5万元多"),
    ]
    for figures, words in refused:
        with pytest.raises(ValidationError, match=words):
            city.reports(row, city.office, figures)
    made = city.reports(row, city.office, {city.yuan: 9, (city.yuan, city.supplier): 6, city.dollars: 1})
    assert made.figures.count() == 3, "yuan and dollars stand apart"


def test_a_report_that_is_changed_counts_no_more_until_confirmed(city: PlatformCity) -> None:
    made = city.reports(city.runs(), city.unit, {city.small: 3})
    confirmed = city.act(made, "confirm", city.office)
    again = change_report(
        row=confirmed, version=confirmed.version, figures={(city.small.pk, None): 5}, source="更正", by=fresh(city.unit)
    )
    assert (again.state, PlatformFigure.objects.get().value) == ("reported", 5)
    city.act(again, "withdraw", city.unit, reason="报错年份")
    assert not PlatformReport.objects.exists()
    assert not PlatformFigure.objects.exists()


def test_a_further_kind_is_rows_and_no_code(city: PlatformCity) -> None:
    """A kind that the house has never heard of, looked after by districts, with a stage and a measure of its own."""
    kind = city.kind("lighthouse", "海外仓", "channel", role="district")
    stage = city.stage(kind, "leased", "租用", True, 6)
    stock = city.measure(kind, "stock", "库容", "平方米", "")
    row = city.enters(
        by=city.district, kind=kind, stage=stage, name="法兰克福仓", organization=None, region=city.districts[0],
        host_name="货代公司",
    )  # fmt: skip
    city.act(row, "confirm", city.office)
    made = city.reports(row, city.district, {stock: 800})
    assert city.act(made, "confirm", city.office).year == LAST


class Reached:
    """A stage as it was reached: no database."""

    def __init__(self, on: int, running: bool, confirmed: bool = True) -> None:
        self.on, self.confirmed = date(on, 1, 1), confirmed
        self.stage = type("Stage", (), {"running": running})


@pytest.mark.parametrize(
    ("reached", "runs"),
    [
        ([], (None, None)),
        ([(2019, False), (2020, True), (2021, True)], (2020, None)),
        ([(2019, False), (2020, True), (2022, False)], (2020, 2022)),
        ([(2020, True, False)], (None, None)),
        ([(2020, True), (2022, False, False)], (2020, None)),
    ],
)
def test_from_when_to_when_it_runs(reached: list[Any], runs: tuple[int | None, int | None]) -> None:
    told = running_between([Reached(*each) for each in reached])  # type: ignore[arg-type,misc]
    assert tuple(each and each.year for each in told) == runs
