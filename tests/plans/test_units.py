"""A plan's own units and rates: read from its folder, held against the common ones, used by lights and by forms."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lianzhang.kernel.formatting import amount
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.evaluation import State
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.plans.models.units import units_with
from lianzhang.plans.observations.amounts import read_amount_in

from .folders import BEFORE, copy_of
from .world import DUE, World

HEAD = "id,name,dimension,factor,date,note,source\n"
DOLLAR = "usd,美元,元,7.1,2024-01-02,,市政府办公室\n"
LAMP = {"name": "盏", "dimension": "", "factor": "1"}
RATE = {"name": "美元", "dimension": "元", "factor": "7.1"}


def problems_with(tmp_path: Path, rows: str) -> list[tuple[str, int | None, str, str]]:
    folder = copy_of(BEFORE, tmp_path)
    (folder / "units.csv").write_text(HEAD + rows, "utf-8")
    return [(each.file, each.row, each.column, each.message) for each in read_folder(folder)[1]]


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ("usd,美元,元,7.1,2024-01-02,,\n", "source", "出处"),
        ("usd,美元,元,7.1,,,市政府\n", "date", "哪一天"),
        ("usd,美元,元,,2024-01-02,,市政府\n", "factor", "一“美元”合多少“元”"),
        ("firm,家,,,,,\n", "name", "通用单位"),
        ("mu,亩,平方米,600,2024-01-02,,市政府\n", "name", "“亩”已能换算成“平方米”"),
        ("lamp,盏,灯,2,,,\n", "dimension", "不认识的单位“灯”"),
        ("lamp,盏,盏,2,,,\n", "dimension", "不能以自己计"),
        ("lamp,盏,,2,,,\n", "dimension", "以哪个单位计"),
        ("lamp,万盏,,,,,\n", "name", "万"),
        ("lamp,盏,,,,,\nlight,盏,,,,,\n", "name", "上面已经写过"),
        ("case,箱,千克,20,,,\n" + DOLLAR + "ton,千克,元,5,2024-01-02,,市政府\n", "name", "“千克”以“吨”计"),
    ],
)
def test_a_unit_that_cannot_stand_is_told_at_its_cell(tmp_path: Path, rows: str, column: str, words: str) -> None:
    (problem,) = problems_with(tmp_path, rows)
    assert (problem[0], problem[2]) == ("units.csv", column)
    assert words in problem[3]


def test_sound_units_are_no_fault(tmp_path: Path) -> None:
    assert problems_with(tmp_path, "lamp,盏,,,,,\ncase,箱,千克,20,,,\n" + DOLLAR) == []


@pytest.mark.django_db
def test_units_load_with_the_plan_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = copy_of(BEFORE, tmp_path)
    (folder / "units.csv").write_text(HEAD + DOLLAR, "utf-8")
    load_folder(folder, by="试验")
    units = Plan.objects.get(code=folder.name).units
    assert units.convert(Decimal(3), "亿美元", "亿元") == Decimal("21.3")
    assert load_folder(folder, by="试验").unchanged


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "value", "unit", "state"),
    [
        ([], 2, "亿美元", State.UNKNOWN),  # no rate: a figure in dollars says nothing of a goal in yuan
        ([RATE], 2, "亿美元", State.MET),  # 14.2亿元 of 14
        ([RATE], 1.9, "亿美元", State.MISSED),  # 13.49亿元
        ([], 140000, "万元", State.MET),
    ],
)
def test_a_goal_in_yuan_takes_dollars_only_by_the_plans_own_rate(
    own: list[dict[str, str]], value: float, unit: str, state: State
) -> None:
    world = World()
    Plan.objects.filter(pk=world.plan.pk).update(own_units=own)
    target = world.target("exports", value=14, unit="亿元", measure="level", window="year")
    world.observe(target, "2023", value, unit=unit, nature="flow")
    target.plan = Plan.objects.get(pk=world.plan.pk)
    assert evaluate_target(target, DUE).evaluation.state is state


@pytest.mark.django_db
@pytest.mark.parametrize(("tax", "land", "state"), [(9, 2, State.MET), (5, 2, State.MISSED)])
def test_yield_per_land_is_a_ratio_of_two_units(tax: int, land: int, state: State) -> None:
    """9亿元 on 2平方公里 (3,000亩) are 30万元/亩, 5亿元 are 16.7."""
    world = World()
    params = {"quantity": "税收", "of": "用地"}
    more = {"unit": "万元/亩", "measure": "ratio", "window": "year", "metric": "plans.ratio", "params": params}
    target = world.target("yield", value=30, **more)
    for name, value, unit in (("税收", tax, "亿元"), ("用地", land, "平方公里")):
        world.observe(target, "2023", value, relation="input", quantity=name, unit=unit, nature="flow")
    evaluation = evaluate_target(target, date(2023, 12, 31)).evaluation
    assert evaluation.state is state
    assert evaluation.point is not None
    assert round(evaluation.point.nominal, 4) == round(Decimal(tax * 10) / 3, 4)


@pytest.mark.parametrize(
    ("text", "unit", "value", "precision", "read"),
    [
        ("约30盏", "", 30, "about", "盏"),
        ("1.2万", "盏", Decimal("1.2"), "exact", "万盏"),
        ("30余盏", "家", 30, "over", "盏"),
        ("12个", "盏", 12, "exact", "个"),
        ("3万元/盏", "", 3, "exact", "万元/盏"),
        ("46", "亿元", 46, "exact", "亿元"),
    ],
)
def test_figures_are_read_in_the_plans_own_units(
    text: str, unit: str, value: Decimal, precision: str, read: str
) -> None:
    figure = read_amount_in(units_with([LAMP]), text, unit)
    assert (figure.value, figure.precision, figure.unit) == (value, precision, read)


def test_very_large_money_is_shown_in_wan_yi() -> None:
    assert amount(Decimal(12345), "亿元") == "1.2345万亿元"
    assert amount(Decimal("9999.99"), "亿元") == "9,999.99亿元"
    assert amount(Decimal(30000), "万美元") == "3亿美元"
