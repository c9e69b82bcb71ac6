"""A city that has no plan yet: its office signs in, and keeps the register of firms from the first row on."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Chain, Segment, SegmentLink
from lianzhang.statements.models import Statement
from tests.cockpit.conftest import links, words
from tests.enterprises.reported import typed
from tests.enterprises.world import City, uscc
from tests.plans.reading import sheet_rows

from .test_firms import CODE, NAME, ONE, TWO
from .uploads import Desk, sheet_of


@pytest.fixture
def city(city: City) -> City:
    city.plan.delete()
    return city


def exported(client: Client, **narrowed: str) -> set[str]:
    return {row["企业名称"] for row in sheet_rows(client.get(reverse("firms_export"), narrowed))}


def test_the_first_page_says_what_can_be_done_and_how_a_plan_is_loaded(desk: Desk) -> None:
    page = desk.client.get("/")
    assert f"{desk.city.region}还没有载入方案" in words(page)
    assert "lianzhang plan load" in words(page)
    for name in ("firms", "firms_new", "exchange", "statements", "honours", "quality", "city_map"):
        assert reverse(name) in links(page)
    for address in {href for href in links(page) if href.startswith("/") and "/static/" not in href}:
        assert desk.client.get(address, follow=True).status_code == 200, address


def test_who_only_reads_is_offered_nothing_to_write(city: City) -> None:
    client = Client()
    client.force_login(city.user_as("expert"))
    offered = links(client.get("/"))
    assert reverse("firms") in offered
    assert not {reverse("firms_new"), reverse("exchange"), reverse("quality")} & set(offered)


def test_the_office_keeps_the_register(desk: Desk) -> None:
    city, client = desk.city, desk.client
    where = {"region": city.districts[0].pk, "chain": city.chains[1].pk, "starts": "2024-01-01"}
    made = client.post(reverse("firms_new"), {"name": "宏远机械", "uscc": uscc(8001), **where})
    firm = Enterprise.objects.get()
    assert made["Location"] == reverse("firm", args=[firm.pk])
    assert "宏远机械：第2链的企业" in words(client.get(made["Location"]))

    sent = {"region": city.districts[0].pk, "uscc": firm.uscc, "version": firm.version, "address": "园区路1号"}
    assert client.post(reverse("firm_edit", args=[firm.pk]), sent).status_code == 302
    assert "园区路1号" in words(client.get(made["Location"]))

    last = timezone.localdate().year - 1
    entering = reverse("firm_statement_new", args=[firm.pk])
    assert f"{last}年" in words(client.get(entering))
    assert client.post(f"{entering}?period={last}", typed(output="1000", revenue="900")).status_code == 302
    assert Statement.objects.get().period_end == date(last, 12, 31)

    desk.press(desk.upload(sheet_of(ONE, TWO)), "apply")
    on_chain = {CODE: ONE[CODE], "产业链": "第1链", "起": "2024-01-01"}
    desk.press(desk.upload(sheet_of(on_chain), register="memberships"), "apply")
    assert exported(client) == {"宏远机械", ONE[NAME], TWO[NAME]}
    assert exported(client, chain="chain-0") == {ONE[NAME]}


def test_the_search_finds_firms(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE)), "apply")
    assert ONE[NAME] in words(desk.client.get(reverse("search"), {"q": "精密铸造"}))
    assert "方案载入后还可以搜目标" in words(desk.client.get(reverse("search"), {"q": "没有的词"}))


def test_a_chain_is_called_as_the_register_calls_it_and_leads_nowhere(desk: Desk) -> None:
    firm = desk.city.firm()
    desk.city.on_chain(firm, 0, segment=desk.city.segments[0])
    for page in (reverse("firm", args=[firm.pk]), reverse("segment", args=[desk.city.segments[0].pk])):
        answer = desk.client.get(page)
        assert "第1链" in words(answer)
        assert reverse("chain", args=["chain-0"]) not in links(answer)


def test_where_no_plan_has_brought_chains_the_forms_say_so(desk: Desk) -> None:
    told = "产业链随方案载入"
    assert told not in words(desk.client.get(reverse("firms_new")))
    for model in (SegmentLink, Segment, Chain):
        model.objects.all().delete()
    assert told in words(desk.client.get(reverse("firms_new")))


def test_what_a_plan_would_say_is_said_to_be_wanting(desk: Desk) -> None:
    assert "本市还没有方案" in words(desk.client.get(reverse("coverage")))


@pytest.mark.parametrize("at", ["1949-12-31", "2400"])
def test_a_day_beyond_the_calendar_is_told_so(desk: Desk, at: str) -> None:
    answer = desk.client.get(reverse("firms"), {"at": at})
    assert answer.status_code == 400
    assert "请选1950年至" in answer.text


@pytest.mark.parametrize("at", ["1950-01-01", "2024Q3"])
def test_the_day_stays_on_every_link_and_a_plan_that_is_not_there_is_passed_over(desk: Desk, at: str) -> None:
    page = desk.client.get(reverse("firms"), {"at": at, "plan": "gone"})
    assert f"{reverse('quality')}?at={at}" in links(page)
    for name in ("quality", "quality_firms", "honours", "city_map", "statements"):
        assert desk.client.get(reverse(name), {"at": at}).status_code == 200
