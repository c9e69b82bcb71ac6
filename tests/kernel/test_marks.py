"""What stands at a cell beside its value: every formula, error and percentage is told, wherever and however many."""

from __future__ import annotations

import io
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.kernel.sheets.uploads import open_upload
from lianzhang.kernel.workbooks import FileRefused, Wanted, archive, marks, opened
from lianzhang.kernel.workbooks.formats import shown_by, shown_by_number
from lianzhang.kernel.workbooks.marks import ERROR, FORMULA, KINDS, MONTH, PERCENT, Marks
from lianzhang.kernel.workbooks.refusals import Refused
from tests.kernel.test_uploads import HEAD, SHEET, read, table, workbook
from tests.older import saved_as_xls

OLD = Path(__file__).parent / "files" / "marks.xls"  # BIFF8: a cover, hidden sheets, and each kind of mark
WIDE = replace(SHEET, max_rows=20_000)
PLACES = st.dictionaries(
    st.tuples(st.integers(0, 3_000), st.integers(0, 5)), st.sampled_from([FORMULA, ERROR, PERCENT]), max_size=60
)
STRETCHES = st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 5), st.integers(1, 1_500)), max_size=4)
CELLS = {
    FORMULA: '<c r="{}"><f>1+1</f><v>2</v></c>',
    ERROR: '<c r="{}" t="e"><v>#N/A</v></c>',
    PERCENT: '<c r="{}" s="1"><v>0.15</v></c>',
}


def marked(placed: dict[tuple[int, int], str]) -> Marks:
    """What is found in a worksheet that has these marks."""
    rows: dict[int, list[str]] = {}
    for (row, column), kind in sorted(placed.items()):
        rows.setdefault(row, []).append(CELLS[kind].format(f"{'ABCDEF'[column]}{row + 1}"))
    xml = "".join(f'<row r="{row + 1}">{"".join(cells)}</row>' for row, cells in rows.items())
    contents = archive.SheetContents()
    archive._look(f"<worksheet><sheetData>{xml}</sheetData></worksheet>".encode(), {"1": PERCENT}, contents)
    return Marks.heard(contents.marks.told())


@settings(max_examples=60, deadline=None)
@given(PLACES, STRETCHES)
def test_the_marks_that_are_told_are_those_that_are_there(placed: dict[Any, str], stretches: list[Any]) -> None:
    for begin, column, length in stretches:
        placed |= {(row, column): FORMULA for row in range(begin, begin + length)}
    assert dict(marked(placed)) == placed


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2), st.sampled_from(KINDS)), max_size=80))
def test_marks_may_come_in_any_order_and_twice(placed: list[tuple[int, int, str]]) -> None:
    kept = Marks()
    for row, column, kind in placed:
        kept.add(row, column, kind)
    for row in range(31):
        for column in range(3):
            there = [kind for kind in KINDS if (row, column, kind) in placed]
            assert kept.get((row, column)) == (there[0] if there else None)


def test_a_million_formulas_in_a_column_take_no_room() -> None:
    tracemalloc.start()
    kept = Marks()
    for row in range(1_000_000):
        kept.add(row, 7, FORMULA)
    told = kept.told()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000
    assert len(str(told)) < 100
    assert Marks.heard(told)[999_999, 7] == FORMULA


def test_marks_that_lie_too_scattered_are_a_refusal_and_no_end_of_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "STRETCHES_ALLOWED", 10)
    kept = Marks()
    for row in range(0, 20, 2):
        kept.add(row, 0, FORMULA)
    with pytest.raises(Refused, match="scattered"):
        kept.add(30, 0, FORMULA)


def test_texts_of_errors_that_lie_too_scattered_are_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "STRETCHES_ALLOWED", 3)
    content = ("名称,产值\n" + "甲厂,#N/A\n乙厂,1\n" * 4).encode()
    with opened(content, "名录.csv", Wanted("名录", HEAD)) as seen, pytest.raises(FileRefused, match="太多太散"):
        list(seen.rows)


@pytest.mark.parametrize("count", [13, 1_008])
def test_formulas_that_nobody_reads_hide_nothing_below_them(count: int) -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_row(0, 0, ["序号", *HEAD])
        for number in range(1, count + 1):
            page.write_formula(number, 0, "=ROW()-1", None, number)
            page.write_string(number, 2, f"{number}厂")
        page.write_number(count - 2, 3, 0.15, book.add_format({"num_format": "0%"}))
        page.write_formula(count - 1, 3, "=D2*2", None, 999)
        page.write_formula(count, 3, "=1/0", None, "#DIV/0!")

    with open_upload(workbook(fill), "名录.xlsx", WIDE) as upload:
        told = [(each.row, each.column) for row in upload.rows for each in row.problems]
    assert told == [(count - 1, "产值"), (count, "产值"), (count + 1, "产值")]


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
@pytest.mark.parametrize("file", ["名录.csv", "名录.xlsx"])
def test_the_text_of_an_error_is_an_error_in_every_format(file: str, text: str) -> None:
    rows = [["编码", "名称"], *(["", f"{number}厂"] for number in range(600)), ["", text]]
    content = table(*rows) if file.endswith("xlsx") else "\n".join(map(",".join, rows)).encode()
    with open_upload(content, file, WIDE) as upload:
        ((row, message),) = [(each.row, each.message) for row in upload.rows for each in row.problems]
    assert row == 602
    assert "错误值" in message


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_the_older_formats_tell_formulas_errors_percentages_months_and_what_is_hidden(ending: str) -> None:
    rows, notes, told = read(OLD.read_bytes(), f"名录.{ending}")
    assert notes[0] == "读的是工作表“今年”，没有读“封面”（没有要的列名）、“去年”（隐藏）、“底”（隐藏）。"
    assert [(row, column) for row, column, _ in told] == [(1, "状态")]
    assert rows == []
    with opened(OLD.read_bytes(), f"名录.{ending}", Wanted("名录", HEAD)) as seen:
        assert seen.sheet == "今年"
        assert [row[2] for row in seen.rows] == ["名称", "甲厂", "乙厂", "丙厂", "丁厂", "戊厂", "己厂"]
        read_columns = {place: kind for place, kind in seen.marks.items() if place[1]}
    expected = {(2, 3): FORMULA, (3, 3): ERROR, (4, 3): PERCENT, (4, 4): PERCENT, (4, 5): MONTH, (6, 3): ERROR}
    assert read_columns == expected
    assert seen.hidden_rows == {5}
    assert seen.hidden_columns == [[6, 6]]


