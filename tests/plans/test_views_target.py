"""A target's page, asked for through whole requests."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.plans.models import Definition, Target
from lianzhang.plans.words.reckoning import plain
from lianzhang.work.models import ReportState
from tests.written import touch

from .reading import Reading, sheet_rows
from .world import World

pytestmark = pytest.mark.sqlite_alone

END = "2023-12-31"


@pytest.fixture
def reader(xiangyang, signed_in) -> Client:
    return signed_in("chief")


def ask(client: Client, code: str, **asked: str):
    return client.get(f"/targets/{code}/", {"at": END} | asked)


def group(page, code: str):
    return next(each for each in page.evidence.others if each.code == code)


def test_little_giants_were_met_early_and_the_page_shows_how(reader):
    page = Reading(ask(reader, "nat_little_giant"))
    assert "46家（2022-09-30），目标不少于12家，2023年底前；已达成，提前457天" in page.answer
    assert "比期限早457天，比目标多34家，所以达成" in page.text
    assert {"#goal", "#evidence", "#related"} <= set(page.links)


def test_every_number_worked_with_leads_to_a_place_on_the_page(reader):
    for code in ("nat_little_giant", "green_supply_chain", "chain_dispatch", "trade_growth"):
        page = Reading(ask(reader, code, at="2023-03-31"))
        inner = {link.removeprefix("#") for link in page.links if link.startswith("#")}
        assert inner <= set(page.ids), code


def test_green_supply_chains_were_behind_when_last_seen_and_are_unknown_at_the_end(reader):
    assert "滞后" in Reading(ask(reader, "green_supply_chain", at="2023-03-31")).answer
    assert (
        "还不能判断：到期时没有报数；最近的数是2023-03-09的，那时进度滞后"
        in Reading(ask(reader, "green_supply_chain")).answer
    )


def test_a_target_no_source_speaks_of_says_so_and_names_the_record_that_would_prove_it(reader, xiangyang):
    silent = xiangyang.targets.filter(observations__isnull=True, metric="plans.observed").exclude(measure="each")
    assert silent
    for target in silent:
        page = Reading(ask(reader, target.code))
        assert "没有任何来源报过这个数" in page.answer
        assert f"能证明它的是：{target.record}".replace(" ", "") in page.text
        assert "<target-chart" not in page.html


def test_what_does_not_count_says_why(reader):
    page = ask(reader, "nat_little_giant").context["page"]
    titles = {each.title: each.why for each in page.evidence.others}
    assert titles["局部"] == "只是其中一部分，不能代表全部"
    assert titles["新增"] == "是一段时间新增的数，不能当作总数"
    assert all(record.date > date(2023, 12, 31) for record in group(page, "later").records)


def test_a_proxy_never_counts_as_the_thing(reader):
    page = ask(reader, "trade_growth").context["page"]
    assert page.evidence.counting.records == []
    assert page.evaluation.state == "unknown"
    assert group(page, "proxy").records


def test_the_parts_of_a_target_stand_as_chains_by_quarters_and_each_cell_opens(reader):
    page = Reading(ask(reader, "chain_dispatch"))
    grid = ask(reader, "chain_dispatch").context["page"].grid
    assert (len(grid.rows), len(grid.columns)) == (13, 10)
    link = next(link for link in page.links if "scope=electronics" in link and "period=2023Q3" in link)
    cell = Reading(reader.get(link))
    assert "电子信息产业链，2023年三季度" in cell.answer
    assert "达成" in cell.answer


def test_a_part_that_does_not_exist_shows_the_whole_target(reader):
    page = ask(reader, "chain_dispatch", scope="no-such-chain", period="soon").context["page"]
    assert page.focus.words == ()
    assert len(page.evaluation.parts) == 13


def test_the_chart_gets_goal_pace_figures_and_what_is_set_aside(reader):
    html = ask(reader, "nat_little_giant").content.decode()
    drawn = json.loads(re.search(r'<script id="chart" type="application/json">(.*?)</script>', html)[1])
    assert drawn["goal"] == [{"from": "2021-01-01", "to": END, "value": 12.0, "label": "不少于12家"}]
    assert drawn["pace"][-1] == {"date": END, "value": 12.0}
    assert [(point["value"], point["kind"]) for point in drawn["points"][:2]] == [(7.0, "direct"), (46.0, "direct")]
    assert {point["kind"] for point in drawn["points"][2:]} == {"partial"}
    assert drawn["at"] == END


def test_the_workbook_lists_every_figure_with_whether_it_counts(reader):
    rows = sheet_rows(reader.get("/targets/nat_little_giant/export.xlsx", {"at": END}))
    page = ask(reader, "nat_little_giant").context["page"]
    assert len(rows) == len(page.evidence.counting.records) + page.evidence.others_count
    assert {row["计入与否"] for row in rows} >= {"计入", "局部", "截至日以后"}


@pytest.mark.parametrize(("post", "offered"), [("clerk", True), ("chief", False)])
def test_entering_a_figure_is_offered_to_those_who_may(xiangyang, signed_in, post, offered):
    page = Reading(signed_in(post).get("/targets/chain_leader/"))
    assert any("target=chain_leader" in link for link in page.links) is offered


def test_an_unknown_target_is_not_found(reader):
    assert reader.get("/targets/no-such-target/").status_code == 404


def test_without_an_owner_the_next_step_is_to_name_one(reader):
    assert "先定责任单位" in Reading(ask(reader, "chain_leader")).text
    assert ask(reader, "chain_work_plan").context["page"].next_step.startswith("请各产业链牵头部门补报13条产业链")


class TestInASmallWorld:
    @pytest.fixture
    def world(self, db) -> World:
        return World()

    @pytest.fixture
    def page(self, world, signed_in):
        client = signed_in("office")
        return lambda target, **asked: client.get(f"/targets/{target.code}/", asked)

    def test_sources_that_disagree_stand_side_by_side(self, world, page):
        target = world.target()
        for value in (17, 18):
            world.observe(target, "2022-09", value)
        shown = page(target)
        conflict = shown.context["page"].evidence.conflicts[0]
        assert [record.what for record in conflict.records] == ["18家", "17家"]
        assert conflict.preferred is None
        assert "还没有选定采用哪一个" in Reading(shown).text
        assert shown.context["page"].value == "17—18家"

    def test_the_preferred_one_counts_and_its_reason_is_shown(self, world, page):
        target = world.target()
        world.observe(target, "2022-09", 17)
        world.observe(target, "2022-09", 18, preferred=True, preference_reason="以主管部门名单为准")
        shown = page(target)
        assert shown.context["page"].value == "18家"
        assert "以主管部门名单为准" in Reading(shown).text
        assert [record.what for record in group(shown.context["page"], "unpreferred").records] == ["17家"]

    def test_a_rounded_and_an_exact_figure_that_agree_are_no_conflict(self, world, page):
        target = world.target()
        world.observe(target, "2022-09", 18)
        world.observe(target, "2022-09", 17, precision="over")
        assert page(target).context["page"].evidence.conflicts == []

    def test_a_revised_goal_keeps_its_old_value_readable(self, world, page):
        target = world.target(value=12)
        world.goal(target, 20, effective_from=date(2022, 7, 1), reason="市委会议纪要")
        before, after = page(target, at="2022-06-30"), page(target, at="2022-12-31")
        assert before.context["page"].goal == "不少于12家，2023年底前"
        assert after.context["page"].goal == "不少于20家，2023年底前"
        assert "<s>不少于12家，2023年底前</s>" in after.content.decode()
        assert "市委会议纪要" in Reading(after).text

    def test_a_corrected_figure_is_listed_with_what_replaced_it(self, world, page):
        target = world.target()
        old = world.observe(target, "2022-09", 64, state=ReportState.REPLACED)
        world.observe(target, "2022-09", 46, replaces=old, note="误录")
        shown = page(target).context["page"].evidence
        assert [(was.what, now.what) for was, now in shown.corrections] == [("64家", "46家")]
        assert [record.what for record in shown.counting.records] == ["46家"]

    def test_a_figure_waiting_for_confirmation_is_shown_and_does_not_count(self, world, page):
        target = world.target()
        world.observe(target, "2022-09", 46, state=ReportState.SUBMITTED, submitted_at=timezone.now())
        shown = page(target).context["page"]
        assert shown.evaluation.state == "unknown"
        assert [record.what for record in group(shown, "unconfirmed").records] == ["46家"]
        assert plain(shown.answer).endswith("没有任何来源报过这个数，还不能判断。")

    def test_a_report_without_a_number_stays_a_blank(self, world, page):
        target = world.target()
        world.observe(target, "2022-09", None)
        shown = page(target).context["page"]
        assert [record.what for record in group(shown, "blank").records] == ["—"]
        assert shown.value == ""

    def test_definitions_are_shown_with_their_dates(self, world, page):
        target = world.target()
        Definition.objects.create(target=target, effective_from=date(2022, 1, 1), text="按注册地计")
        assert "按注册地计（2022-01-01起）" in Reading(page(target)).text

    def test_a_ratio_shows_both_numbers_as_what_counts(self, world, page):
        params = {"quantity": "research", "of": "revenue"}
        target = world.target(value=2, measure="ratio", window="year", unit="%", metric="plans.ratio", params=params)
        for quantity, value in (("research", 3), ("revenue", 100)):
            world.observe(None, "2023", value, quantity=quantity, unit="亿元", relation="input", nature="flow")
        shown = page(target).context["page"]
        assert shown.value == "3%"
        assert {record.quantity for record in shown.evidence.counting.records} == {"research", "revenue"}
        assert shown.chart["points"][0]["kind"] == "computed"

    def test_a_target_of_each_chain_and_year_opens_one_chains_figures(self, world, page):
        target = world.target(value=None, measure="level", window="year", unit="亿元", scope_kind="each_chain")
        for chain in world.chains:
            for year in (2022, 2023):
                period = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
                world.goal(target, 100, chain=chain, **period)
                world.observe(target, str(year), 90 + year % 100, chain=chain, nature="flow")
        whole = page(target).context["page"]
        assert [len(row.cells) for row in whole.grid.rows] == [2, 2]
        one = page(target, scope=world.chains[0].code).context["page"]
        assert {record.scope for record in one.evidence.counting.records} == {world.chains[0].name}
        assert one.value == "113亿元"
        assert [segment["to"] for segment in one.chart["goal"]] == ["2022-12-31", "2023-12-31"]

    def test_money_is_shown_in_the_unit_that_fits(self, world, page):
        target = world.target(value=5500, unit="亿元")
        world.observe(target, "2023", Decimal(56_000_000), unit="万元")
        assert page(target).context["page"].value == "5,600亿元"

    def test_the_number_of_queries_does_not_grow_with_rows(self, world, page, django_assert_max_num_queries):
        target: Target = world.target()
        for number in range(3):
            world.observe(target, f"2022-0{number + 1}", number)
        page(target)
        touch(world.city.pk)
        with django_assert_max_num_queries(100) as few:
            page(target)
        for number in range(3, 9):
            world.observe(target, f"2022-0{number + 1}", number)
            world.observe(target, f"2022-0{number + 1}", number + 1, relation="partial", scope_text="某园区")
        with django_assert_max_num_queries(len(few)):
            page(target)


def test_what_chains_must_have_is_recorded_on_the_chains_page_and_not_entered_as_a_figure(xiangyang, signed_in):
    page = Reading(signed_in("clerk").get("/targets/chain_work_plan/", {"scope": "auto"}))
    assert "到产业链页登记" in page.text
    assert "/chains/auto/" in page.links
    assert not any("observations/new" in link for link in page.links)
