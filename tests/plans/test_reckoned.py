"""Targets reckoned from other quantities: sums of months, the city's total under a part, other targets."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.evaluation import State
from lianzhang.plans.folder import read_folder
from lianzhang.plans.models import Target

from .folders import LINHAI, copy_of, edit
from .world import World

RATIO = {"measure": "ratio", "window": "year", "unit": "%", "metric": "plans.ratio"}


def ratio(world: World, code: str, value: object, quantity: str, of: str, **more: object) -> Target:
    return world.target(code, value=value, params={"quantity": quantity, "of": of}, **(RATIO | more))


def report(world: World, period: str, quantity: str, value: object, **more: object) -> None:
    given = {"relation": "input", "quantity": quantity, "unit": "亿元", "nature": "flow"} | more
    world.observe(None, period, value, **given)


def shares(target: Target, at: date) -> list[tuple[str, Decimal]]:
    (evidence,) = evaluate_target(target, at).evidence.values()
    return [(point.period.code, round(point.nominal, 2)) for point in evidence.points]


@pytest.mark.django_db
def test_the_share_of_a_year_is_made_of_all_its_months_not_of_the_last() -> None:
    """Research 1 of 100 in each of eleven months and 30 of 100 in December: 41 of 1200 are 3.42 %, not 30 %."""
    world = World()
    target = ratio(world, "rd", 5, "研发", "营收")
    for month in range(1, 13):
        report(world, f"2022-{month:02}", "研发", 30 if month == 12 else 1)
        report(world, f"2022-{month:02}", "营收", 100)
    assert shares(target, date(2022, 12, 31)) == [("2022", Decimal("3.42"))]
    target.due = date(2022, 12, 31)
    evaluation = evaluate_target(target, date(2022, 12, 31)).evaluation
    assert evaluation.state is State.MISSED
    assert evaluation.point is not None
    assert len(evaluation.point.rows) == 24


@pytest.mark.django_db
def test_a_year_with_a_month_missing_has_no_share() -> None:
    world = World()
    target = ratio(world, "rd", 5, "研发", "营收")
    for month in range(1, 12):
        report(world, f"2022-{month:02}", "研发", 10)
        report(world, f"2022-{month:02}", "营收", 100)
    report(world, "2022", "营收", 1200)
    assert shares(target, date(2022, 12, 31)) == []


@pytest.mark.django_db
def test_quarters_under_a_half_year_and_a_total_reported_whole_are_compared() -> None:
    """20 + 30 of 400 in the first half are 12.5 %; of the second half only the total is known."""
    world = World()
    target = ratio(world, "green", 12, "绿色贷款", "全部贷款", window="half_year")
    report(world, "2022Q1", "绿色贷款", 20)
    report(world, "2022Q2", "绿色贷款", 30)
    report(world, "2022H1", "全部贷款", 400)
    report(world, "2022H2", "全部贷款", 500)
    assert shares(target, date(2022, 12, 31)) == [("2022H1", Decimal("12.50"))]


@pytest.mark.django_db
def test_each_chain_is_a_share_of_the_citys_total_that_moves_with_the_years() -> None:
    """30 of 100, then 36 of 150: 30 % and 24 % of the city, and 25 % were asked."""
    world = World()
    target = ratio(world, "weight", 25, "链产值", "city:工业产值", scope_kind="each_chain")
    for year, own, whole in (("2021", 30, 100), ("2022", 36, 150)):
        report(world, year, "链产值", own, chain=world.chains[0])
        report(world, year, "工业产值", whole)
    at = [(date(2021, 12, 31), "30.00"), (date(2022, 12, 31), "24.00")]
    for day, share in at:
        point = evaluate_target(target, day).evaluation.parts[0].evaluation.point
        assert point is not None
        assert round(point.nominal, 2) == Decimal(share)
    assert evaluate_target(target, at[1][0]).evaluation.parts[1].evaluation.state is State.UNKNOWN


@pytest.mark.django_db
def test_a_share_of_a_share_is_reckoned_from_two_targets() -> None:
    """High-tech 60 of 200 is 30 %, industry 200 of 500 is 40 %: the one is 75 % of the other."""
    world = World()
    ratio(world, "high", 20, "高新", "工业")
    ratio(world, "industry", 20, "工业", "总产值")
    target = ratio(world, "of_shares", 70, "target:high", "target:industry")
    for quantity, value in (("高新", 60), ("工业", 200), ("总产值", 500)):
        report(world, "2022", quantity, value)
    assert shares(target, date(2022, 12, 31)) == [("2022", Decimal("75.00"))]


@pytest.mark.django_db
def test_rates_are_not_added_up_to_a_years_rate() -> None:
    world = World()
    params = {"quantity": "本市增速", "of": "全省增速"}
    more = {"measure": "difference", "window": "quarter", "unit": "百分点", "metric": "plans.difference"}
    target = world.target("lead", value=1, params=params, **more)
    for month in (1, 2, 3):
        report(world, f"2022-{month:02}", "本市增速", 8, unit="%")
        report(world, f"2022-{month:02}", "全省增速", 6, unit="%")
    assert {share for _, share in shares(target, date(2022, 12, 31))} == {Decimal("2.00")}


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        (",rd_spend,revenue,", ",target:no_such,revenue,", "quantity", "没有“no_such”"),
        (",rd_spend,revenue,", ",rd_spend,city:,", "of", "后面要写指标"),
        (",rd_spend,revenue,", ",rd_spend,target:rd_share,", "of", "绕成了一圈"),
        (",local_growth,province_growth,", ",local_growth,target:growth_lead,", "of", "绕成了一圈"),
    ],
)
def test_a_quantity_that_leads_nowhere_is_told_at_its_cell(
    tmp_path: Path, old: str, new: str, column: str, words: str
) -> None:
    folder = copy_of(LINHAI, tmp_path)
    edit(folder, "targets.csv", old, new)
    (problem,) = read_folder(folder)[1]
    assert (problem.column, words in problem.message) == (column, True), problem.message
