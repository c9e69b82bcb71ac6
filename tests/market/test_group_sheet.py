"""Lists that rank groups in and out as a sheet: a whole list at once, undone at once, by the office alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.market.models import Customer, RankedGroup
from tests.exchange.uploads import Desk, sheet_of

from .customers_world import FORMER, GROUP, CustomerCity, fresh

pytestmark = pytest.mark.django_db


def rowed(rank: int, group: str = GROUP, **more: Any) -> dict[str, Any]:
    return {"榜单": "中国企业500强", "年度": "2023", "位次": str(rank), "集团": group, "来源": "榜单"} | more


def test_a_list_comes_in_and_is_taken_back(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, city = tmp_path, CustomerCity()
    desk = Desk(city, fresh(city.office), tmp_path)
    rows = [rowed(88, 上榜时的旧名=FORMER), rowed(7, "无关集团")]
    batch = desk.upload(sheet_of(*rows, name="上榜集团"), register="ranked_groups")
    assert batch.counts == {"new": 2}, desk.faults(batch)
    desk.press(batch, "apply")
    last = RankedGroup.objects.get(rank=88)
    assert (last.year, last.formerly_folded != "") == (2023, True)
    again = desk.upload(sheet_of(*rows, name="上榜集团"), register="ranked_groups")
    assert again.counts == {"same": 2}
    moved = desk.upload(sheet_of(rowed(80, 上榜时的旧名=FORMER), name="上榜集团"), register="ranked_groups")
    assert moved.counts == {"changed": 1}
    desk.press(batch, "undo")
    assert not RankedGroup.objects.exists()
    team = Desk(city, fresh(city.team), tmp_path)
    refused = team.upload(sheet_of(*rows, name="上榜集团"), register="ranked_groups")
    assert refused.counts == {"fault": 2}


def test_customers_come_in_hidden_each_firm_once_and_of_ones_own_chains(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, city = tmp_path, CustomerCity()
    chain, other = (each.name for each in city.chains[:2])
    rows = [
        {"采购单位": "整车采购部", "企业名称": city.anchor.name, "产业链": chain, "所属集团": GROUP, "来源": "年报"},
        {"采购单位": "远方采购部", "产业链": other, "来源": "年报"},
    ]
    team = Desk(city, fresh(city.team), tmp_path)
    first = team.upload(sheet_of(*rows, name="客户清单"), register="customers")
    assert first.counts == {"new": 1, "fault": 1}, team.faults(first)
    desk = Desk(city, fresh(city.office), tmp_path)
    twice = [*rows, rows[0] | {"采购单位": "整车采购二部"}]
    assert desk.upload(sheet_of(*twice, name="客户清单"), register="customers").counts["fault"] >= 1
    batch = desk.upload(sheet_of(*rows, name="客户清单"), register="customers")
    assert batch.counts == {"new": 2}, desk.faults(batch)
    desk.press(batch, "apply")
    row = Customer.objects.get(name="整车采购部")
    assert (row.enterprise, row.shown, row.group_folded != "") == (city.anchor, False, True)
    assert desk.upload(sheet_of(*rows, name="客户清单"), register="customers").counts == {"same": 2}
    desk.press(batch, "undo")
    assert list(Customer.objects.all()) == [city.buyer]