def test_what_is_marked_and_hidden_in_a_workbook_is_so_in_the_same_one_of_the_older_format() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_row(0, 0, HEAD)
        for row, code in enumerate(["0%", "yyyy-mm", ";;;", "0!.0,", '0"家"', "General"], start=1):
            page.write(row, 2, 45_000, book.add_format({"num_format": code}))
        page.write_formula(7, 2, "=1+1", None, 2)
        page.write_formula(8, 2, "=1/0", None, "#DIV/0!")
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(3, 3, None, None, {"hidden": True})
        book.add_worksheet("底").hide()

    newer = workbook(fill)
    seen = []
    for name, content in (("名录.xlsx", newer), ("名录.xls", saved_as_xls(newer))):
        with opened(content, name, Wanted("名录", HEAD)) as book:
            seen.append((dict(book.marks), book.hidden_rows, book.hidden_columns, book.sheets, len(list(book.rows))))
    assert seen[0] == seen[1]
    assert len(seen[0][0]) == 7


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(OLD.read_bytes()) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_older_workbook_gives_rows_or_a_refusal(place: int, put: bytes) -> None:
    content = OLD.read_bytes()
    content = content[:place] + put + content[place + len(put) :]
    with suppress(FileRefused), opened(content, "名录.xls", Wanted("名录", HEAD)) as seen:
        assert list(seen.rows)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", ""), ("0.00", ""), ("0.00E+00", ""), ('0"%"', "unit %"), ("@", ""), ("#,##0;[Red]-#,##0", ""),
        ("0.0%", "percent"), ("yyyy-mm-dd", ""), ("yyyy/m/d h:mm", ""), ('yyyy"年"m"月"d"日"', ""),
        ("yyyy-mm", "month"), ('yyyy"年"m"月";@', "month"), ("[$-804]mmm-yy", "month"),
        ('[DBNum1]yyyy"年"m"月"', "month"),
        ("yyyy", "year"), ('yy"年"', "year"), ("h:mm", "time"), ("[h]:mm:ss", "time"), ("上午/下午h:mm", "time"),
        ("m/d", "yearless"), ('m"月"d"日"', "yearless"), ('m"月"', "yearless"), ("e", "year"), ('e"年"', "year"),
        ("#,##0,", "scaled"), ("0.00,,", "scaled"), ("0!.0,", "scaled"), ("0\\.0000", "scaled"), ('0.0,"千"', "scaled"),
        (";;;", "blanked"), ('""', "blanked"), ('"无"', "blanked"),
        ('0"家"', "unit 家"), ('#,##0.00_ "亿元"', "unit 亿元"), ('0.0"%";-0.0', "unit %"), ("0\\元", "unit 元"),
        ('General"人"', "unit 人"), ('G/通用格式"人"', "unit 人"), ("[$$-409]#,##0.00", "unit 美元"),
        ('"US$"0', "unit 美元"), ('"¥"#,##0', ""), ("[$¥-804]#,##0.00", ""), ("# ?/?", ""), ("0000", ""),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', ""), ("[=1]0;General", ""), ("[h]", "time"),
    ],
)  # fmt: skip
def test_a_format_says_what_it_shows_beside_the_value(code: str, shown: str) -> None:
    assert shown_by(code) == shown


def test_a_numbered_format_shows_what_the_workbook_writes_of_it() -> None:
    assert shown_by_number(57, {}) == MONTH
    assert shown_by_number(57, {57: "yyyy-mm-dd"}) == ""
    assert shown_by_number(14, {}) == ""


def test_a_day_shown_as_a_month_is_marked_and_a_whole_day_is_not() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    for column, code in enumerate(["yyyy-mm", "yyyy-mm-dd", "yyyy", "h:mm"], start=1):
        page.cell(1, column, datetime(2023, 8, 1)).number_format = code
    stream = io.BytesIO()
    book.save(stream)
    with opened(stream.getvalue(), "名录.xlsx", Wanted("")) as seen:
        assert dict(seen.marks) == {(0, 0): "month", (0, 2): "year", (0, 3): "time"}


def test_rows_and_columns_without_height_or_width_are_hidden() -> None:
    contents = archive.SheetContents()
    xml = b'<worksheet><cols><col min="2" max="3" width="0"/></cols><row r="4" ht="0"/></worksheet>'
    archive._look(xml, {}, contents)
    assert contents.hidden_rows == [3]
    assert contents.hidden_columns == [(1, 2)]


def test_a_csv_says_what_it_cannot_show() -> None:
    _, notes, _ = read("名称\n甲厂\n".encode(), "名录.csv")
    assert "看不出公式、百分比格式和隐藏、筛选的行列" in notes[0]
