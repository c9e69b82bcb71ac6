"""What an import did to a row stands in the row's own history: file, line, who applied it, what changed."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.enterprises.models import Enterprise
from lianzhang.records.history import Happening, changes_since, history_of, last_change
from tests.enterprises.world import uscc

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
    acts = [each.act for each in history_of(Enterprise.objects.get())]
    assert acts == ["由表格导入", "由表格导入", "撤销导入"]


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
