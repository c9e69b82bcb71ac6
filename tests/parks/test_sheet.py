"""Capacities as a sheet: written by the same acts as one by one, with what stands against a row at its cell."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from pytest_django import Settings

from lianzhang.parks.actions import CAPACITY_VERBS
from lianzhang.parks.models import Capacity
from lianzhang.records.models import AuditEvent
from tests.exchange.uploads import desk, sheet_of

from .world import ParksCity, days, fresh

pytestmark = pytest.mark.django_db
SHEET = "capacities"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> ParksCity:
    settings.VAR = tmp_path
    return ParksCity()


def plant(city: ParksCity, **more: Any) -> dict[str, Any]:
    given = {"要素": "污水处理", "名称": "第一污水厂", "现状": "已有", "区域": city.districts[0].name, "总量": "1000"}
    return given | {"哪天起可用": str(days(-400))} | more


def quota(**more: Any) -> dict[str, Any]:
    given = {"要素": "用地指标", "名称": "今年省级用地", "现状": "已有", "总量": "300", "年度": str(days(0).year)}
    return given | {"指标来源": "省", "责任单位": "0号单位"} | more


def used(**more: Any) -> dict[str, Any]:
    return {"已用": "650", "已用截至哪天": str(days(-1)), "已用数的来源": "月报"} | more


def test_rows_come_in_by_the_rooms_acts_and_twice_the_same(city: ParksCity) -> None:
    office = desk(city)
    content = sheet_of(plant(city) | used(), quota())
    batch = office.upload(content, register=SHEET)
    assert batch.counts == {"new": 2}, office.faults(batch)
    assert not Capacity.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="capacity.").exists()  # what a look tried is taken back
    office.press(batch, "apply")
    assert batch.state == "applied", batch.refusal
    row = Capacity.objects.get(name="第一污水厂")
    assert (row.amount, row.used, row.state, row.region) == (Decimal(1000), Decimal(650), "usable", city.districts[0])
    assert Capacity.objects.get(name="今年省级用地").unit == city.bureau
    told = AuditEvent.objects.filter(action__in=("capacity.enter", "capacity.use", "batch.apply"))
    assert told.count() == 4
    assert office.upload(content, register=SHEET).counts == {"same": 2}
    answer = office.client.get(reverse("sheet_export", args=[SHEET]))
    assert office.upload(answer.content, "导出.xlsx", SHEET).counts == {"same": 2}
    office.press(batch, "undo")  # each is withdrawn on its own page
    assert Capacity.objects.filter(state="usable").count() == 2


def test_a_row_that_is_there_is_changed_and_its_state_is_not(city: ParksCity) -> None:
    row, office = city.plant(), desk(city)
    batch = office.upload(sheet_of(plant(city, 总量="1500", 现状="") | used()), register=SHEET)
    assert batch.counts == {"changed": 1}, office.faults(batch)
    office.press(batch, "apply")
    row.refresh_from_db()
    assert (row.amount, row.used) == (Decimal(1500), Decimal(650))
    batch = office.upload(sheet_of(plant(city, 现状="没有")), register=SHEET)
    assert [(line, column) for line, column, _ in office.faults(batch)] == [(2, "现状")]


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"区域": "没有的县"}, "区域", "您能看到的没有“没有的县”"),
        ({"区域": ""}, "园区", "要写在哪个园区或区域"),
        ({"现状": "规划"}, "计划哪天可用", "规划的要写"),
        ({"年度": "2023"}, "年度", "只有指标才有年度"),
        ({"要素": "没有的要素"}, "要素", "不在可选值内"),
        (used(已用数的来源=""), "已用数的来源", "请写数从哪里来"),
        ({"现状": "没有"} | used(), "已用", "可用的才报已用"),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_is_written(
    city: ParksCity, more: dict[str, str], column: str, words: str
) -> None:
    office = desk(city)
    batch = office.upload(sheet_of(quota(), plant(city) | more), register=SHEET)
    ((line, where, message),) = office.faults(batch)
    assert (line, where) == (3, column)
    assert words in message
    office.press(batch, "apply")
    assert not Capacity.objects.exists()
    marked = openpyxl.load_workbook(io.BytesIO(office.press_marked(batch)))
    assert any(words in str(cell.value) for page in marked for line in page.rows for cell in line)


def test_the_same_place_twice_in_one_upload_is_told_at_both(city: ParksCity) -> None:
    office = desk(city)
    batch = office.upload(sheet_of(plant(city), quota(), plant(city, 总量="2")), register=SHEET)
    assert [line for line, *_ in office.faults(batch)] == [2, 4]


def test_another_district_writes_nothing_here_and_a_chains_team_has_no_such_sheet(city: ParksCity) -> None:
    other = desk(city, city.other_district)
    batch = other.upload(sheet_of(plant(city)), register=SHEET)
    assert "不归您现在的岗位登记" in other.faults(batch)[0][2]
    row = city.plant()
    batch = other.upload(sheet_of(plant(city, 总量="5")), register=SHEET)
    assert batch.counts == {"fault": 1}
    row.refresh_from_db()
    assert row.amount == Decimal(1000)
    assert desk(city, city.team).send(sheet_of(plant(city)), register=SHEET).status_code == 403


def test_what_somebody_changed_meanwhile_is_not_written_over(city: ParksCity) -> None:
    row, office = city.plant(), desk(city)
    batch = office.upload(sheet_of(plant(city, 总量="1500")), register=SHEET)
    city.change(row, amount=Decimal(1200))
    office.press(batch, "apply")
    row.refresh_from_db()
    assert (row.amount, batch.state) == (Decimal(1200), "checked")
    assert "重新核对" in batch.refusal
    row = CAPACITY_VERBS["withdraw"](row=row, version=row.version, reason="重复", by=fresh(city.office))
    office.press(batch, "apply")
    assert batch.state == "checked"  # it would be another row by now: looked at again first
