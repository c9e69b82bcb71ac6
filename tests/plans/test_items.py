"""A target that asks for several things at once: judged item by item and as a whole."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.plans.evaluating import Standing, evaluate_target
from lianzhang.plans.evaluation import Evaluation, State
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import ChecklistItem, ChecklistRecord, Plan, Target, TargetItem

from .folders import LINHAI, append, copy_of
from .reading import Reading
from .world import DUE, World

pytestmark = pytest.mark.django_db
THINGS = (("maps", "产业链图谱", 2), ("stores", "项目库", 2), ("pools", "资金池", 2), ("reports", "发展报告", 2))


def with_items(world: World) -> Target:
    target = world.target("eight", value=8, unit="个")
    for order, (code, name, value) in enumerate(THINGS):
        TargetItem.objects.create(target=target, code=code, name=name, value=value, order=order)
    return target


def told(world: World, target: Target, quantity: str, value: int, period: str = "2022-06") -> None:
    world.observe(target, period, value, quantity=quantity)


def states(evaluation: Evaluation) -> list[State]:
    return [part.evaluation.state for part in evaluation.parts]


def judged(target: Target, at: date = DUE) -> Standing:
    return evaluate_target(target, at)


def test_two_maps_two_stores_two_pools_two_reports_are_met_when_each_is() -> None:
    world = World()
    target = with_items(world)
    for quantity in ("maps", "项目库", "pools", "发展报告"):
        told(world, target, quantity, 2)
    standing = judged(target)
    assert states(standing.evaluation) == [State.MET] * 4
    assert standing.evaluation.state is State.MET
    assert len(standing.rows) == 4


def test_a_thing_without_a_record_is_unknown_and_a_thing_short_at_the_end_is_missed() -> None:
    """2 maps, 1 store of 2, no word of pools and reports: the proven failure is the whole's."""
    world = World()
    target = with_items(world)
    told(world, target, "maps", 2)
    told(world, target, "stores", 1, "2023-12")
    standing = judged(target)
    assert states(standing.evaluation) == [State.MET, State.MISSED, State.UNKNOWN, State.UNKNOWN]
    assert standing.evaluation.state is State.MISSED
    assert standing.evaluation.progress == Decimal("0.25")


def test_many_of_one_thing_make_up_for_no_other_and_a_bare_figure_is_of_none() -> None:
    world = World()
    target = with_items(world)
    told(world, target, "maps", 8)
    told(world, target, "eight", 8)
    assert states(judged(target).evaluation) == [State.MET, State.UNKNOWN, State.UNKNOWN, State.UNKNOWN]


def test_each_chain_has_its_own_things_shown_by_its_own_records() -> None:
    world = World()
    target = world.target("two", value=2, unit="个", scope_kind="each_chain")
    plan_item = ChecklistItem.objects.create(plan=world.plan, code="plan", name="一个方案")
    list_item = ChecklistItem.objects.create(plan=world.plan, code="list", name="一张清单")
    for order, item in enumerate((plan_item, list_item)):
        TargetItem.objects.create(target=target, code=item.code, name=item.name, value=1, checklist=item, order=order)
    records = [(world.chains[0], plan_item), (world.chains[0], list_item), (world.chains[1], plan_item)]
    for chain, item in records:
        ChecklistRecord.objects.create(item=item, chain=chain, title="文件", date=date(2021, 9, 1), source="文号")
    evaluation = judged(target).evaluation
    assert states(evaluation) == [State.MET, State.UNKNOWN]
    assert [states(part.evaluation) for part in evaluation.parts] == [
        [State.MET, State.MET],
        [State.MET, State.UNKNOWN],
    ]


def test_the_page_shows_each_thing(signed_in: Callable[[str], Client]) -> None:
    world = World()
    target = with_items(world)
    told(world, target, "maps", 2)
    page = Reading(signed_in("office").get(reverse("target", args=["eight"]), {"at": "2023-12-31"}))
    assert "产业链图谱2个" in page.text
    assert "四个事项里一个事项达成，三个事项没有依据" in page.text
    form = signed_in("office").get(reverse("observation_new"), {"target": "eight"})
    assert "资金池" in form.content.decode()


ITEM_LINES = ("five,one,一个链主,,\n", "five,two,一个方案,,\n")


def folder_with(tmp_path: Path, items: tuple[str, ...], **cells: str) -> Path:
    folder = copy_of(LINHAI, tmp_path)
    given = {"id": "five", "clause": "2", "name": "两个一", "unit": "个", "comparator": ">=", "value": "2"}
    given |= {"measure": "cumulative", "scope": "city"} | cells
    header = (folder / "targets.csv").read_text("utf-8").splitlines()[0].split(",")
    append(folder, "targets.csv", ",".join(given.get(name, "") for name in header))
    for line in items:
        append(folder, "items.csv", line.strip())
    return folder


@pytest.mark.parametrize(
    ("items", "cells", "place", "words"),
    [
        (ITEM_LINES, {"value": "5"}, ("targets.csv", "value"), "目标值应是 2"),
        (ITEM_LINES, {"measure": "each", "window": "year"}, ("targets.csv", "measure"), "level 或 cumulative"),
        (ITEM_LINES, {"metric": "plans.chains"}, ("targets.csv", "metric"), "请留空"),
        (("five,one,链主,2,map\n",), {}, ("items.csv", "checklist"), "范围不是产业链"),
        (("six,one,链主,2,\n",), {}, ("items.csv", "target"), "没有“six”"),
        (("five,one,链主,,\n", "five,one,方案,,\n"), {}, ("items.csv", "target"), "重复"),
    ],
)
def test_an_item_that_does_not_fit_is_told_at_its_cell(
    tmp_path: Path, items: tuple[str, ...], cells: dict[str, str], place: tuple[str, str], words: str
) -> None:
    problems = read_folder(folder_with(tmp_path, items, **cells))[1]
    assert [(each.file, each.column) for each in problems if words in each.message] == [place]


def test_items_load_with_their_target_and_again_change_nothing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (*ITEM_LINES,))
    (folder / "plan.toml").write_text((folder / "plan.toml").read_text("utf-8").replace("succeeds", "# "), "utf-8")
    load_folder(folder, by="试验")
    items = Plan.objects.get(code=folder.name).targets.get(code="five").items.all()
    assert [(item.code, item.name, item.value) for item in items] == [("one", "一个链主", 1), ("two", "一个方案", 1)]
    assert load_folder(folder, by="试验").unchanged
