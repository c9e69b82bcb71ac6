from datetime import date

import pytest

from lianzhang.plans.evaluating import Run, evaluate_duties, evaluate_plan, evaluate_target
from lianzhang.plans.evaluation import State
from lianzhang.plans.models import Duty

from .world import DUE, World

pytestmark = pytest.mark.django_db


def test_a_revised_goal_holds_from_its_day_and_the_old_value_before():
    world = World()
    target = world.target(value=12)
    world.goal(target, 60, effective_from=date(2023, 1, 1), reason="方案中期调整")
    world.observe(target, "2022-09", 46)
    before, after = (evaluate_target(target, day).evaluation for day in (date(2022, 12, 31), date(2023, 3, 31)))
    assert (before.state, before.terms.value) == (State.MET, 12)
    assert (after.state, after.terms.value) == (State.ON_COURSE, 60)


def test_a_value_for_each_chain_and_year_is_asked_of_each():
    world = World()
    target = world.target("output", value=None, unit="亿元", measure="level", window="year", scope_kind="each_chain")
    for chain, first in zip(world.chains, (100, 200), strict=True):
        for step, year in enumerate((2021, 2022, 2023)):
            world.goal(
                target, first + 10 * step, chain=chain, period_start=date(year, 1, 1), period_end=date(year, 12, 31)
            )
    for chain, value in zip(world.chains, (105, 190), strict=True):
        world.observe(target, "2021", value, chain=chain, nature="flow")
    found = evaluate_target(target, date(2021, 12, 31)).evaluation
    assert found.state is State.BEHIND
    one, other = (part.evaluation for part in found.parts)
    assert (one.state, one.parts[0].evaluation.state) == (State.ON_COURSE, State.MET)
    assert (other.state, other.parts[0].evaluation.state) == (State.BEHIND, State.MISSED)
    assert other.parts[0].evaluation.terms.value == 200


def states(target, day):
    return [part.evaluation.state for part in evaluate_target(target, day).evaluation.parts]


def test_a_revision_asks_nothing_more_of_the_periods_that_are_over():
    world = World()
    target = world.target("projects", value=20, measure="each", window="year")
    world.goal(target, 36, effective_from=date(2023, 3, 1), reason="方案中期调整")
    for year in (2021, 2022, 2023):
        world.observe(target, str(year), 25, nature="flow")
    assert states(target, date(2022, 12, 31)) == [State.MET, State.MET]
    assert states(target, DUE) == [State.MET, State.MET, State.MISSED]


def test_a_value_of_the_end_beside_values_of_years_is_asked_at_the_end():
    world = World()
    target = world.target("output", value=120, unit="亿元", measure="level", window="year")
    world.goal(target, 100, period_start=date(2021, 1, 1), period_end=date(2021, 12, 31))
    for year, value in ((2021, 105), (2022, 110), (2023, 115)):
        world.observe(target, str(year), value, nature="flow")
    assert states(target, date(2022, 12, 31)) == [State.MET]
    assert states(target, DUE) == [State.MET, State.MISSED]


def test_an_earlier_end_decides_a_target_once_and_for_all():
    world = World()
    target = world.target("platforms", value=5)
    target.due = date(2022, 6, 30)
    world.observe(target, "2022-06", 4)
    world.observe(target, "2023-03", 5)
    assert evaluate_target(target, date(2022, 5, 31)).evaluation.state is State.UNKNOWN
    assert evaluate_target(target, date(2022, 6, 30)).evaluation.state is State.MISSED
    assert evaluate_target(target, DUE).evaluation.state is State.MISSED


def test_a_chain_without_a_value_of_its_own_follows_the_common_one():
    world = World()
    target = world.target("firms", value=10, scope_kind="each_chain")
    world.goal(target, 30, chain=world.chains[0])
    for chain in world.chains:
        world.observe(target, "2023-12", 12, chain=chain)
    parts = evaluate_target(target, DUE).evaluation.parts
    assert [part.evaluation.state for part in parts] == [State.MISSED, State.MET]


def test_every_target_is_evaluated_in_the_same_number_of_queries(django_assert_max_num_queries):
    few, many = World(), World()
    few.observe(few.target("t0"), "2022", 1)
    for number in range(30):
        target = many.target(f"t{number}", scope_kind="each_chain" if number % 2 else "city")
        for year in (2021, 2022, 2023):
            many.observe(target, str(year), number)
    counts = []
    for world in (few, many):
        with django_assert_max_num_queries(12) as captured:
            assert len(evaluate_plan(world.plan, DUE)) == world.plan.targets.count()
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 1, "each_chain targets may ask once for the plan's chains"


def test_a_second_date_of_one_run_asks_nothing_again(django_assert_num_queries):
    world = World()
    world.observe(world.target(), "2022-09", 46)
    run = Run(world.plan)
    now = evaluate_plan(world.plan, DUE, run=run)
    with django_assert_num_queries(0):
        before = evaluate_plan(world.plan, date(2022, 3, 31), run=run)
    assert [standing.evaluation.state for standing in now + before] == [State.MET, State.UNKNOWN]


def test_a_duty_of_every_quarter_wants_a_record_in_each():
    world = World()
    duty = Duty.objects.create(
        plan=world.plan, clause=world.clause, code="bulletin", name="季度通报", cadence="quarter"
    )
    for quarter in (1, 2):
        world.observe(None, f"2021Q{quarter}", 1, duty=duty, nature="flow")
    (first,) = evaluate_duties(world.plan, date(2021, 6, 30))
    (later,) = evaluate_duties(world.plan, date(2021, 9, 30))
    assert (first.evaluation.state, later.evaluation.state) == (State.ON_COURSE, State.UNKNOWN)
    assert len(first.evidence.rows) == 2


def test_a_standing_duty_wants_a_recent_record_and_a_dated_one_a_record_in_time():
    world = World()
    standing = Duty.objects.create(plan=world.plan, clause=world.clause, code="match", name="产销对接")
    dated = Duty.objects.create(
        plan=world.plan, clause=world.clause, code="paper", name="制定计划", due=date(2021, 12, 31)
    )
    world.observe(None, "2021-06-01", 46, duty=standing, nature="flow", unit="场")
    world.observe(None, "2021-10-01", 1, duty=dated, nature="flow")

    def lights(day):
        return {each.duty.code: each.evaluation.state for each in evaluate_duties(world.plan, day)}

    assert lights(date(2021, 12, 31)) == {"match": State.MET, "paper": State.MET}
    assert lights(date(2022, 12, 31)) == {"match": State.UNKNOWN, "paper": State.MET}


def test_a_partial_record_shows_no_duty_done():
    world = World()
    duty = Duty.objects.create(plan=world.plan, clause=world.clause, code="match", name="产销对接")
    world.observe(None, "2021-06-01", 1, duty=duty, nature="flow", relation="partial")
    (found,) = evaluate_duties(world.plan, date(2021, 7, 1))
    assert found.evaluation.state is State.UNKNOWN


def test_a_register_speaks_for_every_day_it_is_kept():
    world = World(chains=13)
    target = world.target("chains", "=", 13, unit="条", measure="level", metric="plans.chains")
    for day in (date(2021, 2, 1), DUE, date(2026, 1, 1)):
        assert evaluate_target(target, day).evaluation.state is State.MET
