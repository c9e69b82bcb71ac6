"""Metrics on real rows: what counts, what never does, and that every value names its rows."""

from datetime import date
from decimal import Decimal

import pytest

from lianzhang.access.row_policy import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.confirmed_figures import load_figures
from lianzhang.plans.evaluating import Run, ask_metric
from lianzhang.plans.models import ChecklistItem, ChecklistRecord
from lianzhang.registry.models import Appointment, Coverage, Post, Rank

from .world import DUE, World

pytestmark = pytest.mark.django_db
CITY = Scope()


def evidence(target, at=DUE, scope=CITY):
    return ask_metric(target, scope, at, Run(target.plan))


def values(target, at=DUE, scope=CITY):
    return [point.nominal for point in evidence(target, at, scope).points]


def test_a_confirmed_figure_counts_and_names_its_row():
    world = World()
    target = world.target()
    row = world.observe(target, "2022-09", 46)
    found = evidence(target)
    assert values(target) == [46]
    assert found.rows == (Row("observation", row.pk),)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "replaced"])
def test_a_figure_that_is_not_confirmed_counts_for_nothing(state):
    world = World()
    target = world.target()
    world.observe(target, "2022-09", 46, state=state)
    assert values(target) == []


@pytest.mark.parametrize("relation", ["partial", "proxy", "input", "baseline", "context", "goal", "flow"])
def test_a_figure_that_is_not_the_thing_itself_counts_for_nothing(relation):
    world = World()
    target = world.target()
    world.observe(target, "2022-09", 46, relation=relation)
    assert values(target) == []


def test_additions_count_where_additions_are_asked():
    world = World()
    target = world.target(measure="added")
    world.observe(target, "2022", 18, relation="flow", nature="flow")
    assert values(target) == [18]


def test_a_blank_stays_a_blank():
    world = World()
    target = world.target()
    world.observe(target, "2022-09", None)
    assert evidence(target).points == ()


def test_a_figure_of_a_part_of_the_city_never_counts_for_the_city():
    world = World()
    target = world.target()
    world.observe(target, "2022-09", 4, chain=world.chains[0])
    world.observe(target, "2022-09", 5, region=world.city)
    world.observe(target, "2022-09", 6, scope_text="城市群")
    assert values(target) == []


def test_each_chain_sees_only_its_own_figures():
    world = World()
    target = world.target(scope_kind="each_chain")
    world.observe(target, "2022-09", 4, chain=world.chains[0])
    scopes = [Scope("chain", chain.pk) for chain in world.chains]
    assert [values(target, scope=scope) for scope in scopes] == [[4], []]


def test_a_figure_is_read_in_the_targets_unit():
    world = World()
    target = world.target(unit="亿元", measure="level", window="year")
    world.observe(target, "2022", 24000000, unit="万元", nature="flow")
    assert values(target) == [2400]


def test_two_sources_that_disagree_stand_for_all_between_them():
    world = World()
    target = world.target()
    first, second = world.observe(target, "2022-12", 17), world.observe(target, "2022-12", 18)
    (point,) = evidence(target).points
    assert point.disputed
    assert (point.interval.low, point.interval.high, point.nominal) == (17, 18, 17)
    assert set(point.rows) == {Row("observation", first.pk), Row("observation", second.pk)}


def test_a_preferred_source_settles_the_matter():
    world = World()
    target = world.target()
    world.observe(target, "2022-12", 17)
    chosen = world.observe(target, "2022-12", 18, preferred=True, preference_reason="政府工作报告")
    (point,) = evidence(target).points
    assert not point.disputed
    assert (point.nominal, point.rows) == (18, (Row("observation", chosen.pk),))


def test_sources_that_agree_are_one_point_with_both_rows():
    world = World()
    target = world.target(unit="亿元", measure="level", window="year")
    world.observe(target, "2022", 2400, precision="over", nature="flow")
    world.observe(target, "2022", 2450, nature="flow")
    (point,) = evidence(target).points
    assert (point.nominal, point.disputed, len(point.rows)) == (2450, False, 2)


def test_a_ratio_is_formed_for_periods_that_have_both_figures_and_names_both_rows():
    world = World()
    params = {"quantity": "chain_output", "of": "industrial_output"}
    target = world.target(
        "share", ">", 70, unit="%", measure="ratio", window="year", metric="plans.ratio", params=params
    )
    one = world.observe(None, "2022", 6000, quantity="chain_output", unit="亿元", relation="input", nature="flow")
    other = world.observe(
        None, "2022", 8000, quantity="industrial_output", unit="亿元", relation="input", nature="flow", precision="over"
    )
    world.observe(None, "2021", 5000, quantity="chain_output", unit="亿元", relation="input", nature="flow")
    (point,) = evidence(target).points
    assert point.nominal == 75
    assert point.interval.high == 75
    assert round(point.interval.low, 2) == Decimal("68.18")
    assert set(point.rows) == {Row("observation", one.pk), Row("observation", other.pk)}


def test_a_ratio_to_nothing_is_no_figure():
    world = World()
    params = {"quantity": "a", "of": "b"}
    target = world.target("share", unit="%", measure="ratio", metric="plans.ratio", params=params)
    world.observe(None, "2022", 5, quantity="a", relation="input")
    world.observe(None, "2022", 0, quantity="b", relation="input")
    assert values(target) == []


def test_average_growth_is_taken_from_the_base_year():
    world = World()
    target = world.target(
        "trade",
        value=10,
        unit="%",
        measure="growth",
        window="year",
        metric="plans.growth",
        params={"quantity": "trade_total"},
        base_year=2020,
    )
    for year, value in ((2020, 100), (2021, 120), (2022, 121), (2023, "133.1")):
        world.observe(None, str(year), value, quantity="trade_total", unit="亿元", relation="input", nature="flow")
    assert [round(value, 6) for value in values(target)] == [20, 10, 10]


