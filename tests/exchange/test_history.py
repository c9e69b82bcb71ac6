"""What an import did to a row stands in the row's own history: file, line, who applied it, what changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.enterprises import bulk_actions as bulk
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.history import history_of_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.operations.audit import AuditFilter, page_of
from lianzhang.records.history import Happening, changes_since, history_of, last_change
from lianzhang.records.shared import shared_of
from tests.acting import seated
from tests.enterprises.world import uscc
from tests.plans.reading import sheet_rows

from .uploads import Desk, sheet_of

ONE = {"统一社会信用代码": uscc(9001), "名称": "示例铸造有限公司", "区域": "东区", "行业代码": "3391"}
TWO = {"统一社会信用代码": uscc(9002), "名称": "示例整车有限公司", "区域": "东区", "行业代码": "3611"}


def imports(history: list[Happening]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.act, each.by, each.details) for each in history]


def test_a_row_tells_by_which_line_of_which_file_it_came_and_was_changed(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(TWO, ONE), "名录.xlsx"), "apply")
    desk.press(desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx"), "apply")
    firm = Enterprise.objects.get(uscc=ONE["统一社会信用代码"])
    assert imports(history_of(firm)) == [
        ("由表格导入", str(desk.user), ("名录.xlsx 第3行",)),
        ("由表格导入", str(desk.user), ("改区域.xlsx 第2行", "区域：东区 → 西区")),
    ]
    text = desk.client.get(reverse("firm", args=[firm.pk])).text
    assert "改区域.xlsx 第2行" in text
    assert "区域：东区 → 西区" in text


def test_another_row_of_the_same_file_tells_its_own_line_alone(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(TWO, ONE)), "apply")
    other = Enterprise.objects.get(uscc=TWO["统一社会信用代码"])
    assert [each.details for each in history_of(other)] == [("名录.xlsx 第2行",)]
    stranger = desk.city.firm("别的厂")
    assert history_of(stranger) == []


def test_an_undone_import_is_told_as_taken_back(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE)), "apply")
    batch = desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx")
    desk.press(batch, "apply")
    desk.press(batch, "undo")
    told = [(each.act, each.details[1:]) for each in history_of(Enterprise.objects.get())]
    assert told == [
        ("由表格导入", ()),
        ("由表格导入", ("区域：东区 → 西区",)),
        ("撤销导入", ("区域：西区 → 东区",)),
    ]


def test_an_upload_that_was_not_applied_is_no_part_of_a_history(desk: Desk) -> None:
    firm = desk.city.firm("示例铸造有限公司", uscc=ONE["统一社会信用代码"])
    desk.upload(sheet_of(ONE | {"区域": "西区"}))
    assert history_of(firm) == []


def test_an_import_counts_as_the_last_change(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE)), "apply")
    desk.press(desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx"), "apply")
    firm = Enterprise.objects.get()
    last = last_change(firm)
    assert last
    assert last.details[0] == "改区域.xlsx 第2行"
    assert changes_since(firm, firm.version) == [last]


def test_queries_do_not_grow_with_imports(desk: Desk) -> None:
    counts = []
    for place in ("东区", "西区", "东区", "西区"):
        desk.press(desk.upload(sheet_of(ONE | {"区域": place}, TWO), f"{place}.xlsx"), "apply")
        with CaptureQueriesContext(connection) as asked:
            history_of(Enterprise.objects.get(uscc=ONE["统一社会信用代码"]))
        counts.append(len(asked))
    assert counts[1] == counts[2] == counts[3]


class TestByWhom:
    """By which post, from which address: of the one who pressed the button, though a worker did it."""

    def test_a_firm_says_by_which_post_and_from_where_it_was_imported_and_undone(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        batch = desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx")
        desk.client.defaults["REMOTE_ADDR"] = "10.0.0.7"
        desk.press(batch, "apply")
        desk.client.defaults["REMOTE_ADDR"] = "10.0.0.8"
        desk.press(batch, "undo")
        firm, post = Enterprise.objects.get(), desk.user.assignments.get().title
        _, changed, undone = history_of(firm)
        assert (changed.post, changed.address) == (post, "10.0.0.7")
        assert (undone.post, undone.address) == (post, "10.0.0.8")
        text = desk.client.get(reverse("firm", args=[firm.pk])).text
        assert f"{desk.user}（{post}）" in text
        assert "来自10.0.0.7" in text

    def test_who_keeps_no_register_is_not_told_from_which_address(self, desk: Desk) -> None:
        desk.client.defaults["REMOTE_ADDR"] = "10.0.0.7"
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        client = Client()
        client.force_login(desk.city.user_as("chief"))
        text = client.get(reverse("firm", args=[Enterprise.objects.get().pk])).text
        assert "名录.xlsx 第2行" in text
        assert "10.0.0.7" not in text


class TestOfFirms:
    """What hangs on a firm: its page tells the imports of rows in sight, the log those of all."""

    def test_places_titles_and_figures_are_told_on_the_page_of_their_firm(self, desk: Desk) -> None:
        firm = desk.city.firm("示例铸造有限公司", uscc=ONE["统一社会信用代码"], founded=date(2015, 3, 1))
        row = {"统一社会信用代码": firm.uscc, "产业链": desk.city.chains[0].name, "起": "2021-01-01"}
        for share in ("60", "40"):
            desk.press(desk.upload(sheet_of(row | {"计入比例": share}), "在链.xlsx", "memberships"), "apply")
        title = {"企业": firm.name, "名目": "省级称号", "认定日期": "2022-08-08", "来源": "第三批名单"}
        desk.press(desk.upload(sheet_of(title), "称号.xlsx", "honours"), "apply")
        figures = {"统一社会信用代码": firm.uscc, "时期": "2022", "产值（万元）": "1200"}
        desk.press(desk.upload(sheet_of(figures), "报表.xlsx", "statements"), "apply")
        chain = desk.city.chains[0].name
        assert [each.details for each in history_of_firm(firm, desk.user)][::-1] == [
            ("在链.xlsx 第2行", f"在链企业：{firm.name}：{chain}"),
            ("在链.xlsx 第2行", f"在链企业：{firm.name}：{chain}", "计入比例：60 → 40"),
            ("称号.xlsx 第2行", f"荣誉资质：{firm.name}：省级称号"),
            ("报表.xlsx 第2行", f"企业报表：{firm.name} 2022年"),
        ]
        # A leader sees figures once they are settled, and so no draft of them.
        leader = [each.details[0] for each in history_of_firm(firm, desk.city.user_as("chief"))]
        assert leader == ["称号.xlsx 第2行", "在链.xlsx 第2行", "在链.xlsx 第2行"]

    def test_the_log_narrowed_to_a_firm_tells_its_imports_and_bulk_edits(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(TWO, ONE)), "apply")
        batch = desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx")
        desk.client.defaults["REMOTE_ADDR"] = "10.0.0.7"
        desk.press(batch, "apply")
        desk.press(batch, "undo")
        firm, other = (Enterprise.objects.get(uscc=row["统一社会信用代码"]) for row in (ONE, TWO))
        chosen, asked = Enterprise.objects.filter(pk=firm.pk), Asked("state", state="suspended")
        made = bulk.apply(asked=asked, firms=chosen, token=plan_of(asked, chosen, desk.user).token, by=desk.user)
        bulk.undo(bulk_edit=made, by=desk.user)
        assert narrowed(firm) == [
            ("firm.bulk_undo", "", ()),
            ("firm.bulk_edit", "", ()),
            ("batch.undo", "10.0.0.7", ("第2行",)),
            ("batch.apply", "10.0.0.7", ("第2行",)),
            ("batch.apply", "127.0.0.1", ("第3行",)),
        ]
        assert narrowed(other) == [("batch.apply", "127.0.0.1", ("第2行",))]

    @pytest.mark.parametrize("register", ["memberships", "honours", "statements"])
    def test_of_a_row_that_came_and_was_taken_back_import_and_undo_stay_told(self, desk: Desk, register: str) -> None:
        firm = desk.city.firm("示例铸造有限公司", uscc=ONE["统一社会信用代码"], founded=date(2015, 3, 1))
        row = {
            "memberships": {"企业": firm.name, "产业链": desk.city.chains[0].name, "起": "2021-01-01"},
            "honours": {"企业": firm.name, "名目": "省级称号", "认定日期": "2022-08-08", "来源": "第三批名单"},
            "statements": {"企业": firm.name, "时期": "2022", "产值（万元）": "1200"},
        }[register]
        batch = desk.upload(sheet_of(row), "表.xlsx", register)
        desk.press(batch, "apply")
        desk.press(batch, "undo")
        assert batch.state == "undone"
        assert [each.act for each in history_of_firm(firm, desk.user)] == ["撤销导入", "由表格导入"]
        assert [action for action, *_ in narrowed(firm)] == ["batch.undo", "batch.apply"]
        # Another firm is told nothing, nor is who does not see all rows of the kind.
        stranger = desk.city.firm("别的厂")
        assert (history_of_firm(stranger, desk.user), narrowed(stranger)) == ([], [])
        inside = desk.city.user_as("enterprise", organization=desk.city.body(firm))
        assert history_of_firm(firm, inside) == []

    def test_its_page_and_its_workbook_say_the_same(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        desk.press(desk.upload(sheet_of(ONE | {"区域": "西区"}), "改区域.xlsx"), "apply")
        client = Client()
        client.force_login(seated("auditor", "audit_admin"))
        asked = {"subject": f"enterprises.Enterprise:{Enterprise.objects.get().pk}"}
        page, rows = client.get(reverse("audit"), asked).text, sheet_rows(client.get(reverse("audit_export"), asked))
        assert page.count("第2行") == 2
        assert sum("第2行" in row["内容"] for row in rows) == 2
        assert "西区" not in page + str(rows)

    @pytest.mark.parametrize("subject", ["enterprises.Enterprise:", "enterprises.Enterprise:x", "无此:1", "/plan/", ""])
    def test_what_names_no_row_narrows_to_nothing_more(self, desk: Desk, subject: str) -> None:
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        assert shared_of(subject) == {}


def narrowed(firm: Enterprise) -> list[tuple[str, str, tuple[str, ...]]]:
    lines = page_of(AuditFilter({"subject": f"enterprises.Enterprise:{firm.pk}"}), None, User.objects.all()[0]).lines
    return [(line.event.action, line.event.address, line.told) for line in lines]
