"""Where pools are come upon: by the search, on the page of what concerns a firm, and at the head of a chain's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from lianzhang.market.models import PoolMember
from lianzhang.plans.models import NeedKind
from tests.acting import at_work

from .pools_world import PoolCity, fresh

pytestmark = pytest.mark.django_db
TITLE = "铝合金铸件"


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> PoolCity:
    settings.VAR = tmp_path
    return PoolCity()


def hits(user: Any, text: str = TITLE) -> list[str]:
    """Titles of the pools that the search and the suggestions tell, which agree."""
    pages = [at_work(user).get(reverse(name), {"q": text}).context["groups"] for name in ("search", "search_suggest")]
    told = [
        [each.link.title for group in pages[0] if group.kind == "pool" for each in group.hits],
        [each.hit.link.title for group, some in pages[1] if group.kind == "pool" for each in some],
    ]
    assert told[0] == told[1]
    return told[0]


def for_me(user: Any) -> str:
    page = at_work(user).get(reverse("for_me"))
    assert page.status_code == 200
    return page.text.partition('id="pools"')[2].partition("</section>")[0]


def test_the_search_tells_of_pools_whoever_may_read_them(city: PoolCity) -> None:
    pool = city.called()
    city.called(title="风电轴承", chain=city.chains[1], by=city.rival_team)
    for user in (city.office, city.team, city.third_account):
        assert hits(user) == [TITLE]
    assert hits(city.rival_team) == hits(city.bank) == hits(city.other_district) == []
    NeedKind.objects.filter(pk=city.goods.pk).update(shown="chosen")
    assert hits(city.third_account) == []
    city.asked(pool, city.third)
    assert hits(city.third_account) == [TITLE]


def test_a_firm_is_told_of_what_it_could_join(city: PoolCity) -> None:
    assert "没有在征集的拼单" in for_me(city.third_account)
    pool = city.called()
    assert TITLE in for_me(city.third_account)
    assert "请您答复" not in for_me(city.third_account)
    assert TITLE not in for_me(city.rival_account)  # of another chain
    city.enrolled(pool, 1)
    assert TITLE not in for_me(city.anchor_account)  # takes part already
    asked = city.asked(pool, city.rival)
    assert "请您答复" in for_me(city.rival_account)
    city.part(asked, "decline", city.rival_account)
    assert TITLE not in for_me(city.rival_account)
    page = at_work(city.office).get(reverse("firm", args=[city.third.pk])).text
    assert TITLE in page
    assert TITLE not in at_work(city.other_district).get(reverse("firm", args=[city.rival.pk])).text
    city.on_pool(pool, "drop", reason="没有拼成")
    assert TITLE not in for_me(city.third_account)


def test_a_pool_of_a_kind_that_is_not_for_all_is_told_to_who_was_asked_alone(city: PoolCity) -> None:
    NeedKind.objects.filter(pk=city.goods.pk).update(shown="chosen")
    pool = city.called()
    assert TITLE not in for_me(city.third_account)
    assert TITLE not in at_work(city.office).get(reverse("firm", args=[city.third.pk])).text
    city.asked(pool, city.third)
    assert TITLE in for_me(city.third_account)
    assert TITLE not in for_me(city.second_account)


def test_a_chains_page_tells_how_many_call_for_buyers(city: PoolCity) -> None:
    page = reverse("chain", args=[city.chains[0].code])
    assert "个拼单在征集" not in at_work(city.team).get(page).text
    pool = city.called()
    for user in (city.team, city.office, city.third_account):
        assert "1个拼单在征集" in at_work(fresh(user)).get(page).text
    city.on_pool(pool, "drop", reason="没有拼成")
    assert "个拼单在征集" not in at_work(city.team).get(page).text
    assert not PoolMember.objects.exists()
