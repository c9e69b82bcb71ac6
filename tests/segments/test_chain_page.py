"""A chain's page with its segments: the answer, the map's data, the tabs, who sees which part, how many queries."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from tests.cockpit.conftest import links, words
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AT = {"at": "2023-06-30"}


@pytest.fixture
def city() -> City:
    city = City()
    for role in ("anchor", "other"):
        firm = city.firm()
        city.on_chain(firm, role=role, segment=city.segments[0])
        for year in (2021, 2022):
            city.statement(firm, year=year, output=Decimal(5_000 * (year - 2020)))
    city.on_chain(city.firm(region=city.districts[1]))
    return city


def get(city: City, user: User | None = None, **query: str) -> Any:
    client = Client()
    client.force_login(user or city.office)
    return client.get(f"/chains/{city.chains[0].code}/", AT | query)


def handed(answer: Any, name: str) -> dict[str, Any]:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', answer.text)
    assert found
    return json.loads(found[1])


def test_the_answer_tells_of_segments_and_output(city: City) -> None:
    text = words(get(city), "<h1")
    assert "2个环节强弱无据" in text
    assert "2022年已确认产值2亿元" in text
    city.cover("roles")
    assert "1个环节空缺" in words(get(city), "<h1")


def test_the_map_holds_every_segment_with_its_place_firms_and_door(city: City) -> None:
    drawn = handed(get(city), "chain-map")
    first, second = drawn["nodes"]
    assert (first["name"], first["words"], first["state"]) == ("铸件1", "2家 · 2亿元", "unknown")
    assert first["href"] == f"/segments/{city.segments[0].pk}/?at=2023-06-30"
    assert [member["role"] for member in first["members"]] == ["链主", "其他"]
    assert second["words"] == "没有登记企业"
    assert [column["name"] for column in drawn["columns"]] == ["铸件", "整车"]
    assert [(edge["from"], edge["to"]) for edge in drawn["edges"]] == [(first["key"], second["key"])]


def test_what_a_district_may_not_see_is_not_in_the_map(city: City) -> None:
    district = city.user_as("district", region=city.districts[1])
    drawn = handed(get(city, district), "chain-map")
    first = drawn["nodes"][0]
    assert first["words"] == "2家"  # who is on the chain is published; what they make is not
    assert {member["href"] for member in first["members"]} == {""}
    assert "企业数和产值只计您能看到的" in drawn["notes"]
    assert "产值走势" not in words(get(city, district))


def test_the_trend_holds_the_years_of_the_chain(city: City) -> None:
    assert [point["text"] for point in handed(get(city), "trend")["points"]] == ["1亿元", "2亿元"]


def test_every_tab_has_its_address_and_its_part(city: City) -> None:
    for tab, told in {
        "segments": "导出表格",
        "targets": "方案没有对本链单列目标",
        "firms": "在名录里看全部",
        "posts": "方案没有给本链设职务",
        "figures": "还没有为本链公布过数",
        "duties": "责任单位的任务",
    }.items():
        assert f"/chains/{city.chains[0].code}/?at=2023-06-30&tab={tab}" in links(get(city))
        assert told in words(get(city, tab=tab), 'class="tabs"'), tab


def test_the_firms_of_the_chain_come_anchors_first_and_lead_to_the_register(city: City) -> None:
    answer = get(city, tab="firms")
    inside = answer.context["firms"]
    assert [each.membership.role for each in inside] == ["anchor", "other", "other"]
    assert [each.output for each in inside] == [Decimal(10_000), Decimal(10_000), None]
    assert f"/firms/?at=2023-06-30&chain={city.chains[0].code}" in links(answer)


def test_a_chain_without_segments_opens_with_its_targets(city: City) -> None:
    for segment in city.segments[2:]:
        segment.delete()
    client = Client()
    client.force_login(city.office)
    page = client.get(f"/chains/{city.chains[1].code}/", AT)
    assert page.context["tab"].code == "targets"
    empty: Any = client.get(f"/chains/{city.chains[1].code}/", AT | {"tab": "map"})
    assert "还没有拆成环节" in words(empty)


def test_the_page_asks_what_must_be_done_for_the_segments(city: City) -> None:
    assert "申报台账齐全" in words(get(city), 'id="todo"')
    city.cover("roles")
    assert "判断1个偏弱或空缺的环节" in words(get(city), 'id="todo"')


def test_the_number_of_queries_does_not_grow_with_firms(city: City) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(city)
        return len(captured)

    count()
    before = count()
    for number in range(4):
        firm = city.firm()
        city.on_chain(firm, segment=city.segments[number % 2])
        city.statement(firm)
    count()  # the totals are worked out anew once the register changed
    assert count() == before
