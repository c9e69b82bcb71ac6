"""Workbooks: what is written reads back, and what comes from outside is told apart from what somebody typed."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.kernel.sheets import (
    Column,
    Sheet,
    Table,
    code,
    codes,
    day_cell,
    number,
    read_table,
    template,
    text,
    write_workbook,
    yes,
)
from lianzhang.kernel.sheets.tables import BYTES_ALLOWED
from lianzhang.kernel.workbooks.archive import PARTS_ALLOWED

FIGURES = Sheet(
    "填报",
    (
        Column("id", "编号", code, required=True, help="小写字母和数字", example="a1"),
        Column("name", "名称", text(40)),
        Column("value", "数值", number()),
        Column("day", "日期", day_cell),
        Column("asked", "要求", choices=((">=", "不少于"), ("=", "等于"))),
        Column("parts", "分项", codes),
        Column("chosen", "采用", yes),
    ),
    max_rows=50,
)
ROWS = [
    {"id": "a", "name": "甲", "value": Decimal("1.25"), "day": date(2021, 7, 1), "asked": ">="},
    {"id": "420600", "name": "", "value": None, "day": None, "asked": "", "parts": ("b", "c"), "chosen": True},
]
Fill = Callable[[Any, Any], None]


def workbook(fill: Fill, name: str = "填报", **options: Any) -> bytes:
    """A workbook with the headings 编号, 名称, 数值, 日期 and what `fill(page, book)` adds."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, options)
    page = book.add_worksheet(name)
    page.write_row(0, 0, ["编号", "名称", "数值", "日期"])
    fill(page, book)
    book.close()
    return stream.getvalue()


def repack(source: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def whole_file_problem(source: bytes) -> str:
    table = read(source)
    assert table.rows == []
    (problem,) = table.problems
    assert (problem.row, problem.column) == (None, "")
    return problem.message


def read(source: bytes, name: str = "填报.xlsx") -> Table:
    return read_table(source, FIGURES, name)


def places(table: Table) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.column) for problem in table.problems]


def test_what_is_written_reads_back() -> None:
    table = read(write_workbook(FIGURES, ROWS))
    assert table.problems == []
    blank = {"name": "", "value": None, "day": None, "asked": "", "parts": (), "chosen": False}
    assert [row.values for row in table.rows] == [blank | row for row in ROWS]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_text_that_begins_like_a_formula_stays_text(start: str) -> None:
    written = write_workbook(FIGURES, [{"id": "a", "name": f"{start}cmd|'/c calc'!A1"}])
    cell = openpyxl.load_workbook(io.BytesIO(written))["填报"]["B2"]
    assert cell.data_type == "s"
    assert cell.value == f"{start}cmd|'/c calc'!A1".replace("\r", "_x000D_")
    assert cell.quotePrefix


def test_a_template_explains_every_column_and_offers_the_choices() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(FIGURES)))
    page, instructions = book["填报"], book["填写说明"]
    assert [cell.value for cell in page[1]] == [column.title for column in FIGURES.columns]
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in instructions["A"]][1:] == [column.title for column in FIGURES.columns]
    assert [cell.value for cell in instructions[2]] == ["编号", "是", "小写字母和数字", "a1"]
    (rule,) = page.data_validations.dataValidation
    assert str(rule.sqref) == "E2:E51"
    assert [cell.value for cell in book["选项"]["A"]] == ["不少于", "等于"]
    assert page.column_dimensions["A"].width > 8


