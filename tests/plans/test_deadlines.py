from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianzhang.plans.evaluation import State
from lianzhang.plans.models import Cadence, Duty
from lianzhang.plans.queries.deadlines import Deadline, deadlines, due
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.registry.models import Rank

from .world import World

AHEAD = timedelta(days=92)
pytestmark = pytest.mark.django_db


def ahead(world: World, at: date) -> list[Deadline]:
    vp = PlanViewpoint(city=world.city, plan=world.plan, plans=(world.plan,), at=at)
    return deadlines(vp, at + AHEAD)


def codes(found: list[Deadline]) -> dict[date, list[str]]:
    return {each.on: [due.item.subject.code for due in each.items] for each in found}


def test_a_target_falls_due_once_its_day_is_near_and_not_when_met() -> None:
    world = World()
    world.target("open")
    world.observe(world.target("done"), "2023-01-01", 20)
    assert codes(ahead(world, date(2023, 11, 1))) == {date(2023, 12, 31): ["open"]}
    assert codes(ahead(world, date(2023, 8, 1))) == {}


def test_a_period_falls_due_at_its_end_until_it_has_its_record() -> None:
    world = World()
    target = world.target("bulletin", value=1, measure="each", window="quarter", unit="次")
    assert codes(ahead(world, date(2022, 5, 1))) == {date(2022, 6, 30): ["bulletin"]}
    world.observe(target, "2022-05-20", 1, nature="flow")
    assert codes(ahead(world, date(2022, 5, 21))) == {}


def test_a_period_before_the_target_begins_is_not_asked() -> None:
    world = World()
    target = world.target("bulletin", value=1, measure="each", window="quarter", unit="次")
    target.starts = date(2021, 7, 1)
    target.save()
    assert codes(ahead(world, date(2021, 3, 31))) == {}
    assert codes(ahead(world, date(2021, 6, 30))) == {date(2021, 9, 30): ["bulletin"]}


def test_at_a_quarters_end_the_next_quarter_is_ahead() -> None:
    world = World()
    world.target("bulletin", value=1, measure="each", window="quarter", unit="次")
    (found,) = ahead(world, date(2022, 9, 30))
    assert (found.on, found.items[0].state) == (date(2022, 12, 31), State.NOT_DUE)


def test_a_target_of_each_chain_says_how_many_are_short() -> None:
    world = World(chains=3)
    target = world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
    world.observe(target, "2022-05-10", 1, nature="flow", chain=world.chains[0])
    (found,) = ahead(world, date(2022, 5, 31))
    assert found.items[0].short == 2


def test_duties_fall_due_by_day_and_by_cadence() -> None:
    world = World()
    Duty.objects.create(plan=world.plan, clause=world.clause, code="once", name="一次", due=date(2022, 6, 1))
    Duty.objects.create(plan=world.plan, clause=world.clause, code="monthly", name="每月", cadence="month")
    Duty.objects.create(plan=world.plan, clause=world.clause, code="standing", name="常态")
    assert codes(ahead(world, date(2022, 5, 15))) == {
        date(2022, 5, 31): ["monthly"],
        date(2022, 6, 1): ["once"],
        date(2022, 6, 30): ["monthly"],
        date(2022, 7, 31): ["monthly"],
    }


def test_what_a_rank_must_do_falls_due_with_its_cadence() -> None:
    world = World()
    rank = Rank.objects.create(city=world.city, code="head", name="总链长")
    Cadence.objects.create(plan=world.plan, rank=rank, activity="调度", every="half_year")
    (found,) = ahead(world, date(2022, 4, 1))
    assert (found.on, [str(each.activity) for each in found.cadences]) == (date(2022, 6, 30), ["调度"])


def test_nothing_falls_due_after_the_plan() -> None:
    world = World()
    world.target("bulletin", value=1, measure="each", window="quarter", unit="次")
    rank = Rank.objects.create(city=world.city, code="head", name="总链长")
    Cadence.objects.create(plan=world.plan, rank=rank, activity="调度", every="month")
    assert ahead(world, date(2023, 12, 31)) == []
    assert ahead(world, date(2025, 3, 1)) == []


def test_what_falls_due_is_ready_to_be_shown() -> None:
    world = World(chains=3)
    world.target("reviews", value=1, measure="each", window="quarter", scope_kind="each_chain", unit="次")
    rank = Rank.objects.create(city=world.city, code="head", name="总链长")
    Cadence.objects.create(plan=world.plan, rank=rank, activity="调度", every="quarter")
    at = date(2022, 5, 31)
    vp = PlanViewpoint(city=world.city, plan=world.plan, plans=(world.plan,), at=at)
    targets, duties, cadences = due(vp, at + timedelta(days=30))
    assert [(row.link.page, row.link.args, row.note, row.state) for row in targets.rows] == [
        ("target", ("reviews",), "2022年二季度，3条链还没有；无人负责", State.RUNNING)
    ]
    assert duties.rows == ()
    assert [(row.link.title, row.link.page, row.note) for row in cadences.rows] == [("总链长调度", "", "每季度至少1次")]
