"""What bodies come to by a plan's scores: worked by hand in the county's folder; page, workbook, who reads it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.access.row_policy import SYSTEM
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, Prize, Score
from lianzhang.plans.queries.scores import score_page
from lianzhang.plans.viewpoint import PlanViewpoint
from tests.acting import seated

from .folders import COUNTY, copy_of, edit
from .loads import changes
from .reading import Reading

pytestmark = pytest.mark.django_db

# By day and body: points, rank, what it brings.
WORKED: dict[date, dict[str, tuple[str, str, list[str]]]] = {
    # In the east 3 pits of 3 are closed: 60; nothing is told of trees or accidents, in the west of nothing at all.
    date(2025, 8, 20): {
        "东岭镇": (
            "至少60分，未知45分；是否一票否决未知",
            "第1—2名之间，未定",
            ["先进乡镇奖励，20万元（有可能）", "通报表扬（有可能）"],
        ),
        "西坪乡": (
            "未知105分；是否一票否决未知",
            "第1—2名之间，未定",
            ["先进乡镇奖励，20万元（有可能）", "通报表扬（有可能）", "约谈主要负责同志（有可能）"],
        ),
    },
    # 60, and 40 less 11 steps of 4 is nothing; a third of 60, and 40 less 8 steps of 4.
    date(2025, 12, 31): {
        "东岭镇": ("60分", "第1名", ["先进乡镇奖励，20万元（已够）"]),
        "西坪乡": ("28分", "第2名", ["约谈主要负责同志（已落到）"]),
        # 38 of 45 are 25.33 of 30; 13 of 18 firms may yet be 18; 120 of 100 men.
        "县科技和工业局": ("至少75.33分，未知20分", "第1—3名之间，未定", ["优秀单位（有可能）"]),
        # One standard of two; three of four quarters; of the second half's meeting nothing is told.
        "县石材行业协会": ("50分", "第3—4名之间，未定", []),
        "青石职业技术学院": ("90分", "第1—3名之间，未定", []),
        "联盟秘书处": ("未知100分", "第1—4名之间，未定", ["优秀单位（有可能）"]),
    },
    # 60, and 150 of 200 are five steps of 4 short; 60 + 40, and three whole steps of ten beyond.
    date(2026, 12, 31): {
        "西坪乡": ("103分", "第1名", ["先进乡镇奖励，20万元（已够）", "通报表扬（已够）"]),
        "东岭镇": ("80分", "第2名", []),
        # Four standards of two are capped at 120; each half-year's meeting; seven of eight quarters.
        "县石材行业协会": ("120分", "第1名", ["优秀单位（已够）"]),
        "联盟秘书处": ("100分", "第2名", ["优秀单位（已够）"]),
        "青石职业技术学院": ("90分", "第3名", []),
        # About 45 is 40.5 at least: 27 of 30; two papers disagree on 17 or 18; 140 of 150 men: 50 less 20.
        "县科技和工业局": ("至少57分，未知23分", "第4名", []),
    },
}


@pytest.fixture
def plan() -> Plan:
    load_folder(COUNTY, by="tests")
    return Plan.objects.get(code=COUNTY.name)


def seen_at(plan: Plan, at: date) -> PlanViewpoint:
    return PlanViewpoint(city=plan.city, at=at, plan=plan, user=SYSTEM)


@pytest.mark.parametrize("day", WORKED, ids=str)
def test_the_points_are_those_worked_out_by_hand(plan: Plan, day: date) -> None:
    bodies = [body for each in score_page(seen_at(plan, day)).lists for body in each.bodies]
    told = {body.row.name: (body.points, body.ranked, body.wins) for body in bodies}
    assert {name: told[name] for name in WORKED[day]} == WORKED[day]


def test_each_line_says_what_its_points_stand_on(plan: Plan) -> None:
    page = score_page(seen_at(plan, date(2026, 12, 31)))
    lines = {
        (body.row.name, cell.target.code, cell.score.rule): (cell.told, cell.how, cell.why) for body, cell in page.lines
    }
    assert lines["东岭镇", "regreen", "deduction"] == (
        "20分",
        "每低10亩扣4分，扣完为止",
        "实际150亩，目标值200亩",
    )
    assert lines["西坪乡", "regreen", "bonus"][:2] == ("3分", "每超10亩加1分，不足的不计，最多加5分")
    assert lines["县科技和工业局", "firms", "all_or_nothing"][0] == "未知20分"
    assert lines["青石职业技术学院", "training", "deduction"] == ("90分", "每少1项扣10分，扣完为止", "8项里办到7项")


@pytest.fixture
def signed() -> Callable[[Plan, str], Client]:
    def sign_in(plan: Plan, role: str) -> Client:
        client = Client()
        client.force_login(seated(f"by-{role}", role, plan.city))
        return client

    return sign_in


def test_the_page_and_its_workbook_say_the_same(plan: Plan, signed: Callable[[Plan, str], Client]) -> None:
    client = signed(plan, "chain_office")
    page = client.get(reverse("scores"), {"at": "2025-08-20"})
    text = Reading(page).text
    assert "至少60分，未知45分" in text
    assert "没有依据的算未知，不算零" in text
    exported = client.get(reverse("scores_export"), {"at": "2025-08-20"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(exported)).active
    assert [row[:2] for row in sheet.values if row[0] == "区域"] == [("区域", "东岭镇")] * 4 + [("区域", "西坪乡")] * 4
    assert reverse("scores") in client.get(reverse("plan")).text


def test_outside_roles_do_not_get_the_page(plan: Plan, signed: Callable[[Plan, str], Client]) -> None:
    client = signed(plan, "bank")
    assert client.get(reverse("scores")).status_code == 403
    assert client.get(reverse("scores_export")).status_code == 403
    assert reverse("scores") not in client.get(reverse("plan")).text


def test_the_number_of_queries_does_not_grow_with_scores(plan: Plan) -> None:
    def asked() -> int:
        view = seen_at(plan, date(2026, 12, 31))
        with CaptureQueriesContext(connection) as captured:
            list(score_page(view).lines)
        return len(captured)

    asked()
    every = asked()
    Score.objects.filter(target__code__in=("regreen", "standards", "training")).delete()
    assert asked() == every


FAULTS = [
    ("scores.csv", "mines,region,,,proportional,60", "mines,region,,,proportional,", "points", "没有分值"),
    ("scores.csv", "mines,region,,,proportional,60", "mines,chain,,,proportional,60", "bodies", "分不到产业链"),
    ("scores.csv", "mines,region,,,proportional", "mines,region,999123,,proportional", "region", "不问"),
    ("scores.csv", "mines,region,,,proportional", "mines,region,,bureau,proportional", "organization", "请清空"),
    ("scores.csv", "mines,region,,,proportional", "price,region,,,proportional", "rule", "只监测"),
    ("scores.csv", "firms,organization,,,all_or_nothing", "brand,organization,,bureau,proportional", "rule", "等于"),
    ("scores.csv", "firms,organization,", "jobs,organization,", "organization", "没有责任单位"),
    ("scores.csv", "deduction,40,10,4", "deduction,40,,4", "step", "扣（加）几分"),
    ("scores.csv", "proportional,60,,,", "proportional,60,1,,", "step", "请留空"),
    ("scores.csv", "bonus,,10,1,yes,,,5", "bonus,5,10,1,yes,,,5", "points", "没有分值"),
    ("scores.csv", "proportional,100,,,,,,120", "proportional,100,,,,,,20", "cap", "小于分值"),
    ("scores.csv", "veto,,,,,,", "veto,,,,,1,", "from", "只有加分"),
    ("scores.csv", "regreen,region,,,bonus", "regreen,region,,,deduction", "target", "重复"),
    ("prizes.csv", "first,region,先进乡镇奖励,1,1,", "first,region,先进乡镇奖励,2,1,", "last", "不小于"),
    ("prizes.csv", "奖励,1,1,,,20,万元", "奖励,1,1,90,,20,万元", "first", "只写一种"),
    ("prizes.csv", "20,万元", "20,", "unit", "一起写"),
    ("prizes.csv", "good,region", "good,park", "bodies", "没有考核园区"),
]


@pytest.mark.parametrize(("file", "old", "new", "column", "part"), FAULTS)
def test_a_fault_is_told_at_its_place(tmp_path: Path, file: str, old: str, new: str, column: str, part: str) -> None:
    folder = copy_of(COUNTY, tmp_path)
    line = (folder / file).read_text("utf-8").partition(old)[0].count("\n") + 1
    edit(folder, file, old, new)
    told = [(each.row, str(each)) for each in read_folder(folder)[1] if (each.file, each.column) == (file, column)]
    assert [row for row, _ in told] == [line]
    assert part in told[0][1]


def test_a_changed_rule_is_one_line_of_the_diff_and_one_row_written(plan: Plan, tmp_path: Path) -> None:
    folder = copy_of(COUNTY, tmp_path)
    edit(folder, "scores.csv", "deduction,40,10,4", "deduction,40,10,5")
    edit(folder, "prizes.csv", "good,region,通报表扬,,,90,,,,2\n", "")
    assert {line[:2] + line[3:] for line in changes(folder)} == {
        ("scores", "changed", "扣或加几分", "4", "5"),
        ("prizes", "removed", "", "", ""),
        ("prizes", "changed", "次序", "", ""),
    }
    load_folder(folder, by="tests")
    assert Score.objects.get(target__code="regreen", rule="deduction").per_step == 5
    assert not Prize.objects.filter(code="good").exists()
