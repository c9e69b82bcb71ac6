"""Chains, titles and figures of firms in and out: what stands against a row, and what it becomes."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import Model
from django.urls import reverse

from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.enterprises.sheets import firm_rows
from lianzhang.enterprises.sheets.memberships import MembershipBook
from lianzhang.honours.models import Honour
from lianzhang.honours.sheets import HonourBook
from lianzhang.jobs.models import Job
from lianzhang.plans.models import PlanChain
from lianzhang.statements.models import PeriodLock, Statement
from lianzhang.statements.sheets import StatementBook
from tests.enterprises.world import City

from .uploads import Desk, sheet_of

ON_CHAIN, TITLE, FIGURES = "memberships", "honours", "statements"


@pytest.fixture
def firm(city: City) -> Enterprise:
    return city.firm("示例铸造有限公司", founded=date(2015, 3, 1))


def put(firm: Enterprise, chain: str, **more: Any) -> dict[str, Any]:
    return {"统一社会信用代码": firm.uscc, "产业链": chain, "起": "2021-01-01"} | more


def grant(firm: Enterprise, **more: Any) -> dict[str, Any]:
    return {"企业": firm.name, "名目": "省级称号", "认定日期": "2022-08-08", "来源": "第三批名单"} | more


def report(firm: Enterprise, period: str = "2022", **more: Any) -> dict[str, Any]:
    return {"统一社会信用代码": firm.uscc, "时期": period, "产值（万元）": "1200"} | more


class TestChains:
    def test_a_firm_comes_onto_a_chain_and_changes_there(self, desk: Desk, firm: Enterprise) -> None:
        first, second = (chain.name for chain in desk.city.chains)
        rows = [put(firm, first, 环节="铸件1", 链上身份="核心", 计入比例="60%"), put(firm, second, 计入比例=40)]
        batch = desk.upload(sheet_of(*rows, name="在链企业"), register=ON_CHAIN)
        assert batch.counts == {"new": 2}
        desk.press(batch, "apply")
        row = Membership.objects.get(chain=desk.city.chains[0])
        assert (row.role, row.share, row.segment) == ("core", Decimal(60), desk.city.segments[0])
        again = desk.upload(sheet_of(*reversed(rows), name="在链企业"), register=ON_CHAIN)
        assert again.counts == {"same": 2}
        changed = [put(firm, first, 计入比例="30"), put(firm, second, 计入比例="70")]
        batch = desk.upload(sheet_of(*changed, name="在链企业"), register=ON_CHAIN)
        assert batch.counts == {"changed": 2}
        assert "<del>60</del> → <ins>30</ins>" in " ".join(desk.page(batch).split())
        desk.press(batch, "apply")
        desk.press(batch, "undo")
        row.refresh_from_db()
        assert (row.share, row.version) == (Decimal(60), 2)

    @pytest.mark.parametrize(
        ("more", "column", "words"),
        [
            ({"产业链": "没有的链"}, "产业链", "不在可选值内"),
            ({"环节": "没有的环节"}, "环节", "没有“没有的环节”这个环节"),
            ({"计入比例": "120%"}, "计入比例", "超出范围"),
            ({"起": "2010-01-01"}, "起", "早于企业成立日期"),
            ({"止": "2020-01-01"}, "止", "止要晚于起"),
            ({"统一社会信用代码": "91420600MA00000000"}, "统一社会信用代码", "名录里没有"),
        ],
    )
    def test_what_stands_against_a_row_is_told_at_its_cell(
        self, desk: Desk, firm: Enterprise, more: dict[str, str], column: str, words: str
    ) -> None:
        batch = desk.upload(sheet_of(put(firm, desk.city.chains[0].name) | more, name="在链企业"), register=ON_CHAIN)
        ((row, where, message),) = desk.faults(batch)
        assert (row, where) == (2, column)
        assert words in message

    @pytest.mark.parametrize(("many", "counted"), [(2, False), (1, True)])
    def test_after_many_rows_the_database_counts_its_tables_anew(
        self, desk: Desk, firm: Enterprise, many: int, counted: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lianzhang.exchange.tasks.MANY", many)
        row = put(firm, desk.city.chains[0].name)
        desk.press(desk.upload(sheet_of(row, name="在链企业"), register=ON_CHAIN), "apply")
        assert Job.objects.filter(name="nightly.statistics", state="done").exists() == counted

    def test_a_chain_that_is_not_its_plans_is_refused(self, desk: Desk, firm: Enterprise) -> None:

        PlanChain.objects.filter(chain=desk.city.chains[0]).delete()
        batch = desk.upload(sheet_of(put(firm, desk.city.chains[0].name), name="在链企业"), register=ON_CHAIN)
        ((_, where, message),) = desk.faults(batch)
        assert where == "产业链"
        assert "不是这家企业所在城市方案里的产业链" in message

    def test_shares_above_a_hundred_are_counted_over_file_and_register(self, desk: Desk, firm: Enterprise) -> None:
        desk.city.on_chain(firm, 0, share=Decimal(70), starts=date(2021, 1, 1))
        batch = desk.upload(
            sheet_of(put(firm, desk.city.chains[1].name, 计入比例=40), name="在链企业"), register=ON_CHAIN
        )
        ((_, where, message),) = desk.faults(batch)
        assert where == "计入比例"
        assert "超过100%" in message

    def test_a_chains_team_writes_its_own_chain_alone(self, city: City, firm: Enterprise, tmp_path: Path) -> None:
        team = Desk(city, city.user_as("chain_team", chains=[city.chains[0]]), tmp_path)
        city.on_chain(firm, 0, share=Decimal(0), starts=date(2020, 1, 1), ends=date(2020, 1, 2))
        taking = team.upload(sheet_of(put(firm, city.chains[0].name), name="在链企业"), register=ON_CHAIN)
        assert "由市工促办或企业所在区域同意" in team.faults(taking)[0][2]
        city.on_chain(firm, 0, share=Decimal(0), starts=date(2026, 1, 1))
        rows = [put(firm, chain.name, 计入比例=50, 止="2026-01-01") for chain in city.chains]
        batch = team.upload(sheet_of(*rows, name="在链企业"), register=ON_CHAIN)
        assert [(row, "不归您现在的岗位" in message) for row, _, message in team.faults(batch)] == [(3, True)]


class TestTitles:
    def test_a_title_is_granted_runs_as_long_as_the_catalogue_says_and_comes_back(
        self, desk: Desk, firm: Enterprise
    ) -> None:
        batch = desk.upload(sheet_of(grant(firm, 批次="第三批"), name="荣誉资质"), register=TITLE)
        desk.press(batch, "apply")
        row = Honour.objects.get()
        assert (row.enterprise, row.batch, row.expires) == (firm, "第三批", date(2025, 8, 7))
        assert desk.upload(sheet_of(grant(firm), name="荣誉资质"), register=TITLE).counts == {"same": 1}
        answer = desk.client.get(reverse("sheet_export", args=[TITLE]))
        assert desk.upload(answer.content, "导出.xlsx", TITLE).counts == {"same": 1}
        assert firm.name in [cell.value for cell in openpyxl.load_workbook(io.BytesIO(answer.content))["荣誉资质"][2]]

    @pytest.mark.parametrize(
        ("more", "column", "words"),
        [
            ({"认定日期": "2014-01-01"}, "认定日期", "早于企业成立日期"),
            ({"有效期至": "2021-01-01"}, "有效期至", "早于认定日期"),
            ({"名目": "没有的称号"}, "名目", "不在可选值内"),
            ({"企业": ""}, "企业", "授予企业"),
            ({"来源": ""}, "来源", "不能为空"),
        ],
    )
    def test_what_stands_against_a_row_is_told_at_its_cell(
        self, desk: Desk, firm: Enterprise, more: dict[str, str], column: str, words: str
    ) -> None:
        batch = desk.upload(sheet_of(grant(firm) | more, name="荣誉资质"), register=TITLE)
        ((row, where, message),) = desk.faults(batch)
        assert (row, where) == (2, column)
        assert words in message

    def test_a_title_still_held_is_not_granted_again(self, desk: Desk, firm: Enterprise) -> None:
        desk.city.honour(firm, granted=date(2021, 6, 1))
        batch = desk.upload(sheet_of(grant(firm), name="荣誉资质"), register=TITLE)
        ((_, where, message),) = desk.faults(batch)
        assert where == "名目"
        assert "还有效" in message


class TestFigures:
    def test_figures_are_handed_in_in_the_columns_unit(self, desk: Desk, firm: Enterprise) -> None:
        row = report(firm, "2022年", **{"产值（万元）": "1.2亿元", "从业人员（人）": "１，２３４"})
        batch = desk.upload(sheet_of(row, name="企业报表"), register=FIGURES)
        desk.press(batch, "apply")
        made = Statement.objects.get()
        assert (made.output, made.staff, made.state) == (Decimal(12000), Decimal(1234), "submitted")
        assert (made.entered_by, made.submitted_by) == (desk.user, desk.user)
        desk.press(batch, "undo")
        assert not Statement.objects.exists()

    def test_a_quarter_said_to_be_cumulative_is_of_the_year_so_far(self, desk: Desk, firm: Enterprise) -> None:
        rows = [
            report(firm, "2022三季度", 口径="累计"),
            report(firm, "2022年上半年"),
            report(firm, "2022年2月", 口径="当期"),
        ]
        batch = desk.upload(sheet_of(*rows, name="企业报表"), register=FIGURES)
        assert batch.counts == {"new": 3}
        desk.press(batch, "apply")
        ends = Statement.objects.order_by("period_end").values_list("period_start__month", "period_end__month")
        assert list(ends) == [(2, 2), (1, 6), (1, 9)]
        again = desk.upload(sheet_of(report(firm, "2022年1—9月累计"), name="企业报表"), register=FIGURES)
        assert desk.faults(again) or again.counts == {"same": 1}

    def test_a_basis_that_contradicts_its_period_is_told(self, desk: Desk, firm: Enterprise) -> None:
        batch = desk.upload(sheet_of(report(firm, "2022年1—9月", 口径="当期"), name="企业报表"), register=FIGURES)
        ((_, where, message),) = desk.faults(batch)
        assert where == "口径"
        assert "从年初起的累计" in message

    def test_a_rising_series_is_doubted_before_it_is_imported(self, desk: Desk, firm: Enterprise) -> None:
        rows = [
            report(firm, f"2022Q{quarter}", **{"产值（万元）": value})
            for quarter, value in ((2, 210), (4, 450), (1, 100), (3, 330))
        ]
        batch = desk.upload(sheet_of(*rows, name="企业报表"), register=FIGURES)
        (note,) = batch.notes
        assert "2022年一季度至2022年四季度的产值逐期累加（100、210、330、450）" in note
        cumulative = desk.upload(sheet_of(*[row | {"口径": "累计"} for row in rows], name="企业报表"), register=FIGURES)
        assert cumulative.notes == []

    def test_a_confirmed_statement_is_corrected_by_another(self, desk: Desk, firm: Enterprise) -> None:
        stood = desk.city.statement(firm, 2022, output=Decimal(1000), revenue=Decimal(900))
        same = report(firm, **{"产值（万元）": "1000"})
        assert desk.upload(sheet_of(same, name="企业报表"), register=FIGURES).counts == {"same": 1}
        batch = desk.upload(sheet_of(report(firm), name="企业报表"), register=FIGURES)
        assert "<del>1000</del> → <ins>1200</ins>" in " ".join(desk.page(batch).split())
        desk.press(batch, "apply")
        made = Statement.objects.get(replaces=stood)
        assert (made.output, made.revenue, made.state) == (Decimal(1200), Decimal(900), "submitted")
        stood.refresh_from_db()
        assert stood.state == "confirmed"

    def test_what_somebody_handed_in_is_mended_there(self, desk: Desk, firm: Enterprise) -> None:
        desk.city.statement(firm, 2022, state="submitted")
        batch = desk.upload(sheet_of(report(firm), name="企业报表"), register=FIGURES)
        ((_, where, message),) = desk.faults(batch)
        assert where == "时期"
        assert "请在那一份上办理" in message

    def test_a_locked_period_takes_nothing(self, desk: Desk, firm: Enterprise) -> None:
        span = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
        PeriodLock.objects.create(city=desk.city.region, register="statements", reason="年报已定", by=desk.user, **span)
        batch = desk.upload(sheet_of(report(firm), name="企业报表"), register=FIGURES)
        ((_, where, message),) = desk.faults(batch)
        assert where == "时期"
        assert "年报已定" in message

    @pytest.mark.parametrize(
        ("more", "column", "words"),
        [
            ({"产值（万元）": "约1200"}, "产值（万元）", "不是准确的数"),
            ({"产值（万元）": "-1"}, "产值（万元）", "不会小于0"),
            ({"从业人员（人）": "12万元"}, "从业人员（人）", "不能换算"),
            ({"时期": "去年"}, "时期", "去年"),
            ({"时期": "2014"}, "时期", "还没有成立"),
        ],
    )
    def test_what_stands_against_a_row_is_told_at_its_cell(
        self, desk: Desk, firm: Enterprise, more: dict[str, str], column: str, words: str
    ) -> None:
        batch = desk.upload(sheet_of(report(firm) | more, name="企业报表"), register=FIGURES)
        ((row, where, message),) = desk.faults(batch)
        assert (row, where) == (2, column)
        assert words in message


@pytest.mark.parametrize(
    ("model", "written"),
    [
        (Enterprise, firm_rows.WRITTEN_ONCE),
        *((book.model, book.written) for book in (MembershipBook, HonourBook, StatementBook)),
    ],
)
def test_a_new_row_is_written_with_every_column_of_its_table(model: type[Model], written: tuple[str, ...]) -> None:
    assert {"id", *written} == {field.attname for field in model._meta.concrete_fields}
