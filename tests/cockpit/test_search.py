from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.cockpit.views import desk
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.pinyin import search_text
from lianzhang.plans.models import Plan
from tests.enterprises.world import City
from tests.plans.reading import sheet_rows
from tests.plans.world import World

from .conftest import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def kinds_of(page: HttpResponse) -> dict[str, int]:
    return {group.kind: group.total for group in page.context["groups"]}


def kinds(client: Client, text: str, **asked: str) -> dict[str, int]:
    return kinds_of(client.get("/search/", {"q": text, **asked}))


def test_every_kind_of_row_is_found_and_opens(office: Client, xiangyang: Plan) -> None:
    page = office.get("/search/", {"q": "链", "at": "2022Q3"})
    groups = page.context["groups"]
    assert {group.kind for group in groups} >= {"chain", "target", "duty", "clause", "source"}
    opened = [href for href in links(page) if href.startswith(("/chains/a", "/targets/", "/duties/", "/sources/"))]
    for href in [*opened[:4], *(href for href in links(page) if href.startswith(("/plan/?", "/sources/")))][:8]:
        assert office.get(href).status_code == 200, href


def test_all_words_must_be_found(office: Client, xiangyang: Plan) -> None:
    assert kinds(office, "国家级 绿色工厂") == {"target": 1, "source": 1}
    assert kinds(office, "国家级 不存在的词") == {}


def test_a_target_is_found_by_its_owner(office: Client, xiangyang: Plan) -> None:
    assert kinds(office, "市工业促进委员会")["target"] == 2


def test_targets_show_where_they_stand(office: Client, xiangyang: Plan) -> None:
    page = office.get("/search/", {"q": "绿色供应链示范企业", "at": "2023-03-31"})
    (group,) = page.context["groups"]
    assert group.hits[0].state == "behind"
    assert 'aria-label="滞后"' in page.text


def test_a_row_with_two_matching_owners_is_found_once(office: Client, linhai: Plan) -> None:
    for kind, total in kinds(office, "市", plan=linhai.code).items():
        group = next(
            group
            for group in office.get("/search/", {"q": "市", "plan": linhai.code}).context["groups"]
            if group.kind == kind
        )
        assert len({(hit.link.page, hit.link.args, *hit.link.query.items()) for hit in group.hits}) == min(total, 20)


def test_more_hits_than_fit_are_counted(office: Client) -> None:
    world = World()
    for number in range(23):
        world.target(f"same-{number}")
    page = office.get("/search/", {"q": "same"})
    assert [len(group.hits) for group in page.context["groups"]] == [20]
    assert "另有3项没有列出" in words(page)


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "<script>", "找不到" * 60])
def test_odd_words_find_nothing_and_break_nothing(office: Client, text: str) -> None:
    World().target("plain")
    page = office.get("/search/", {"q": text})
    assert page.status_code == 200
    assert page.context["groups"] == []
    assert "<script>alert" not in page.text


def test_firms_in_sight_are_found_by_initials_and_lead_to_the_list_where_they_are_many(city: City) -> None:
    for number in range(22):
        firm = city.firm(f"宏远{number}厂")
        Enterprise.objects.filter(pk=firm.pk).update(search=search_text(firm.name, (), firm.uscc))
    far = city.firm("宏远远方", region=city.districts[1])
    Enterprise.objects.filter(pk=far.pk).update(search=search_text(far.name, (), far.uscc))

    def found(user: User) -> HttpResponse:
        client = Client()
        client.force_login(user)
        return client.get("/search/", {"q": "hy"})

    page = found(city.office)
    assert kinds_of(page) == {"firm": 23}
    assert "另有3家没有列出" in words(page)
    assert "/firms/?q=hy" in links(page)
    (group,) = found(city.user_as("district", region=city.districts[1])).context["groups"]
    assert [hit.link.args for hit in group.hits] == [(far.pk,)]


def test_what_is_found_leaves_as_a_workbook_with_its_states(office: Client, xiangyang: Plan) -> None:
    rows = sheet_rows(office.get("/search/export.xlsx", {"q": "绿色供应链示范企业", "at": "2023-03-31"}))
    (row,) = (row for row in rows if row["类别"] == "目标")
    assert (row["名称"], row["状态"]) == ("绿色供应链示范企业", "滞后")


def test_every_kind_of_hit_has_a_name_in_the_workbook(office: Client, xiangyang: Plan) -> None:
    found = kinds(office, "链", at="2022Q3")
    rows = sheet_rows(office.get("/search/export.xlsx", {"q": "链", "at": "2022Q3"}))
    assert len(rows) == sum(found.values())
    assert all(row["名称"] for row in rows)


def test_a_workbook_that_holds_not_all_says_how_many_are_left(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        city.firm(f"宏远{number}厂")
    monkeypatch.setattr(desk, "EXPORTED", 1)
    client = Client()
    client.force_login(city.office)
    rows = sheet_rows(client.get("/search/export.xlsx", {"q": "宏远"}))
    assert [row["名称"] for row in rows] == ["宏远0厂", "另有2家没有列出，请把词语写得更具体"]


def test_who_reads_no_plan_takes_no_search_along(signed_in: Callable[[str], Client], xiangyang: Plan) -> None:
    assert signed_in("system_admin").get("/search/export.xlsx", {"q": "链"}).status_code == 403
