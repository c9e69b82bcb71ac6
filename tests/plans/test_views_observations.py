"""Pages of reported figures, asked as whole requests: list, form, steps; who may do what; how many queries."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lianzhang.kernel.templatetags.kept import FRAGMENTS
from lianzhang.plans.models import Duty, Observation
from lianzhang.records.models import AuditEvent

from .reports import entered, fields

pytestmark = pytest.mark.sqlite_alone


def enter(client: Client, **more: str) -> Any:
    return client.post(reverse("observation_new") + "?target=giants", fields(**more))


# --- the list


def test_the_list_tells_the_office_first_what_waits_for_it(world, account, office):
    world.observe(world.giants, "2023", 46)
    waiting = entered(world, account, state="submitted", submitted_by=account("clerk"))
    page = office.get(reverse("observations"))
    assert "1条实际值</a>待您确认" in page.content.decode()
    assert page.context["rows"][0] == waiting


def test_the_list_tells_those_who_enter_what_came_back(world, account, lead):
    world.observe(world.giants, "2023", 46)
    back = entered(world, account, state="returned", return_reason="口径不同")
    page = lead.get(reverse("observations"))
    assert "被退回" in page.content.decode()
    assert page.context["rows"][0] == back


def test_an_empty_list_says_what_follows_and_what_to_do(world, lead):
    text = lead.get(reverse("observations")).content.decode()
    assert "所有目标都没有依据" in text
    assert "填报第一个数" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=confirmed", {"2022"}),
        ("state=draft", {"2023"}),
        ("relation=proxy", {"2023"}),
        ("period=2022Q3", {"2022"}),
        ("period=2022年三季度", {"2022"}),
        ("target=giants", {"2022", "2023"}),
        ("target=nothing", {"2022", "2023"}),
        ("q=晚报", {"2023"}),
        ("mine=all", {"2023"}),
        ("chain=chain-0", {"2022"}),
        ("state=nonsense", {"2022", "2023"}),
        ("page=99", {"2022", "2023"}),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(world, account, lead, query, found):
    world.observe(world.giants, "2022", 30, chain=world.chains[0])
    source = world.plan.sources.create(code="late", title="试验晚报")
    world.observe(
        *(world.giants, "2023", 46),
        state="draft",
        relation="proxy",
        source=source,
        entered_by=account("clerk"),
    )
    page = lead.get(f"{reverse('observations')}?{query}")
    assert {str(row.period_start.year) for row in page.context["rows"]} == found


def test_a_period_that_cannot_be_read_is_said_at_its_field(world, lead):
    page = lead.get(f"{reverse('observations')}?period=去年")
    assert "不是时期" in page.content.decode()


def test_the_export_holds_what_the_list_shows(world, lead):
    world.observe(world.giants, "2022", 30, precision="about")
    world.observe(world.giants, "2023", 46)
    answer = lead.get(f"{reverse('observations_export')}?period=2022")
    rows = list(load_workbook(io.BytesIO(answer.content))["实际值"].values)
    assert [(row[0], row[2], row[3], row[4]) for row in rows[1:]] == [("giants", "约", 30, "家")]


def test_a_cell_that_looks_like_a_formula_stays_text_in_the_export(world, lead):
    world.observe(world.giants, "2022", 30, note="=HYPERLINK(1)")
    answer = lead.get(reverse("observations_export"))
    cells = [cell for row in load_workbook(io.BytesIO(answer.content))["实际值"].rows for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]


@pytest.mark.parametrize("page", ["observations", "observations_export", "observation_new"])
def test_the_number_of_queries_does_not_grow_with_figures(world, account, lead, page):
    def queries() -> int:
        FRAGMENTS.answers.clear()
        with CaptureQueriesContext(connection) as caught:
            assert lead.get(f"{reverse(page)}?q=g").status_code == 200
        return len(caught)

    entered(world, account, chain=world.chains[0])
    queries()  # the first event of a log looks for what came before it
    few = queries()
    for number in range(30):
        target = world.target(f"goal-{number}")
        world.observe(target, "2022", number, chain=world.chains[1], entered_by=account("chief"))
    assert queries() == few


# --- entering


def test_a_figure_is_chosen_by_words_and_entered_as_people_write_it(world, lead):
    found = lead.get(f"{reverse('observation_new')}?q=gia")
    assert f"{reverse('observation_new')}?target=giants" in found.content.decode()
    answer = enter(lead, value="突破１，２００家", period="2022年四季度")
    row = Observation.objects.get()
    assert answer.url == reverse("observation", args=[row.pk])
    assert (row.value, row.precision, row.unit, row.state) == (1200, "over", "家", "draft")
    assert (str(row.period_start), str(row.date), row.source.publisher) == ("2022-10-01", "2022-12-31", "市统计局")


def test_a_figure_entered_from_a_chains_page_begins_with_that_chain(world, lead):
    found = lead.get(f"{reverse('observation_new')}?q=gia&chain=chain-1").content.decode()
    assert "?target=giants&amp;chain=chain-1" in found
    form = lead.get(f"{reverse('observation_new')}?target=giants&chain=chain-1").context["form"]
    assert form.initial["scope"] == "chain:chain-1"


def test_a_duty_is_entered_as_the_record_that_shows_it_done(world, lead):
    Duty.objects.create(plan=world.plan, clause=world.clause, code="meet", name="每季度调度", cadence="quarter")
    lead.post(f"{reverse('observation_new')}?duty=meet", fields(value="1", unit="份", nature="flow", period="2022Q4"))
    assert Observation.objects.get().duty.code == "meet"


def test_state_and_owner_sent_as_form_fields_are_ignored(world, account, lead):
    forged = {"state": "confirmed", "preferred": "on", "entered_by": str(account("office").pk), "decided_by": "1"}
    enter(lead, **forged)
    row = Observation.objects.get()
    assert (row.state, row.preferred, row.entered_by, row.decided_by) == ("draft", False, account("clerk"), None)


@pytest.mark.parametrize(("relation", "stands"), [("direct", 0), ("flow", 0), ("proxy", 1), ("context", 1)])
def test_a_figure_of_the_whole_city_is_none_of_a_target_of_one_place(world, lead, relation, stands):
    world.target("of_one", scope_kind="chain", chain=world.chains[0])
    address = reverse("observation_new") + "?target=of_one"
    assert lead.get(address).context["form"].initial["scope"] == f"chain:{world.chains[0].code}"
    answer = lead.post(address, fields(relation=relation, scope="city"))
    assert Observation.objects.filter(target__code="of_one").count() == stands
    assert stands or answer.context["form"].to_mend == [
        ("id_scope", f"全市的数不是这项目标的数，它只问{world.chains[0]}；请改范围，或把与目标的关系改为“背景”")
    ]


def test_a_figure_that_names_no_place_is_mended_as_of_the_place_that_is_asked_for(world, account, lead):
    target = world.target("of_one", scope_kind="chain", chain=world.chains[0])
    row = world.observe(target, "2022", 30, state="draft", entered_by=account("clerk"))
    form = lead.get(reverse("observation_edit", args=[row.pk])).context["form"]
    assert form.initial["scope"] == f"chain:{world.chains[0].code}"


def test_what_can_be_read_is_judged_beside_what_cannot(world, lead):
    """Of four faults none waits for another to be mended."""
    answer = enter(lead, value="三十家", relation="", date="2100-01-01", period="", scope="text")
    wrong = answer.context["form"].errors
    assert set(wrong) == {"value", "relation", "period", "scope_text"}
    later = enter(lead, value="三十家", date="2100-01-01", source_address="x", relation="baseline")
    assert set(later.context["form"].errors) == {"value", "date", "note", "source_address"}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("value", "三十家", "读不成一个数"),
        ("value", "", "没有数值时"),
        ("value", "30亿元", "不能换算成目标的单位“家”"),
        ("period", "去年", "不是时期"),
        ("period", "", "请写时期"),
        ("relation", "", "请选一种关系"),
        ("relation", "confirmed", "没有这一项；请从列表里重选"),
        ("date", "2022-13-01", "不是日期；请写成"),
        ("source_title", "", "请写来源的标题"),
        ("source_address", "javascript:alert(1)", "以 http:// 或 https:// 开头"),
        ("scope", "text", "请在这里写明是哪一部分"),
        ("scope", "chain:nowhere", "没有这一项；请从列表里重选"),
    ],
)
def test_a_form_with_a_fault_keeps_what_was_typed_and_writes_nothing(world, lead, field, typed, words):
    answer = enter(lead, **{field: typed, "source_publisher": "市统计局"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="市统计局"' in text
    assert not Observation.objects.exists()
    assert not AuditEvent.objects.exclude(action="sign_in").exists()


def test_a_script_typed_into_the_form_is_shown_as_text(world, lead):
    enter(lead, note="<script>alert(1)</script>", source_title="<img src=x onerror=alert(1)>")
    text = lead.get(reverse("observation", args=[Observation.objects.get().pk])).content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_who_only_reads_is_not_invited_to_report(world, lead, signed_in):
    row = world.observe(world.giants, "2022", 46)
    for client, word in ((lead, "填报"), (signed_in("chief"), "实际值")):
        for where in (reverse("observations"), reverse("observation", args=[row.pk])):
            assert f">{word}</span>" in client.get(where).text


def headline(client, row) -> str:
    page = client.get(reverse("observation", args=[row.pk])).text
    return re.sub(r"<[^>]+>|\s", "", page[page.index("<h1>") : page.index("</h1>")])


def test_the_headline_keeps_the_day_apart_from_the_number(world, lead):
    assert headline(lead, world.observe(world.giants, "2023-05-18", 162)) == "giants：2023-05-18，162家，已确认。"
    assert headline(lead, world.observe(world.giants, "2023-05-19", None)) == "giants：2023-05-19，没有数值，已确认。"


def test_the_reading_says_how_the_texts_are_understood_and_what_is_there(world, lead):
    world.observe(world.giants, "2022", 46)
    query = "target=giants&value=约0.3万&unit=家&period=2022&relation=direct&nature=stock"
    text = lead.get(f"{reverse('observation_reading')}?{query}").content.decode()
    for words in ("2022年（2022-01-01至2022-12-31）", "约0.3万家", "合约3,000家", "同一时期已有", "46家"):
        assert words in text


@pytest.mark.parametrize(
    "query", ["value=abc&unit=家", "value=3亿元", "period=9999Q9", "relation=x&period=2022&nature=y"]
)
def test_the_reading_of_half_typed_texts_never_fails(world, lead, query):
    assert lead.get(f"{reverse('observation_reading')}?target=giants&{query}").status_code == 200
