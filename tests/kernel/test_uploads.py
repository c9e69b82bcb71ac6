"""Registers as people upload them: what is read, what is passed over and said, what is told at its cell or refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import xlsxwriter

from lianzhang.kernel.sheets import Column, Row, Sheet
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, text, years
from lianzhang.kernel.sheets.uploads import open_upload

SHEET = Sheet(
    "名录",
    (
        Column("code", "编码", coded(18)),
        Column("name", "名称", text(40), required=True),
        Column("output", "产值", amount("万元")),
        Column("share", "比例", amount("%", least=Decimal(0), most=Decimal(100))),
        Column("day", "日期", day_cell),
        Column("state", "状态", choices=(("active", "在营"), ("gone", "注销"))),
        Column("years", "年份", years),
    ),
    max_rows=200,
)
HEAD = ["编码", "名称", "产值", "比例", "日期", "状态", "年份"]
Fill = Callable[[Any, Any], None]


def workbook(fill: Fill, name: str = "名录") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet(name)
    fill(page, book)
    book.close()
    return stream.getvalue()


def table(*rows: list[Any]) -> bytes:
    def fill(page: Any, _: Any) -> None:
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return workbook(fill)


def read(content: bytes, name: str = "名录.xlsx") -> tuple[list[Row], list[str], list[tuple[int | None, str, str]]]:
    """Rows, notes, and what is told at which place."""
    with open_upload(content, name, SHEET) as upload:
        rows = list(upload.rows)
        problems = [*upload.problems, *(problem for row in rows for problem in row.problems)]
    return rows, upload.notes, [(each.row, each.column, each.message) for each in problems]


def repack(source: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


GOOD = table(HEAD, ["91X", "甲厂", 12.5, 50, "2021-07-01", "在营", "2021;2022"])


class TestHeadings:
    def test_a_title_above_the_headings_is_passed_over_and_said(self) -> None:
        rows, notes, told = read(table(["某市名录"], ["填报单位：某区"], HEAD, ["91X", "甲厂"]))
        assert [(row.number, row["name"]) for row in rows] == [(4, "甲厂")]
        assert notes == ["列名在第3行，上面的2行当作标题，没有读。"]
        assert told == []

    def test_headings_over_two_rows_are_read_together(self) -> None:
        def fill(page: Any, _: Any) -> None:
            page.merge_range(0, 0, 1, 0, "编码")
            page.merge_range(0, 1, 1, 1, "名称")
            page.merge_range(0, 2, 0, 3, "指标")
            page.write_row(1, 2, ["产值", "比例"])
            page.write_row(2, 0, ["91X", "甲厂", 12, 50])

        rows, _, told = read(workbook(fill))
        assert told == []
        assert (rows[0]["code"], rows[0]["output"], rows[0]["share"]) == ("91X", 12, 50)

    def test_a_missing_required_column_is_told_where_it_belongs(self) -> None:
        _, _, told = read(table(["编码", "产值"], ["91X", 1]))
        assert told == [(1, "名称", "缺少这一列；请在第1行补上列名“名称”")]

    def test_a_mistyped_column_is_told_and_a_strange_one_passed_over(self) -> None:
        _, notes, told = read(table([*HEAD[:2], "产值额", "备注栏"], ["91X", "甲厂", 1, "x"]))
        assert [(row, column) for row, column, _ in told] == [(1, "产值额")]
        assert "“备注栏”不是这张表的列" in notes[0]

    def test_a_row_that_numbers_the_columns_and_notes_at_the_end_are_passed_over(self) -> None:
        rows, notes, _ = read(
            table(HEAD[:3], ["甲", "乙", "1"], ["91X", "甲厂", 1], [], ["合计", "", 1], ["注：单位为万元。"])
        )
        assert [row["name"] for row in rows] == ["甲厂"]
        assert [note[:4] for note in notes] == ["第2行是", "第5行看", "第6行看"]


class TestPlaces:
    """What stands in a sheet and is not what somebody typed is told at its cell."""

    def test_a_code_that_became_a_number(self) -> None:
        _, _, told = read(table(HEAD[:2], [914206007071170000, "甲厂"]))
        ((row, column, message),) = told
        assert (row, column) == (2, "编码")
        assert message == "编码被存成了数字，前面的0或末几位可能已经丢了；请把该列设为文本后重填"

    def test_a_formula_an_error_and_a_date_kept_as_its_number(self) -> None:
        def fill(page: Any, _: Any) -> None:
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, ["91X", "甲厂"])
            page.write_formula(1, 2, "=1+1", None, 2)
            page.write_number(1, 4, 44378)
            page.write_row(2, 0, ["91Y", "乙厂"])
            page.write_formula(2, 2, "=1/0", None, "#DIV/0!")

        _, _, told = read(workbook(fill))
        assert [(row, column) for row, column, _ in told] == [(2, "产值"), (2, "日期"), (3, "产值")]
        assert "公式" in told[0][2]
        assert "日期的序号" in told[1][2]

    def test_an_error_value(self) -> None:
        source = table(HEAD, ["91X", "甲厂", 7])
        broken = repack(source, lambda _, part: part.replace(b'<c r="C2"><v>7</v>', b'<c r="C2" t="e"><v>#N/A</v>'))
        ((row, column, message),) = read(broken)[2]
        assert (row, column) == (2, "产值")
        assert "错误值" in message

    def test_a_percentage_is_read_in_percent_and_told_in_another_unit(self) -> None:
        def fill(page: Any, book: Any) -> None:
            share = book.add_format({"num_format": "0%"})
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, ["91X", "甲厂"])
            page.write_number(1, 2, 0.5, share)
            page.write_number(1, 3, 0.35, share)

        rows, _, told = read(workbook(fill))
        assert rows[0]["share"] == 35
        assert [(column, "百分比" in message) for _, column, message in told] == [("产值", True)]

    def test_the_last_of_very_many_percentages_is_read_as_the_first(self) -> None:
        def fill(page: Any, book: Any) -> None:
            share = book.add_format({"num_format": "0%"})
            page.write_row(0, 0, HEAD)
            for row in range(1, 200):
                page.write_string(row, 1, f"{row}厂")
                for column in range(3, 13):
                    page.write_number(row, column, 0.35, share)

        rows, _, _ = read(workbook(fill))
        assert {row["share"] for row in rows} == {35}

    def test_merged_and_hidden_cells(self) -> None:
        def fill(page: Any, _: Any) -> None:
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, ["91X", "甲厂", 1])
            page.write_row(2, 0, ["91Y", "乙厂"])
            page.merge_range(1, 2, 2, 2, 1)
            page.write_row(3, 0, ["91Z", "丙厂"])
            page.set_row(3, None, None, {"hidden": True})

        _, _, told = read(workbook(fill))
        assert [(row, column) for row, column, _ in told] == [(2, "产值"), (4, "")]
        assert "合并了单元格（第2行到第3行）" in told[0][2]
        assert "隐藏的或被筛选掉的" in told[1][2]

    def test_a_hidden_column(self) -> None:
        def fill(page: Any, _: Any) -> None:
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, ["91X", "甲厂", 1])
            page.set_column(3, 3, 10, None, {"hidden": True})

        ((row, column, message),) = read(workbook(fill))[2]
        assert (row, column) == (1, "比例")
        assert "这一列是隐藏的" in message

    def test_a_control_character_and_a_wrong_choice(self) -> None:
        _, _, told = read(table(HEAD, ["91X", "甲\x07厂", "", "", "", "关了"]))
        assert [column for _, column, _ in told] == ["名称", "状态"]
        assert "可选：active（在营）" in told[1][2]

    def test_a_table_that_does_not_begin_in_the_first_cell(self) -> None:
        def fill(page: Any, _: Any) -> None:
            page.write_row(4, 3, HEAD)
            page.write_row(5, 3, ["91X", "甲厂", 12.5, 50])
            page.write_formula(6, 5, "=1", None, 1)
            page.write_string(6, 4, "乙厂")

        rows, _, told = read(workbook(fill))
        assert [(row.number, row["output"]) for row in rows] == [(6, Decimal("12.5")), (7, None)]
        assert [(row, column) for row, column, _ in told] == [(7, "产值")]
