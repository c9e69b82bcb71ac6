"""Which worksheet of a workbook is read: told or asked, never a hidden one, and what is left is named."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from lianzhang.kernel.sheets import from_json, read_table
from lianzhang.kernel.sheets.columns import wanted
from lianzhang.kernel.sheets.uploads import open_upload
from lianzhang.kernel.workbooks import FileRefused, SheetAsked, SheetSeen, opened
from tests.kernel.test_uploads import HEAD, SHEET

Rows = list[list[Any]]
COVER: Rows = [["某市企业名录"], ["填报单位：某区"]]
EXPLAINED: Rows = [["列", "怎么填"], *([title, "照实填"] for title in HEAD)]


def data(name: str) -> Rows:
    return [HEAD, ["91X", name, 12.5]]


def book_of(*sheets: tuple[str, Rows, bool]) -> bytes:
    """A workbook of these worksheets: name, rows, whether it can be seen."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    pages = [(book.add_worksheet(name), rows, seen) for name, rows, seen in sheets]
    for page, rows, seen in pages:
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        if not seen:
            page.hide()
    next(page for page, _, seen in pages if seen).activate()
    book.close()
    return stream.getvalue()


def seen(content: bytes, chosen: str = "") -> tuple[str, list[str], list[str]]:
    """The worksheet that is read, the names in it, and what is said of the others."""
    with opened(content, "名录.xlsx", wanted(SHEET, chosen)) as table:
        rows = list(table.rows)
        return table.sheet, [row[1] for row in rows if row[1] not in ("", "名称")], table.notes


@pytest.mark.parametrize(
    ("sheets", "read", "note"),
    [
        ([("去年", data("旧厂"), False), ("今年", data("甲厂"), True)], "今年", "没有读“去年”（隐藏）"),
        ([("名录", data("旧厂"), False), ("今年", data("甲厂"), True)], "今年", "没有读“名录”（隐藏）"),
        ([("今年", data("乙厂"), True), ("名录", data("甲厂"), True)], "名录", "没有读“今年”（未选）"),
        ([("封面", COVER, True), ("数据", data("甲厂"), True)], "数据", "没有读“封面”（没有要的列名）"),
        (
            [("填表说明", EXPLAINED, True), ("数据", [*COVER, *data("甲厂")], True)],
            "数据",
            "“填表说明”（没有要的列名）",
        ),
        ([("Sheet1", data("甲厂"), True), ("Sheet2", [], True)], "Sheet1", "没有读“Sheet2”（空白）"),
        ([("名录", [], True), ("Sheet2", data("甲厂"), True)], "Sheet2", "没有读“名录”（空白）"),
        ([("名录", data("甲厂"), True), ("填写说明", EXPLAINED, True), ("选项", COVER, False)], "名录", ""),
    ],
)
def test_the_sheet_that_is_meant_is_read_and_the_others_are_named(sheets: Any, read: str, note: str) -> None:
    sheet, names, notes = seen(book_of(*sheets))
    assert (sheet, names) == (read, ["甲厂"])
    assert [note in each for each in notes] == ([True] if note else [])


def test_headings_are_known_however_they_are_written() -> None:
    heads = ["编码 ", "*名称", "产值(万元)", "比\n例"]
    sheet, _, _ = seen(book_of(("封面", COVER, True), ("数据", [heads, ["91X", "甲厂"]], True)))
    assert sheet == "数据"


TWO = book_of(("一区", data("甲厂"), True), ("二区", [*data("乙厂"), ["", "丙厂"]], True), ("封面", COVER, True))


def test_where_several_would_do_nothing_is_read_until_somebody_chooses() -> None:
    with pytest.raises(SheetAsked) as asked:
        seen(TWO)
    assert asked.value.sheets == [
        SheetSeen("一区", "asked", 2),
        SheetSeen("二区", "asked", 3),
        SheetSeen("封面", "passed", 2),
    ]
    assert "“一区”2行、“二区”3行" in str(asked.value)
    assert seen(TWO, "二区")[:2] == ("二区", ["乙厂", "丙厂"])


def test_a_sheet_of_figures_asks_as_well() -> None:
    table = read_table(TWO, SHEET, "名录.xlsx")
    assert table.rows == []
    assert "请选一张" in table.problems[0].message
    assert from_json(table.as_json(), SHEET) == table
    chosen = read_table(TWO, SHEET, "名录.xlsx", chosen="一区")
    assert [row["name"] for row in chosen.rows] == ["甲厂"]
    assert next(each.name for each in chosen.sheets if each.state == "read") == "一区"


def test_the_rows_of_the_chosen_sheet_are_those_of_the_upload() -> None:
    with open_upload(TWO, "名录.xlsx", SHEET, chosen="一区") as upload:
        assert [row["name"] for row in upload.rows] == ["甲厂"]
    assert upload.notes == ["读的是工作表“一区”，没有读“二区”（未选）、“封面”（未选）。"]


def test_a_hidden_sheet_is_read_by_nobodys_choice() -> None:
    hidden = book_of(("一区", data("甲厂"), True), ("去年", data("旧厂"), False))
    with pytest.raises(FileRefused, match="没有看得见的工作表“去年”"):
        seen(hidden, "去年")


def test_where_only_hidden_sheets_hold_data_it_is_said() -> None:
    with pytest.raises(FileRefused, match="看得见的工作表里没有数据；隐藏的工作表“去年”不读"):
        seen(book_of(("今年", [], True), ("去年", data("旧厂"), False)))


def test_a_sheet_hidden_by_a_macro_alone_is_hidden() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of(("底", data("旧厂"), True), ("今年", data("甲厂"), True))))
    book["底"].sheet_state = "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    assert seen(stream.getvalue())[0] == "今年"


def test_a_workbook_of_very_many_sheets_is_refused() -> None:
    with pytest.raises(FileRefused, match="超过100张"):
        seen(book_of(*((f"表{number}", COVER, True) for number in range(101))))
