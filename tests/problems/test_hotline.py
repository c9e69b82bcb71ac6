"""A list from the hotline: looked at row by row, taken whole, taken back whole while nobody has acted on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.problems.models import Problem, State
from lianzhang.work.models import Clock
from tests.exchange.uploads import Desk, sheet_of

from .world import ProblemCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> ProblemCity:
    settings.VAR = tmp_path
    return ProblemCity()


@pytest.fixture
def desk(city: ProblemCity, tmp_path: Path) -> Desk:
    return Desk(city, city.office, tmp_path)


def call(title: str, **more: Any) -> dict[str, Any]:
    return {"问题": title, "问题类别": "用地"} | more


def test_a_list_lands_as_raised_problems_and_goes_again(city: ProblemCity, desk: Desk) -> None:
    first = city.asked(title="缺电")
    rows = [call("公交只到六点"), call("厂门口积水", 企业=city.asking.name, 急件="是", 产业链=city.chains[0].name)]
    batch = desk.upload(sheet_of(*rows, name="热线清单"), register="hotline")
    assert batch.counts == {"new": 2}
    assert Problem.objects.count() == 1
    desk.press(batch, "apply")
    bus, water = Problem.objects.exclude(pk=first.pk).order_by("pk")
    year = first.number.partition("-")[0]
    assert [bus.number, water.number] == [f"{year}-0002", f"{year}-0003"]
    assert (water.state, water.source, water.enterprise, water.urgent) == (State.RAISED, "hotline", city.asking, True)
    assert [each.level for each in (bus, water)] == [city.levels[1], city.levels[0]]
    clock = Clock.objects.get(subject=f"problems.Problem:{water.pk}")
    assert (clock.name, clock.due, clock.stopped_at) == ("accept", water.due, None)
    assert city.asked(title="又一件").number == f"{year}-0004"
    desk.press(batch, "undo")
    assert batch.state == "undone"
    assert not Problem.objects.filter(source="hotline").exists()
    assert not Clock.objects.filter(pk=clock.pk).exists()


def test_what_somebody_has_acted_on_is_not_taken_back(city: ProblemCity, desk: Desk) -> None:
    batch = desk.upload(sheet_of(call("公交只到六点"), name="热线清单"), register="hotline")
    desk.press(batch, "apply")
    city.take(Problem.objects.get(), "assign", city.office, lead=city.bureau)
    desk.press(batch, "undo")
    assert batch.state == "applied"
    assert "之后又改过" in desk.page(batch)


def test_the_same_firm_with_similar_words_is_in_doubt(city: ProblemCity, desk: Desk) -> None:
    stands, other = city.asked(title="夜里电压不稳"), city.firm("示例别家")
    rows = [
        call("车间夜里电压不稳", 企业=city.asking.name),
        call("夜里电压不稳", 企业=other.name),
        call("路太窄", 企业=city.asking.name),
    ]
    batch = desk.upload(sheet_of(*rows, name="热线清单"), register="hotline")
    assert batch.counts == {"alike": 1, "new": 2}
    assert stands.number in desk.page(batch)
    desk.press(batch, "decide", **{"row-2": str(stands.pk)})
    desk.press(batch, "apply")
    assert batch.state == "applied"
    assert sorted(Problem.objects.filter(source="hotline").values_list("title", flat=True)) == [
        "夜里电压不稳",
        "路太窄",
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"问题": "缺电"}, "问题类别", "不能为空"),
        (call("缺电", 企业="没有这家厂"), "企业", "名录里没有"),
        (call("字" * 81), "问题", "80"),
    ],
)
def test_a_fault_stops_the_whole_list(
    city: ProblemCity, desk: Desk, row: dict[str, Any], column: str, words: str
) -> None:
    batch = desk.upload(sheet_of(call("公交只到六点"), row, name="热线清单"), register="hotline")
    told = desk.faults(batch)
    assert [each for each in told if each[1] == column and words in each[2]], told
    desk.press(batch, "apply")
    assert not Problem.objects.exists()


def test_who_does_not_assign_uploads_no_list(city: ProblemCity, tmp_path: Path) -> None:
    district = Desk(city, city.user_as("district", region=city.districts[0]), tmp_path)
    assert district.send(sheet_of(call("缺电")), register="hotline").status_code == 403
