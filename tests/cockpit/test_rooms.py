"""What the desk makes of what the rooms tell it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianzhang.cockpit.queries.rooms import Deadline, deadlines
from lianzhang.kernel.desk import DueRow, DueRows, Link
from lianzhang.plans.viewpoint import PlanViewpoint
from tests.plans.world import World

pytestmark = pytest.mark.django_db
DAY = date(2023, 12, 31)


def ahead(world: World, at: date) -> list[Deadline]:
    return deadlines(PlanViewpoint(city=world.city, plan=world.plan, plans=(world.plan,), at=at))


@pytest.mark.parametrize(("at", "soon"), [(date(2023, 12, 1), True), (date(2023, 11, 30), False)])
def test_thirty_days_are_soon(at: date, soon: bool) -> None:
    world = World()
    world.target("open")
    (found,) = ahead(world, at)
    assert found.soon is soon


def rows(count: int) -> tuple[DueRow, ...]:
    return tuple(DueRow(Link(str(number), ""), "") for number in range(count))


def test_a_day_with_more_than_fits_counts_every_kind_that_is_counted() -> None:
    few = Deadline(DAY, 3, (DueRows(DAY, rows(6), "项目标", 6), DueRows(DAY, rows(9))))
    assert (few.count, few.more) == (15, "")
    many = Deadline(DAY, 3, (DueRows(DAY, rows(7), "项目标", 6), DueRows(DAY, (), "项任务", 4), DueRows(DAY, rows(9))))
    assert [len(group.shown) for group in many.groups] == [6, 0, 9]
    assert many.more == "7项目标、0项任务"


def test_days_left_are_counted_from_the_day_one_looks_from() -> None:
    world = World()
    world.target("open")
    (found,) = ahead(world, DAY - timedelta(days=92))
    assert (found.on, found.days) == (DAY, 92)
