"""Who leaves the colleges as a sheet: reported by the act, and checked by another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.talent.models import GraduateReport
from tests.exchange.uploads import desk, sheet_of

from .world import TalentCity

pytestmark = pytest.mark.django_db
SHEET = "graduate_reports"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> TalentCity:
    settings.VAR = tmp_path
    return TalentCity()


def told(city: TalentCity, college: str = "甲学院", **more: Any) -> dict[str, Any]:
    given = {"院校": college, "毕业年份": city.years[0], "焊接：毕业生（人）": 40, "焊接：留本地（人）": 10}
    return given | {"没写的专业都没有毕业生": "是", "来源": "就业质量年报"} | more


def test_reports_come_in_to_be_checked_and_keep_what_a_sheet_leaves_blank(city: TalentCity) -> None:
    office = desk(city)
    content = sheet_of(told(city), told(city, "college-b", **{"焊接：留本地（人）": ""}))
    batch = office.upload(content, register=SHEET)
    assert batch.counts == {"new": 2}, office.faults(batch)
    office.press(batch, "apply")
    row, other = GraduateReport.objects.order_by("college__code")
    assert (row.state, row.whole, other.figures[0]["stays"]) == ("reported", True, None)
    assert office.upload(content, register=SHEET).counts == {"same": 2}
    city.step(row, "check", city.user_as("chain_office"))
    more = {"焊接：毕业生（人）": "", "焊接：留本地（人）": "", "材料：毕业生（人）": 0}
    batch = office.upload(sheet_of(told(city, **more)), register=SHEET)
    assert batch.counts == {"changed": 1}, office.faults(batch)
    office.press(batch, "apply")
    row.refresh_from_db()
    assert row.state == "reported"
    assert {each.major: each.graduates for each in row.lines} == {"焊接": 40, "材料": 0}


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"院校": "市教育局"}, "院校", "您能看到的没有"),
        ({"毕业年份": 1991}, "毕业年份", "毕业年份请写"),
        ({"焊接：留本地（人）": 90}, "焊接：留本地（人）", "不会多过毕业生"),
        ({"焊接：毕业生（人）": "四十"}, "焊接：毕业生（人）", ""),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_is_written(
    city: TalentCity, more: dict[str, Any], column: str, words: str
) -> None:
    office = desk(city)
    batch = office.upload(sheet_of(told(city, "乙学院"), told(city) | more), register=SHEET)
    ((line, where, message),) = office.faults(batch)
    assert (line, where) == (3, column)
    assert words in message
    office.press(batch, "apply")
    assert not GraduateReport.objects.exists()


def test_who_may_not_import_sends_nothing(city: TalentCity) -> None:
    for user in (city.dean, city.bureau):
        assert desk(city, user).send(sheet_of(told(city)), register=SHEET).status_code == 403
