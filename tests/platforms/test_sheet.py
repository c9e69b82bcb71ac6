"""Yearly reports of platforms as a sheet: of the whole, by the act; what is told of single firms stays as it is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.platforms.models import PlatformReport
from tests.exchange.uploads import desk, sheet_of

from .world import LAST, LONG_AGO, PlatformCity

pytestmark = pytest.mark.django_db
SHEET = "platform_reports"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> PlatformCity:
    settings.VAR = tmp_path
    return PlatformCity()


def told(name: str = "智能制造研究院", **more: Any) -> dict[str, Any]:
    return {"平台": name, "年份": LAST, "来源": "年度总结"} | more


def small(count: Any) -> dict[str, Any]:
    return {"服务中小企业（家次）": count, "转化成果（项）": 3}


def test_reports_come_in_to_be_confirmed_and_once(city: PlatformCity) -> None:
    city.runs()
    city.sells()
    office = desk(city)
    content = sheet_of(told(**small(120)), told("电商直播基地（电商渠道）", **{"订单（万元）": "1.2亿元"}))
    batch = office.upload(content, register=SHEET)
    assert batch.counts == {"new": 2}, office.faults(batch)
    office.press(batch, "apply")
    row = PlatformReport.objects.get(platform__name="智能制造研究院")
    assert (row.state, row.year, row.authors) == ("reported", LAST, (city.office.pk,))
    assert {each.measure: each.value for each in row.figures.all()} == {city.small: 120, city.results: 3}
    other = PlatformReport.objects.get(platform__name="电商直播基地").figures.get()
    assert (other.measure, other.value) == (city.yuan, Decimal(12000))
    assert office.upload(content, register=SHEET).counts == {"same": 2}


def test_what_a_report_says_of_single_firms_stays(city: PlatformCity) -> None:
    platform = city.sells(city.supplier)
    row = city.reports(platform, city.typist, {city.yuan: 100, (city.yuan, city.supplier): 60, city.dollars: 5})
    city.act(row, "confirm", city.office)
    office = desk(city)
    batch = office.upload(sheet_of(told("电商直播基地", **{"订单（万元）": 90})), register=SHEET)
    assert batch.counts == {"changed": 1}, office.faults(batch)
    office.press(batch, "apply")
    row.refresh_from_db()
    assert row.state == "reported"
    figures = {(each.measure.code, each.enterprise): each.value for each in row.figures.all()}
    assert figures == {("yuan", None): 90, ("yuan", city.supplier): 60, ("dollars", None): 5}
    batch = office.upload(sheet_of(told("电商直播基地", **{"订单（万元）": 50})), register=SHEET)
    ((_, column, message),) = office.faults(batch)
    assert column == "订单（万元）"
    assert "比合计" in message


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"平台": "没有的平台"}, "平台", "您能看到的没有"),
        ({"年份": LONG_AGO.year - 1}, "年份", "才有这个平台"),
        ({"年份": LAST + 1}, "年份", "还没有结束"),
        ({"订单（万元）": 5}, "订单（万元）", "不报这一项"),
        ({"服务中小企业（家次）": "", "转化成果（项）": ""}, "整行", "至少写一个数"),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_is_written(
    city: PlatformCity, more: dict[str, Any], column: str, words: str
) -> None:
    city.runs()
    office = desk(city)
    good = told(**small(1)) | {"年份": LAST - 1}
    batch = office.upload(sheet_of(good, told(**small(2)) | more), register=SHEET)
    ((line, where, message),) = office.faults(batch)
    assert (line, where or "整行") == (3, column)
    assert words in message
    office.press(batch, "apply")
    assert not PlatformReport.objects.exists()


def test_a_district_reports_nothing_of_another(city: PlatformCity) -> None:
    city.runs()
    city.runs(name="西区研究院", region=city.districts[1])
    district = desk(city, city.district)
    rows = [told(**small(1)), told("西区研究院", **small(1))]
    batch = district.upload(sheet_of(*rows), register=SHEET)
    assert [line for line, *_ in district.faults(batch)] == [2, 3]
    district.press(batch, "apply")
    assert not PlatformReport.objects.exists()
