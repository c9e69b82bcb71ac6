"""Numbers as a spreadsheet shows and keeps them, in the newer and the older format: what is seen is what is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lianzhang.kernel.sheets import Column, Sheet, amount, coded, day_cell, text
from tests.older import old_workbook, shown_as
from tests.sheets import as_csv, as_xlsx, read, refusal, workbook

SHEET = Sheet(
    "名录",
    (
        Column("name", "名称", text(40), required=True),
        Column("industry", "行业代码", coded(5, whole=r"\d{4}")),
        Column("output", "产值（万元）", amount("万元")),
        Column("share", "占比（%）", amount("%")),
        Column("day", "成立日期", day_cell),
        Column("note", "说明", text(40)),
    ),
)
HEAD = [column.title for column in SHEET.columns]


def as_newer(rows: list[list[Any]]) -> bytes:
    def fill(page: Any, book: Any) -> None:
        for at, row in enumerate(rows):
            for column, (cell, code) in enumerate(row):
                page.write(at, column, cell, book.add_format({"num_format": code}))

    return workbook(fill)


def as_older(rows: list[list[Any]]) -> bytes:
    def fill(page: Any, _: Any) -> None:
        for at, row in enumerate(rows):
            for column, (cell, code) in enumerate(row):
                if cell != "":
                    page.write(at, column, cell, shown_as(code))

    return old_workbook(fill)


FORMATS = pytest.mark.parametrize(
    ("write", "file"), [(as_newer, "名录.xlsx"), (as_older, "名录.xls"), (as_older, "名录.et")]
)


def one(write: Any, file: str, key: str, cell: Any, code: str = "General") -> tuple[Any, str]:
    """The value of one cell below its heading, and what is told of it."""
    given = {"name": ("示例厂", "@"), key: (cell, code)}
    line = [given.get(column.key, ("", "General")) for column in SHEET.columns]
    rows, _, problems = read(write([[(head, "General") for head in HEAD], line]), file, SHEET)
    return rows[0][key], "".join(message for _, _, message in problems)


@FORMATS
def test_a_whole_number_is_looked_at_as_any_other(write: Any, file: str) -> None:
    assert one(write, file, "industry", 3451) == ("3451", "")
    assert "编码被存成了数字" in one(write, file, "industry", 111)[1]
    assert "百分比格式" in one(write, file, "output", 1, "0%")[1]
    assert one(write, file, "share", 1, "0%") == (100, "")
    assert one(write, file, "note", 2, "0%") == ("200%", "")
    assert "是日期的序号" in one(write, file, "day", 42064)[1]
    assert one(write, file, "day", date(2015, 3, 1), "yyyy-mm-dd") == (date(2015, 3, 1), "")


@FORMATS
def test_a_unit_that_the_format_writes_behind_a_number_is_read_with_it(write: Any, file: str) -> None:
    assert one(write, file, "output", 3, '0"亿元"') == (30000, "")
    assert one(write, file, "output", 3.5, '#,##0.0"万元"') == (Decimal("3.5"), "")
    assert one(write, file, "note", 51, '0"家"') == ("51家", "")
    assert one(write, file, "note", 7, '0"号楼"') == ("7", "")
    assert "美元" in one(write, file, "output", 3, '"US$"#,##0')[1]
    assert "不能换算" in one(write, file, "output", 12, '0"%"')[1]


@FORMATS
@pytest.mark.parametrize(
    ("code", "words"), [("#,##0,", "缩小"), ("0!.0,", "缩小"), ('0.00,,"亿"', "缩小"), (";;;", "不显示")]
)
def test_a_number_of_which_another_or_none_is_seen_is_refused(write: Any, file: str, code: str, words: str) -> None:
    assert words in one(write, file, "output", 12345678, code)[1]
    assert words in one(write, file, "note", 12345678, code)[1]


@pytest.mark.parametrize("write", [as_xlsx, as_csv])
def test_that_less_than_is_written_is_kept_of_figures_is_said_once_a_column(write: Any) -> None:
    heads, lines = ["名称", "产值（万元）"], [["甲", "1.50"], ["乙", "2.345"], ["丙", "2.225"]]
    file = "名录.xlsx" if write is as_xlsx else "名录.csv"
    rows, notes, _ = read(write(heads, *lines), file, SHEET)
    assert [row["output"] for row in rows] == [Decimal("1.50"), Decimal("2.35"), Decimal("2.23")]
    assert notes == ["“产值（万元）”有超过2位小数的，四舍五入到2位；第一处在第3行：2.345"]


def test_what_would_be_kept_as_nothing_is_refused_and_no_zero_is_below_zero() -> None:
    kind = amount("万元")
    assert "记下来就成了0" in refusal(kind, "30元")
    assert "记下来就成了0" in refusal(kind, "0.004")
    assert kind.rounds("1234元")
    assert not kind.rounds("1200元")
    assert str(kind.read("-0")) == "0.00"
    assert (kind.read("3千元"), kind.read("2百万元"), kind.read("3千万元")) == (Decimal("0.30"), 200, 3000)
