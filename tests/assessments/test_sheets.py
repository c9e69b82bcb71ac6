"""Requests for diagnoses and levels of firms as sheets: the acts of the room, a row each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.assessments.models import Assessment, Diagnosis
from lianzhang.work.models import Clock
from tests.exchange.uploads import desk, sheet_of

from .world import AssessmentCity

pytestmark = pytest.mark.django_db
ASKED, LEVELS = "diagnoses", "assessments"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> AssessmentCity:
    settings.VAR = tmp_path
    return AssessmentCity()


def asked(firm: Any, **more: Any) -> dict[str, Any]:
    return {"企业": firm.name, "评定类别": "智能制造", "想解决什么": "换型时间长"} | more


def rated(city: AssessmentCity, firm: Any, **more: Any) -> dict[str, Any]:
    given = {"企业": firm.name, "评定类别": "智能制造", "等级": "2级", "谁评的": "官方评定", "评定单位": "省经信厅"}
    return given | {"评定日期": str(city.today), "依据": "第一批名单"} | more


def test_requests_come_in_with_their_limit_and_once(city: AssessmentCity) -> None:
    office = desk(city)
    content = sheet_of(asked(city.anchor), asked(city.supplier, 想解决什么="设备联网"))
    batch = office.upload(content, register=ASKED)
    assert batch.counts == {"new": 2}, office.faults(batch)
    assert not Clock.objects.filter(name="assign").exists()
    office.press(batch, "apply")
    row = Diagnosis.objects.get(enterprise=city.anchor)
    assert (row.state, row.chain, row.authors) == ("applied", city.chains[0], (city.office.pk,))
    assert Clock.objects.filter(name="assign").count() == 2
    assert office.upload(content, register=ASKED).counts == {"same": 2}
    again = office.upload(sheet_of(asked(city.anchor, 想解决什么="另一件")), register=ASKED)
    ((line, column, message),) = office.faults(again)
    assert (line, column) == (2, "评定类别")
    assert "已有一件在办的诊断" in message


def test_a_district_asks_for_its_own_firms_alone(city: AssessmentCity) -> None:
    district = desk(city, city.district)
    batch = district.upload(sheet_of(asked(city.anchor), asked(city.rival)), register=ASKED)
    assert [(line, column) for line, column, _ in district.faults(batch)] == [(3, "企业")]
    district.press(batch, "apply")
    assert not Diagnosis.objects.exists()


def test_levels_come_in_once_and_are_not_changed_by_a_sheet(city: AssessmentCity) -> None:
    office = desk(city)
    rows = [rated(city, city.anchor), rated(city, city.supplier, 等级="smart_1", 谁评的="企业自评", 评定单位="")]
    batch = office.upload(sheet_of(*rows), register=LEVELS)
    assert batch.counts == {"new": 2}, office.faults(batch)
    office.press(batch, "apply")
    row = Assessment.objects.get(enterprise=city.anchor)
    assert (row.level, row.basis, row.valid_until is not None) == (city.levels[1], "official", True)
    assert office.upload(sheet_of(*rows), register=LEVELS).counts == {"same": 2}
    for more, column in (({"等级": "3级"}, "评定日期"), ({"依据": "第二批名单"}, "依据")):
        batch = office.upload(sheet_of(rated(city, city.anchor) | more), register=LEVELS)
        assert [where for _, where, _ in office.faults(batch)] == [column]


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"等级": "9级"}, "等级", "这一类没有“9级”"),
        ({"评定单位": ""}, "评定单位", "官方评定请写评定单位"),
        ({"评定日期": "2099-01-01"}, "评定日期", "不能晚于今天"),
        ({"企业": "没有的公司"}, "企业", ""),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_is_written(
    city: AssessmentCity, more: dict[str, str], column: str, words: str
) -> None:
    office = desk(city)
    batch = office.upload(sheet_of(rated(city, city.supplier), rated(city, city.anchor) | more), register=LEVELS)
    ((line, where, message),) = office.faults(batch)
    assert (line, where) == (3, column)
    assert words in message
    office.press(batch, "apply")
    assert not Assessment.objects.exists()


def test_a_chains_team_rates_firms_of_its_chain_alone(city: AssessmentCity) -> None:
    team = desk(city, city.rival_team)
    batch = team.upload(sheet_of(rated(city, city.anchor), rated(city, city.rival)), register=LEVELS)
    assert [line for line, *_ in team.faults(batch)] == [2]
