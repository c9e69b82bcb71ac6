"""The quarter's grid of figures: who is asked what, what a cell keeps, what stands against it, submitted together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianzhang.plans.models import Observation
from lianzhang.records.models import AuditEvent
from tests.acting import seated
from tests.plans.world import World

pytestmark = pytest.mark.sqlite_alone

QUARTER = "2023Q3"


def address(**more: str) -> str:
    named = {"at": "2023-11-15", "period": QUARTER} | more
    return reverse("figure_grid") + "?" + "&".join(f"{name}={text}" for name, text in named.items())


def record(target: Any, place: str = "city.0") -> str:
    return f"{target.pk}.{place}.{QUARTER}"


def send(client: Client, seen: str = "", **fields: Any) -> Any:
    """As the script sends cells; names of fields are given by `typed`."""
    typed = fields.pop("typed")
    headers = fields.pop("headers", {"HX-Request": "true"})
    return client.post(address(**fields), {"seen": seen, **typed}, headers=headers)


def cell(target: Any, place: str = "city.0") -> str:
    return f"cell:{record(target, place)}:value"


@pytest.fixture
def town(world: World) -> Any:
    world.each = world.target("posts", scope_kind="each_chain", unit="个")
    world.observe(world.giants, "2023-06", 40, date=_day("2023-06-30"))
    world.observe(world.giants, "2022-09", 30, date=_day("2022-09-30"))
    return world


def _day(text: str) -> Any:
    return date.fromisoformat(text)


def signed(world: World, role: str, **reach: Any) -> Client:
    client = Client()
    client.force_login(seated(f"{role}-{len(reach)}-{id(reach)}", role, world.city, **reach))
    return client


def lines(client: Client, **more: str) -> dict[str, Any]:
    return {line.record: line for line in client.get(address(**more)).context["lines"]}


def test_a_post_is_asked_what_it_answers_for_and_the_office_what_nobody_does(town):
    office, team = signed(town, "chain_office"), signed(town, "chain_team", chains=town.chains[:1])
    assert list(lines(office)) == [record(town.giants)]
    assert list(lines(team)) == [record(town.each, f"chain.{town.chains[0].pk}")]
    everything = [record(town.giants), *(record(town.each, f"chain.{chain.pk}") for chain in town.chains)]
    assert list(lines(office, whose="all")) == everything
    (line,) = lines(office).values()
    assert (line.cells[0].before.words, line.cells[0].ago.words, line.state) == ("40", "30", "empty")


def test_a_cell_is_kept_as_a_draft_with_one_event_and_said_so(town):
    office = signed(town, "chain_office")
    before = AuditEvent.objects.count()
    answer = send(office, typed={cell(town.giants): "约４6家"})
    assert (answer.status_code, "已存" in answer.text) == (200, True)
    row = Observation.objects.get(state="draft")
    assert (row.value, row.precision, row.relation, str(row.date)) == (Decimal(46), "about", "direct", "2023-09-30")
    assert AuditEvent.objects.count() == before + 1
    assert send(office, f"{record(town.giants)}=0", typed={cell(town.giants): "约46"}).status_code == 200
    assert AuditEvent.objects.count() == before + 1, "what is unchanged is not kept again"


def test_what_cannot_be_read_is_told_at_its_cell_and_nothing_else_is_lost(town):
    office = signed(town, "chain_office")
    both = {cell(town.giants): "一大堆", cell(town.each, f"chain.{town.chains[0].pk}"): "3"}
    answer = send(office, typed=both)
    assert answer.status_code == 422
    assert 'value="一大堆"' in answer.text
    assert "读不成一个数" in answer.text
    assert Observation.objects.get(state="draft").target == town.each


@pytest.mark.parametrize(("typed", "words", "cure"), [("400000", "相差一倍以上", "40"), ("41", "", "")])
def test_a_doubt_proposes_its_cure_or_takes_a_reason(town, typed, words, cure):
    office = signed(town, "chain_office")
    send(office, typed={cell(town.giants): typed})
    (line,) = lines(office).values()
    assert (line.state == "doubt") == bool(words)
    assert [doubt.cure for doubt in line.doubts] == ([cure] if cure else [])
    if words:
        assert words in line.doubts[0].words
        assert "还没有" not in office.post(address(), {"submit": "yes"}, follow=True).text
        assert Observation.objects.filter(state="submitted").count() == 0
        send(office, f"{record(town.giants)}=0", typed={f"reason:{record(town.giants)}:note": "新口径"})
        (line,) = lines(office).values()
        assert (line.state, line.reasons) == ("ready", ["新口径"])
        send(office, f"{record(town.giants)}=1", typed={"cure": f"{cell(town.giants)}=40"})
        row = Observation.objects.get(state="draft")
        assert (row.value, row.note) == (Decimal(40), ""), "a reason does not outlive its figure"


def test_a_second_tab_and_another_person_are_told_at_the_cell(town):
    office, other = signed(town, "chain_office"), signed(town, "office_clerk")
    send(office, typed={cell(town.giants): "41"})
    late = send(office, typed={cell(town.giants): "42"})
    assert (late.status_code, 'value="42"' in late.text, "用现在的41" in late.text) == (409, True, True)
    assert "刚改过" in late.text
    assert Observation.objects.get(state="draft").value == 41
    assert send(office, f"{record(town.giants)}=0", typed={cell(town.giants): "42"}).status_code == 200
    (line,) = lines(other).values()
    assert not line.open, "a draft of another post is not typed over"
    assert send(other, f"{record(town.giants)}=1", typed={cell(town.giants): "43"}).status_code == 422
    assert Observation.objects.get(state="draft").value == 42


def test_an_emptied_cell_takes_its_draft_away_and_a_blank_may_be_explained(town):
    office = signed(town, "chain_office")
    send(office, typed={cell(town.giants): "41"})
    send(office, f"{record(town.giants)}=0", typed={cell(town.giants): ""})
    assert not Observation.objects.filter(state="draft").exists()
    send(office, typed={f"reason:{record(town.giants)}:note": "名单未公布"})
    row = Observation.objects.get(state="draft")
    assert (row.value, row.note) == (None, "名单未公布")


def test_what_is_ready_is_submitted_together_and_the_rest_named(town):
    team = signed(town, "chain_team", chains=town.chains)
    first, second = (f"chain.{chain.pk}" for chain in town.chains)
    whole = {cell(town.each, first): "3", cell(town.each, second): "", "submit": "yes"}
    page = team.post(address(), whole, follow=True)
    assert "已提交1行" in page.text
    assert "posts，第2链：没填" in page.text
    row = Observation.objects.get(state="submitted")
    assert row.chain == town.chains[0]
    assert not lines(team)[record(town.each, first)].open


def test_what_cannot_be_read_keeps_nobody_from_handing_in_the_rest_and_is_not_handed_in_as_it_was(town):
    team = signed(town, "chain_team", chains=town.chains)
    first, second = (f"chain.{chain.pk}" for chain in town.chains)
    send(team, typed={cell(town.each, first): "3", cell(town.each, second): "4"})
    seen = " ".join(f"{record(town.each, each)}=0" for each in (first, second))
    whole = {cell(town.each, first): "3", cell(town.each, second): "一大堆", "submit": "yes", "seen": seen}
    page = team.post(address(), whole)
    assert page.status_code == 422
    assert "已提交1行" in page.text
    assert "刚填的没有存" in page.text
    assert [row.chain for row in Observation.objects.filter(state="submitted")] == [town.chains[0]]


def test_the_sheet_holds_what_the_grid_shows(town):
    office = signed(town, "chain_office")
    send(office, typed={cell(town.giants): "约46"})
    sheet = load_workbook(
        BytesIO(office.get(address(whose="all").replace("/grid/", "/grid/export.xlsx")).content)
    ).active
    head, first, *others = list(sheet.iter_rows(values_only=True))
    assert head == ("目标", "范围", "单位", "这一季", "上季", "去年同季", "同比%", "状态", "疑问")
    assert first[:6] == (str(town.giants), None, "家", "约46", 40, 30)
    assert [each[1] for each in others] == [chain.name for chain in town.chains]
    assert signed(town, "expert").get(address().replace("/grid/", "/grid/export.xlsx")).status_code == 403


def test_nobody_else_keeps_a_cell(town):
    elsewhere = World().city
    for client, status in (
        (signed(town, "chain_team", chains=town.chains[:1]), 404),
        (signed(town, "head_chief"), 403),
        (signed(town, "enterprise"), 403),
    ):
        assert send(client, typed={cell(town.each, f"chain.{town.chains[1].pk}"): "3"}).status_code == status
    stranger = Client()
    stranger.force_login(seated("elsewhere", "chain_office", elsewhere))
    assert send(stranger, typed={cell(town.giants): "3"}).status_code == 404
    assert not Observation.objects.filter(state="draft").exists()


def test_the_desk_says_how_many_are_owed_and_leads_there(town):
    office = signed(town, "chain_office")
    page = office.get("/?at=2023-11-15").text
    assert all(words in page for words in ("2023年三季度的数", "欠1个", "2023-09-30季末已到"))
    assert "/observations/grid/?" in page
