"""The sample city's parks: what is planted in them is seen as what it is."""

from __future__ import annotations

import pytest

from lianzhang.market.capacities import delivered_so_far
from lianzhang.market.models import Match, Need
from lianzhang.market.stuck import stuck
from lianzhang.parks.models import Capacity, SpecialPark
from lianzhang.parks.queries import lines_of
from lianzhang.registry.models import Region

pytestmark = pytest.mark.django_db


def test_what_is_planted_is_full_late_unknown_missing_and_lapsed(sample_town: Region) -> None:
    lines = lines_of(Capacity.objects.filter(city=sample_town).select_related("kind"))
    told = {each.row.name: each for each in lines}
    assert [name for name, each in told.items() if each.left.over] == ["庚市化工园区污水厂"]
    assert [name for name, each in told.items() if each.late] == ["甲区汽车零部件产业园第二变电站"]
    assert {each.row.kind.code for each in lines if each.left.usable and each.left.left is None} == {"gas"}
    assert [each.row.name for each in lines if each.row.state == "missing"] == ["丁县循环经济产业园食堂"]
    lapsed = told["2023年省级新增用地"]
    assert (lapsed.word, lapsed.row.amount - lapsed.left.taken) == ("已失效", 130)


def test_two_ask_for_more_than_is_left_and_one_stands_still(sample_town: Region) -> None:
    asked = Match.objects.filter(city=sample_town, capacity__isnull=False, state="talking").select_related("capacity")
    (quota,) = {row.capacity for row in asked}
    (line,) = lines_of([quota])
    assert line.left.left is not None
    assert line.left.drawn == 45
    wants = [row.need.quantity - delivered_so_far([row.need_id]).get(row.need_id, 0) for row in asked]
    assert len(wants) == 2
    assert sum(wants) > line.left.left
    assert Need.objects.filter(stuck(), city=sample_town, kind__code="power").count() == 1


def test_specialised_parks_stand_at_every_step_that_shows(sample_town: Region) -> None:
    rows = SpecialPark.objects.filter(city=sample_town)
    assert sorted(rows.values_list("state", flat=True)) == ["building", "dropped", "open", "planned"]
    assert rows.get(state="open").tenants.count() == 3
    assert all(row.segments.count() == 1 for row in rows)
