"""What is suggested while one types, and that the README's examples of searching find what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lianzhang.access.limits import LIMITED
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.pinyin import search_text
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region, Segment
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# What the README says to search by, and its example of initials.
SAID = {
    "README.md": r"Search by name, former name, initials \(`(\w+)`\) or code",
    "README.zh-CN.md": r"按名称、曾用名、拼音首字母（如 `(\w+)`）或代码搜索",
}


@pytest.fixture
def city() -> City:
    return City()


def named(city: City, name: str, *former: str, uscc: str = "", **facts: Any) -> Enterprise:
    firm = city.firm(name, **facts)
    for each in former:
        FormerName.objects.create(enterprise=firm, name=each, until=city.plan.starts)
    Enterprise.objects.filter(pk=firm.pk).update(uscc=uscc, search=search_text(name, former, uscc))
    return firm


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def suggested(client: Client, text: str, **asked: str) -> list[tuple[str, str, str]]:
    """Of each suggestion its kind, its title and what it was found by."""
    groups = client.get(reverse("search_suggest"), {"q": text, **asked}).context["groups"]
    return [(group.kind, each.hit.link.title, each.hit.why) for group, all_ in groups for each in all_]


def test_each_says_what_made_it_match_and_names_come_before_the_rest(city: City) -> None:
    named(city, "安远机械厂", "宏远机械厂")
    named(city, "新宏远公司")
    named(city, "宏远公司", uscc="91420600HY00000001")
    client = client_of(city.office)
    assert suggested(client, "宏远") == [
        ("firm", "宏远公司", ""),
        ("firm", "新宏远公司", ""),
        ("firm", "安远机械厂", "曾用名：宏远机械厂"),
    ]
    assert suggested(client, "ayjx") == [("firm", "安远机械厂", "首字母：AYJX")]
    assert ("firm", "宏远公司", "代码：91420600HY00000001") in suggested(client, "hy0")
    assert re.search(r">新<mark\s*>宏远</mark>公司<", client.get(reverse("search_suggest"), {"q": "宏远"}).text)


def test_every_kind_has_a_turn_and_there_are_never_more_than_eight(office: Client, xiangyang: Plan) -> None:
    told = suggested(office, "链", at="2022Q3")
    assert len(told) == 8
    assert {kind for kind, _, _ in told} >= {"chain", "target", "duty", "clause", "source"}
    assert ("page", "产业链", "") in suggested(office, "产业链")
    (owned, *_) = suggested(office, "市工业促进委员会")
    assert owned[2].startswith("责任单位：")


def test_a_segment_is_found_by_its_name_and_by_the_words_of_a_scope(city: City) -> None:
    facts = {"city_id": city.plan.city_id, "chain": city.chains[0], "stage": "上游", "place": 1}
    Segment.objects.create(code="magnet", name="磁材", keywords="永磁;钕铁硼", **facts)
    client = client_of(city.office)
    assert suggested(client, "磁材") == [("segment", "磁材", "")]
    assert suggested(client, "钕铁") == [("segment", "磁材", "关键词：钕铁硼")]
    assert client.get(reverse("search"), {"q": "钕铁"}).context["groups"][0].kind == "segment"


def test_nobody_is_told_of_firms_out_of_sight(city: City) -> None:
    named(city, "宏远近处")
    named(city, "宏远远方", "旧名厂", region=city.districts[1])
    far = city.user_as("district", region=city.districts[1])
    assert [title for _, title, _ in suggested(client_of(far), "宏远")] == ["宏远远方"]
    near = city.user_as("district", region=city.districts[0])
    assert suggested(client_of(near), "旧名") == []


@pytest.mark.parametrize("text", ["", "   ", "%", "<i>", "找不到" * 60])
def test_odd_words_suggest_nothing_and_break_nothing(city: City, text: str) -> None:
    named(city, "宏远公司")
    page = client_of(city.office).get(reverse("search_suggest"), {"q": text})
    assert (page.status_code, page.text.strip()) == (200, "")


def answers(client: Client, name: str, text: str, times: int) -> list[int]:
    return [client.get(reverse(name), {"q": text}).status_code for _ in range(times)]


def test_suggestions_have_a_limit_of_their_own_and_count_as_rows_of_lists(city: City, settings: Settings) -> None:
    for number in range(4):
        named(city, f"宏远{number}厂")
    client = client_of(city.office)
    settings.LIMITS = dict.fromkeys(LIMITED, 10**6) | {"suggest": 3, "search": 2}
    assert answers(client, "search_suggest", "找不到", 5) == [200] * 3 + [429] * 2
    assert answers(client, "search", "宏远", 2) == [200] * 2, "a suggestion uses up no search"
    settings.LIMITS = house.LIMITS | {"list": 10, "suggest": 10**6}
    other = client_of(city.user_as("bank"))
    assert answers(other, "search_suggest", "宏远", 4) == [200, 200, 429, 429], "four rows each, ten allowed"


def test_an_answer_takes_few_queries_however_many_firms(
    city: City, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(30):
        named(city, f"宏远{number}厂", f"旧名{number}厂")
    client = client_of(city.office)
    suggested(client, "旧名")  # what the plan says is read once and kept
    with django_assert_max_num_queries(38):
        assert len(suggested(client, "旧名")) == 4


def test_the_examples_of_the_readme_find_what_they_say(sample_town: Region, account: Callable[..., User]) -> None:
    client = client_of(account("office", sample_town))
    initials = {re.search(said, (ROOT / name).read_text("utf-8"))[1] for name, said in SAID.items()}  # type: ignore[index]
    former = FormerName.objects.filter(enterprise__city=sample_town).select_related("enterprise")[0]
    firm = former.enterprise
    ways = dict.fromkeys((firm.name, former.name, firm.uscc, firm.uscc.lower()), firm.name)
    ways |= dict.fromkeys(initials, sample_town.name)
    for text, title in ways.items():
        titles = [told[1] for told in suggested(client, text) if told[0] == "firm"]
        assert titles, text
        assert all(title in each for each in titles), (text, titles)
