"""Material flows in and out as a sheet: what a row means, in which unit, what stands against it, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.kernel.periods import Period
from lianzhang.statements.lock_actions import lock_period
from lianzhang.supply.models import FlowState, MaterialFlow
from tests.exchange.uploads import Desk, sheet_of

from .flows_world import FlowCity
from .world import YEAR, fresh

pytestmark = pytest.mark.django_db
REGISTER = "material_flows"


@pytest.fixture
def city() -> FlowCity:
    return FlowCity()


@pytest.fixture
def desk(city: FlowCity, settings: Settings, tmp_path: Path) -> Desk:
    settings.VAR = tmp_path
    return Desk(city, fresh(city.office), tmp_path)


def flowed(city: FlowCity, **more: Any) -> dict[str, Any]:
    given = {"企业": city.anchor.name, "时期": "2022", "物料": "废钢", "收自本地": "800", "收自外地": "200"}
    return given | {"本地产品产出折量": "900", "残渣和损耗": "60", "库存增减": "20", "来源": "地磅单"} | more


def upload(desk: Desk, *rows: dict[str, Any]) -> Any:
    return desk.upload(sheet_of(*rows, name="物料流向"), register=REGISTER)


def test_rows_become_reports_and_come_back_as_they_were(city: FlowCity, desk: Desk) -> None:
    rows = [
        flowed(city),
        flowed(city, 企业=city.supplier.name, 厂区="东厂", 库存增减="-20", 残渣和损耗=""),
        flowed(city, 物料="废铅蓄电池", 凭证="420600-0017", 去向="交本地电池厂"),
    ]
    batch = upload(desk, *rows)
    assert batch.counts == {"new": 3}, desk.faults(batch)
    desk.press(batch, "apply")
    first, second, third = MaterialFlow.objects.order_by("pk")
    assert (first.enterprise, first.material, first.product, first.state) == (city.anchor, city.steel, 900, "reported")
    assert (second.site, second.stock_change, second.residue) == ("东厂", -20, None)
    assert (third.document, third.destination, third.authors) == ("420600-0017", "交本地电池厂", (city.office.pk,))
    again = upload(desk, *reversed(rows))
    assert again.counts == {"same": 3}, [line.changes for page in again.pages.all() for line in page.lines]


def test_another_unit_is_converted_and_one_that_cannot_be_is_refused(city: FlowCity, desk: Desk) -> None:
    kilograms = {"收自本地": "800000", "收自外地": "200000", "本地产品产出折量": "900000"}
    kilograms |= {"残渣和损耗": "60000", "库存增减": "20000", "单位": "公斤"}
    batch = upload(desk, flowed(city) | kilograms, flowed(city, 企业=city.supplier.name, 单位="车"))
    assert batch.counts == {"new": 1, "fault": 1}
    assert "“车”换算不成吨" in "".join(message for *_, message in desk.faults(batch))
    batch = upload(desk, flowed(city) | kilograms)
    desk.press(batch, "apply")
    row = MaterialFlow.objects.get()
    assert (row.from_local, row.product, row.stock_change) == (800, 900, 20)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("没有“火箭厂”", {"企业": "火箭厂"}),
        ("方案没有列“黄金”；所列的是：废钢、废铅蓄电池", {"物料": "黄金"}),
        ("转移联单", {"物料": "废铅蓄电池"}),
        ("应在 0 到", {"收自本地": "-5"}),
        ("出的比进的多", {"本地产品产出折量": "1500"}),
        ("没有结束", {"时期": "2126"}),
        ("不能为空", {"来源": ""}),
        ("只能是一个季度或一年", {"时期": "2022年3月"}),
    ],
)
def test_what_stands_against_a_row_is_said_at_its_column(
    city: FlowCity, desk: Desk, words: str, more: dict[str, str]
) -> None:
    batch = upload(desk, flowed(city) | more)
    assert batch.counts == {"fault": 1}
    assert words in "".join(message for *_, message in desk.faults(batch))


def test_the_same_twice_a_leap_and_mixed_sites_are_seen_within_one_upload(city: FlowCity, desk: Desk) -> None:
    batch = upload(desk, flowed(city), flowed(city))
    assert batch.counts == {"fault": 2}
    amounts = ("收自本地", "收自外地", "本地产品产出折量", "残渣和损耗", "库存增减")
    thousandfold = {name: f"{flowed(city)[name]}000" for name in amounts}
    batch = upload(desk, flowed(city, 时期="2021"), flowed(city) | thousandfold)
    assert "像是单位写错了" in "".join(message for *_, message in desk.faults(batch))
    batch = upload(desk, flowed(city), flowed(city, 时期="2022年一季度", 厂区="东厂"))
    assert "厂区" in "".join(message for *_, message in desk.faults(batch))


def test_what_was_checked_and_is_changed_is_checked_anew_and_undone_is_checked(city: FlowCity, desk: Desk) -> None:
    row = city.checked()
    batch = upload(desk, flowed(city, 来源="地磅单汇总", 本地产品产出折量="890"))
    assert batch.counts == {"changed": 1}
    desk.press(batch, "apply")
    row.refresh_from_db()
    assert (row.state, row.product) == (FlowState.REPORTED, 890)
    desk.press(batch, "undo")
    row.refresh_from_db()
    assert (row.state, row.product) == (FlowState.CHECKED, 900)


def test_what_an_upload_made_goes_when_it_is_undone(city: FlowCity, desk: Desk) -> None:
    batch = upload(desk, flowed(city), flowed(city, 时期="2021"))
    desk.press(batch, "apply")
    assert MaterialFlow.objects.count() == 2
    desk.press(batch, "undo")
    assert batch.refusal == "", batch.refusal
    assert not MaterialFlow.objects.exists()


def test_a_locked_period_takes_no_row(city: FlowCity, desk: Desk) -> None:
    whole = Period(date(YEAR, 1, 1), date(YEAR, 12, 31))
    lock_period(period=whole, reason="年度数据已上报", by=fresh(city.office))
    batch = upload(desk, flowed(city), flowed(city, 时期="2021"))
    assert batch.counts == {"fault": 1, "new": 1}
    assert "锁定" in "".join(message for *_, message in desk.faults(batch))
