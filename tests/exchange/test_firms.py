"""The register of firms in and out: what an upload would change, what it did, how it is taken back."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from lianzhang.enterprises.models import Enterprise
from lianzhang.records.models import AuditEvent
from tests.enterprises.world import uscc

from .uploads import Desk, csv_of, sheet_of

CODE, NAME = "统一社会信用代码", "名称"
ONE = {CODE: uscc(9001), NAME: "示例精密铸造有限公司", "区域": "东区", "行业代码": "3391", "成立日期": "2015-03-01"}
TWO = {CODE: uscc(9002), NAME: "示例整车有限公司", "区域": "东区", "行业代码": "3611", "规上年份": "2021;2022"}
WRONG = TWO[CODE][:-1] + ("0" if TWO[CODE][-1] != "0" else "1")


def stands() -> list[dict[str, Any]]:
    """Everything that the register holds, without what only counts changes."""
    rows = Enterprise.objects.order_by("name").values(
        "uscc", "name", "region", "industry", "state", "founded", "search"
    )
    parts = Enterprise.objects.order_by("name").values_list("former_names__name", "above_scale__year")
    return [*rows, *({"parts": each} for each in parts)]


def test_looking_writes_nothing_and_applying_writes_all_with_one_event(desk: Desk) -> None:
    batch = desk.upload(sheet_of(ONE, TWO))
    assert "将新增2家" in desk.page(batch)
    assert not Enterprise.objects.exists()
    desk.press(batch, "apply")
    assert "已导入：新增2家" in desk.page(batch)
    first, second = Enterprise.objects.order_by("name")
    assert (second.name, second.industry, second.region) == ("示例精密铸造有限公司", "3391", desk.city.districts[0])
    assert list(first.above_scale.values_list("year", flat=True)) == [2021, 2022]
    assert "SLJMZZ" in second.search
    (event,) = AuditEvent.objects.filter(action="batch.apply")
    assert event.facts["file"] == "名录.xlsx"
    assert event.facts["sha256"] == batch.sha256


@pytest.mark.parametrize("again", [sheet_of(ONE, TWO), sheet_of(TWO, ONE)], ids=["same", "reordered"])
def test_the_same_rows_again_change_nothing(desk: Desk, again: bytes) -> None:
    desk.press(desk.upload(sheet_of(ONE, TWO)), "apply")
    before = stands()
    batch = desk.upload(again, "又一次.xlsx")
    assert batch.counts == {"same": 2}
    assert "不用导入" in desk.page(batch)
    desk.press(batch, "apply")
    assert stands() == before


def test_a_change_is_shown_field_by_field_and_a_name_that_is_replaced_becomes_a_former_one(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE, TWO)), "apply")
    batch = desk.upload(sheet_of(ONE | {NAME: "示例精密铸件有限公司", "区域": "西区"}))
    page = desk.page(batch)
    assert "将改动1家" in page
    assert "<del>东区</del> → <ins>西区</ins>" in " ".join(page.split())
    desk.press(batch, "apply")
    firm = Enterprise.objects.get(uscc=ONE[CODE])
    assert (firm.name, firm.region, firm.version) == ("示例精密铸件有限公司", desk.city.districts[1], 1)
    assert [former.name for former in firm.former_names.all()] == [ONE[NAME]]


def test_a_blank_cell_leaves_what_stands(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE)), "apply")
    batch = desk.upload(sheet_of({CODE: ONE[CODE], NAME: ONE[NAME], "行业代码": "", "地址": "示例大道1号"}))
    desk.press(batch, "apply")
    firm = Enterprise.objects.get()
    assert (firm.industry, firm.address) == ("3391", "示例大道1号")


def test_a_possible_duplicate_waits_until_somebody_decides(desk: Desk) -> None:
    known = desk.city.firm("湖北示例精密铸造股份有限公司", uscc="")
    batch = desk.upload(sheet_of(ONE, TWO))
    page = desk.page(batch)
    assert "有1行要您判断" in page
    assert known.name in page
    assert desk.press(batch, "apply").status_code == 409
    desk.press(batch, "decide", **{"row-2": str(known.pk)})
    desk.press(batch, "apply")
    known.refresh_from_db()
    assert (known.uscc, known.name) == (ONE[CODE], ONE[NAME])
    assert Enterprise.objects.count() == 2


def test_a_possible_duplicate_may_be_a_new_one(desk: Desk) -> None:
    desk.city.firm("湖北示例精密铸造股份有限公司")
    batch = desk.upload(sheet_of(ONE))
    desk.press(batch, "decide", all="new")
    desk.press(batch, "apply")
    assert Enterprise.objects.count() == 2


def test_a_decision_nobody_offered_is_refused(desk: Desk) -> None:
    stranger = desk.city.firm("别的厂")
    desk.city.firm("湖北示例精密铸造股份有限公司")
    batch = desk.upload(sheet_of(ONE))
    assert desk.press(batch, "decide", **{"row-2": str(stranger.pk)}).status_code == 409
    assert desk.press(batch, "decide", **{"row-9": "0"}).status_code == 409
    assert batch.decisions == {}


def test_undoing_puts_back_what_stood(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE)), "apply")
    before = stands()
    batch = desk.upload(sheet_of(ONE | {NAME: "示例精密铸件有限公司", "规上年份": "2020"}, TWO))
    desk.press(batch, "apply")
    assert stands() != before
    desk.press(batch, "undo")
    assert stands() == before
    assert "已经撤销" in desk.page(batch)
    assert AuditEvent.objects.filter(action="batch.undo").count() == 1


@pytest.mark.parametrize("what", ["changed", "built on"])
def test_what_was_built_on_a_batch_stands_in_the_way_of_undoing_it(desk: Desk, what: str) -> None:
    batch = desk.upload(sheet_of(ONE, TWO))
    desk.press(batch, "apply")
    firm = Enterprise.objects.get(uscc=TWO[CODE])
    if what == "changed":
        Enterprise.objects.filter(pk=firm.pk).update(industry="3612")
    else:
        desk.city.on_chain(firm)
    desk.press(batch, "undo")
    assert batch.state == "applied"
    assert f"第3行“{TWO[NAME]}”之后" in desk.page(batch)
    assert Enterprise.objects.count() == 2


def test_what_changed_between_looking_and_applying_is_looked_at_again(desk: Desk) -> None:
    batch = desk.upload(sheet_of(ONE, TWO))
    desk.city.firm(ONE[NAME], uscc=ONE[CODE], region=desk.city.districts[1])
    desk.press(batch, "apply")
    page = desk.page(batch)
    assert batch.state == "checked"
    assert "有人改动过" in page
    assert batch.counts == {"new": 1, "changed": 1}
    desk.press(batch, "apply")
    assert batch.state == "applied"
    assert Enterprise.objects.count() == 2


def test_what_changed_elsewhere_between_looking_and_applying_is_no_hindrance(desk: Desk) -> None:
    batch = desk.upload(sheet_of(ONE))
    desk.city.firm("别的厂")
    desk.press(batch, "apply")
    assert batch.state == "applied"


def test_an_upload_with_a_fault_is_not_applied_and_comes_back_marked(desk: Desk) -> None:
    batch = desk.upload(sheet_of(ONE, TWO | {CODE: WRONG}))
    assert "有1行要改，一行也没有导入" in desk.page(batch)
    assert desk.press(batch, "apply").status_code == 409
    assert not Enterprise.objects.exists()
    answer = desk.client.get(reverse("batch_marked", args=[batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    marked = [cell for row in book["企业名录"] for cell in row if cell.comment]
    assert [cell.coordinate for cell in marked] == ["A3"]
    assert "校验码" in marked[0].comment.text
    book["企业名录"]["A3"].value = TWO[CODE]
    book["企业名录"]["A3"].comment = None
    stream = io.BytesIO()
    book.save(stream)
    assert desk.upload(stream.getvalue(), "改好.xlsx").counts == {"new": 2}


def test_the_template_is_filled_in_and_taken(desk: Desk) -> None:
    answer = desk.client.get(reverse("sheet_template", args=["firms"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book["企业名录"]
    headings = [cell.value for cell in page[1]]
    for title, value in ONE.items():
        page.cell(2, headings.index(title) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    assert desk.upload(stream.getvalue()).counts == {"new": 1}
    assert "填写说明" in book.sheetnames
    assert page.column_dimensions["A"].width > 10


def test_the_export_changes_nothing_when_it_is_uploaded_again(desk: Desk) -> None:
    desk.press(desk.upload(sheet_of(ONE, TWO)), "apply")
    desk.city.firm("=cmd|'/c calc'!A1厂", region=None, outside=True, outside_place="湖北十堰", uscc="")
    answer = desk.client.get(reverse("sheet_export", args=["firms"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert {cell.data_type for row in book["企业名录"] for cell in row if cell.value is not None} <= {"s", "n", "d"}
    assert desk.upload(answer.content, "导出.xlsx").counts == {"same": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_each_encoding(desk: Desk, encoding: str) -> None:
    assert desk.upload(csv_of(ONE, TWO, encoding=encoding), "名录.csv").counts == {"new": 2}


def test_the_original_is_kept_and_handed_out(desk: Desk) -> None:
    content = sheet_of(ONE)
    batch = desk.upload(content)
    assert desk.client.get(reverse("batch_original", args=[batch.pk])).content == content


def test_an_upload_that_was_not_applied_can_be_thrown_away(desk: Desk) -> None:
    batch = desk.upload(sheet_of(ONE))
    answer = desk.client.post(reverse("batch_discard", args=[batch.pk]), follow=True)
    assert "已删除没有导入的" in answer.content.decode()
    assert "还没有导入过表格" in answer.content.decode()


class TestATwin:
    """A firm that an upload renames is held against the others of the city, as in its form."""

    def test_that_came_meanwhile_is_found_before_it_is_written(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        batch = desk.upload(sheet_of(ONE | {NAME: "示例精密铸件有限公司"}))
        desk.city.firm("示例精密铸件有限公司", uscc="")
        desk.press(batch, "apply")
        assert (batch.state, batch.counts) == ("checked", {"alike": 1})

    def test_stands_in_the_way_of_giving_a_name_back(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(ONE)), "apply")
        batch = desk.upload(sheet_of(ONE | {NAME: "示例精密铸件有限公司"}))
        desk.press(batch, "apply")
        desk.city.firm(ONE[NAME], uscc="")
        desk.press(batch, "undo")
        assert batch.state == "applied"
        assert "名录里已有" in batch.refusal