def test_numbers_and_dates_of_a_spreadsheet_become_text_only_where_text_is_asked() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_row(1, 0, [420600, 2021, 0.1 + 0.2])
        page.write_datetime(1, 3, datetime(2021, 7, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    table = read(workbook(fill))
    assert table.problems == []
    row = table.rows[0]
    assert (row["id"], row["name"], row["value"], row["day"]) == ("420600", "2021", Decimal("0.3"), date(2021, 7, 1))


def test_formulas_errors_percentages_and_lost_digits_are_told_at_their_cells() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_column(1, 0, ["a", "b", "c", "d", "e"])
        page.write_formula(1, 2, "=1+1", None, 2)
        page.write_formula(2, 1, '="x"', None, "x")
        page.write_number(3, 2, 0.12, book.add_format({"num_format": "0.0%"}))
        page.write_number(4, 1, 123456789012345678)
        page.write_boolean(5, 2, True)

    table = read(workbook(fill))
    told = [problem.message for problem in table.problems]
    assert places(table) == [(2, "数值"), (3, "名称"), (4, "数值"), (5, "名称"), (6, "数值")]
    assert "公式" in told[0]
    assert "公式" in told[1]
    assert "百分比" in told[2]
    assert "15位" in told[3]


def test_an_error_value_is_not_taken_for_a_blank() -> None:
    source = workbook(lambda page, _: page.write_row(1, 0, ["a", "x", 7]))

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b'<c r="C2"><v>7</v>', b'<c r="C2" t="e"><v>#N/A</v>')

    table = read(repack(source, change))
    assert places(table) == [(2, "数值")]
    assert "错误值" in table.problems[0].message


def test_a_literal_percent_sign_in_a_format_scales_nothing() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_string(1, 0, "a")
        page.write_number(1, 2, 12, book.add_format({"num_format": '0"%"'}))

    assert read(workbook(fill)).rows[0]["value"] == 12


def test_the_sheet_of_the_name_is_read_else_the_first() -> None:
    def fill(_page: Any, book: Any) -> None:
        book.add_worksheet("填报").write_column(0, 0, ["编号", "named"])

    assert [row["id"] for row in read(workbook(fill, "别的")).rows] == ["named"]
    other = workbook(lambda page, _: page.write_string(1, 0, "first"), "别的")
    assert [row["id"] for row in read(other).rows] == ["first"]


def test_content_beside_the_columns_is_told() -> None:
    table = read(workbook(lambda page, _: page.write_row(1, 0, ["a", "x", 1, "", "?"])))
    assert places(table) == []
    assert table.notes == ["E列没有列名，没有读；第一处在第2行。"]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (b"", "文件是空的"),
        (b"id,name\n", "不要只改后缀"),
        (b"PK\x03\x04" + b"\0" * 40, "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"0" * (BYTES_ALLOWED + 1), "5MB"),
    ],
)
def test_what_is_no_workbook_is_told(source: bytes, word: str) -> None:
    assert word in whole_file_problem(source)


def test_a_workbook_cut_short_is_told() -> None:
    whole = write_workbook(FIGURES, ROWS)
    assert "已损坏" in whole_file_problem(whole[: len(whole) // 2])


def test_an_archive_that_is_no_workbook_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "不是这种格式的工作簿" in whole_file_problem(stream.getvalue())


def test_an_archive_of_very_many_parts_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number_ in range(PARTS_ALLOWED + 1):
            archive.writestr(str(number_), b"")
    assert "过大" in whole_file_problem(stream.getvalue())


def test_entities_that_swell_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "ha">'
    bomb += b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 12)) + b"]>"

    def change(name: str, part: bytes) -> bytes:
        return bomb + b"<sst><si><t>&b11;</t></si></sst>" if name == "xl/worksheets/sheet1.xml" else part

    assert "表格软件不会写" in whole_file_problem(repack(write_workbook(FIGURES, ROWS), change))


@pytest.mark.parametrize("reference", [b"XFD1048576", b"A1048576", b"A999999999"])
def test_a_cell_far_out_does_not_make_the_sheet_large(reference: bytes) -> None:
    source = workbook(lambda page, _: page.write_row(1, 0, ["a", "x", 1]))

    def change(name: str, part: bytes) -> bytes:
        row = reference.lstrip(b"XFDA")
        far = b'<row r="%s"><c r="%s"><v>1</v></c></row></sheetData>' % (row, reference)
        return part.replace(b"</sheetData>", far)

    table = read(repack(source, change))
    assert [row.number for row in table.rows] in ([2, 1_048_576], []) or "用完了允许的内存" in table.problems[0].message


def test_a_file_that_lies_about_its_extent_is_read_to_its_true_end() -> None:
    source = workbook(lambda page, _: page.write_column(1, 0, ["a", "b"]))

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:D3"/>', b'<dimension ref="A1:A2"/>')

    assert [row["id"] for row in read(repack(source, change)).rows] == ["a", "b"]


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_problems(source: bytes) -> None:
    assert read(source).problems


@settings(max_examples=40, deadline=None)  # each starts a process
@pytest.mark.filterwarnings("ignore:::openpyxl")
@given(st.data())
def test_a_damaged_part_gives_rows_or_problems(data: st.DataObject) -> None:
    whole = write_workbook(FIGURES, ROWS)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        part = data.draw(st.sampled_from(archive.namelist()))
        content = archive.read(part)
    place = data.draw(st.integers(0, len(content)))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.binary(max_size=6) | st.sampled_from([b"9999999999", b"-1", b"1e999", b"<f>", b"</c>"]))
    damaged = content[:place] + put + content[place + cut :]
    table = read(repack(whole, lambda name, old: damaged if name == part else old))
    assert all(problem.message for problem in table.problems)
    assert all(row["id"] or "id" in row.broken for row in table.rows)