def test_growth_without_its_base_year_is_no_figure():
    world = World()
    target = world.target(
        unit="%", measure="growth", window="year", metric="plans.growth", params={"quantity": "t"}, base_year=2020
    )
    world.observe(None, "2022", 120, quantity="t", unit="亿元", relation="input", nature="flow")
    assert values(target) == []


def test_a_lead_over_a_moving_base_is_the_difference_of_the_same_period():
    world = World()
    params = {"quantity": "loans_industry", "of": "loans_all"}
    target = world.target("lead", value=0, unit="%", measure="difference", metric="plans.difference", params=params)
    world.observe(None, "2022", "15.2", quantity="loans_industry", unit="%", relation="input", nature="flow")
    world.observe(None, "2022", "13.8", quantity="loans_all", unit="%", relation="input", nature="flow")
    world.observe(None, "2023", "13.8", quantity="loans_all", unit="%", relation="input", nature="flow")
    assert values(target) == [Decimal("1.4")]


def appoint(world, *, chain, starts, ends=None, rank="chief"):
    kind, _ = Rank.objects.get_or_create(city=world.city, code=rank, defaults={"name": "链长"})
    post, _ = Post.objects.get_or_create(
        city=world.city, code=f"{rank}-{chain.code}", defaults={"name": f"{chain.name}链长", "rank": kind}
    )
    post.chains.add(chain)
    return Appointment.objects.create(
        post=post, holder="市政府分管负责同志", starts=starts, ends=ends, source="任职通知"
    )


def test_a_post_counts_while_it_is_held_and_no_record_is_no_count_of_nothing():
    world = World()
    held, open_ = world.chains
    target = world.target("chief", "=", 1, scope_kind="each_chain", metric="plans.posts_held", params={"item": "chief"})
    appoint(world, chain=held, starts=date(2021, 7, 1), ends=date(2022, 6, 30))
    appoint(world, chain=held, starts=date(2022, 7, 15))
    assert values(target, scope=Scope("chain", held.pk)) == [1, 0, 1]
    assert values(target, at=date(2022, 1, 1), scope=Scope("chain", held.pk)) == [1]
    assert values(target, scope=Scope("chain", open_.pk)) == []


def test_one_chief_of_two_chains_counts_on_both_and_once_for_the_city():
    world = World()
    appointment = appoint(world, chain=world.chains[0], starts=date(2021, 7, 1))
    appointment.post.chains.add(world.chains[1])
    target = world.target("chief", "=", 1, metric="plans.posts_held", params={"item": "chief"})
    assert values(target) == [1]
    for chain in world.chains:
        assert values(target, scope=Scope("chain", chain.pk)) == [1]


def test_a_checklist_item_is_there_from_its_first_record_and_names_all():
    world = World()
    item = ChecklistItem.objects.create(plan=world.plan, code="work_plan", name="工作方案")
    chain = world.chains[0]
    records = [
        ChecklistRecord.objects.create(item=item, chain=chain, title=title, date=date(2021, month, 1), source="印发")
        for month, title in ((9, "工作方案"), (11, "工作方案修订"))
    ]
    target = world.target(
        "plans", "=", 1, scope_kind="each_chain", metric="plans.checklist", params={"item": "work_plan"}
    )
    (point,) = evidence(target, scope=Scope("chain", chain.pk)).points
    assert (point.nominal, point.date) == (1, date(2021, 9, 1))
    assert [row.pk for row in point.rows] == [record.pk for record in records]
    assert values(target, at=date(2021, 8, 31), scope=Scope("chain", chain.pk)) == []


def test_the_plan_counts_its_own_chains():
    world = World(chains=3)
    target = world.target("chains", "=", 3, unit="条", metric="plans.chains")
    (point,) = evidence(target).points
    assert (point.nominal, len(point.rows)) == (3, 3)


def test_figures_that_say_the_same_of_themselves_keep_each_its_own_number_and_quantity():
    world = World()
    target = world.target()
    for month, value, quantity in (("2022-07", 5, "一\x1f二"), ("2022-08", 6, ""), ("2022-09", 7, "一\x1f二")):
        world.observe(target, month, value, quantity=quantity)
    found = load_figures(target.plan.pk, SYSTEM).by_target[target.pk]
    assert [(figure.value, figure.quantity) for figure in found] == [(5, "一\x1f二"), (6, ""), (7, "一\x1f二")]


@pytest.mark.parametrize("register", ["arrangements", "honours"])
def test_an_item_without_a_record_is_not_there_once_all_posts_and_papers_are_declared(register):
    world = World()
    ChecklistItem.objects.create(plan=world.plan, code="policy", name="支持政策")
    declared = Coverage.objects.create(
        city=world.plan.city,
        register=register,
        period_start=date(2021, 1, 1),
        period_end=date(2023, 6, 30),
        note="逐链核对",
        declared_by=User.objects.create(username="declares"),
    )
    asked = {"metric": "plans.checklist", "params": {"item": "policy"}}
    target = world.target("policy", "=", 1, scope_kind="each_chain", **asked)
    points = evidence(target, scope=Scope("chain", world.chains[0].pk)).points
    assert [(point.nominal, point.period.end) for point in points] == (
        [(0, date(2023, 6, 30))] if register == "arrangements" else []
    )
    assert [row for point in points for row in point.rows] == [Row("coverage", declared.pk)][: len(points)]
