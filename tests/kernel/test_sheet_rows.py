"""Rows and cells as people leave them: totals and footers, words for nothing, guards, several values, dates."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianzhang.kernel.folding import fold
from lianzhang.kernel.sheets import (
    CellError,
    Column,
    Kind,
    Sheet,
    amount,
    coded,
    day_cell,
    several,
    text,
    write_marked,
    years,
)
from lianzhang.kernel.sheets.headings import Place
from lianzhang.kernel.sheets.loose import joined, split
from lianzhang.kernel.sheets.rows import CellReader
from lianzhang.kernel.workbooks import FileRefused
from tests.older import as_xls
from tests.sheets import as_csv, as_xlsx, read, refusal, workbook

PERIOD = Kind(str, shown_as="period", hint="2023 或 2023-08")
SHEET = Sheet(
    "名录",
    (
        Column("code", "编码", coded(18)),
        Column("name", "名称", text(40), required=True),
        Column("former", "曾用名", several(text(20))),
        Column("region", "区域", choices=(("a", "甲区"), ("b", "乙（新）区"))),
        Column("industry", "行业代码", coded(5, whole=r"\d{4}")),
        Column("output", "产值（万元）", amount("万元")),
        Column("day", "成立日期", day_cell),
        Column("period", "时期", PERIOD),
        Column("years", "规上年份", years),
        Column("scope", "经营范围", text(100, lines=True)),
    ),
)
HEAD = [column.title for column in SHEET.columns]
BLANK = {column.key: column.blank for column in SHEET.columns}
WRITE = {"名录.xlsx": as_xlsx, "名录.xls": as_xls, "名录.et": as_xls, "名录.csv": as_csv}
FORMATS = pytest.mark.parametrize("name", WRITE)


def one(file: str, **given: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Values of one row, and what is told at which column."""
    cells = {"name": "示例机械有限公司", "code": "91X"} | given
    content = WRITE[file](HEAD, [cells.get(column.key, "") for column in SHEET.columns])
    rows, _, problems = read(content, file, SHEET)
    return rows[0].values, [(column, message) for _, column, message in problems]


NO_DATA: list[dict[str, str]] = [
    {"name": "全市合计", "output": "12,345"},
    {"name": "合 计"},
    {"name": "本页小计", "output": "5"},
    {"name": "合计（1家）"},
    {"name": "甲区小计", "output": "5"},
    {"name": "总计：3家", "region": "甲区"},
    {"code": "合计", "output": "1"},
    {"name": "规上企业合计数", "output": "8", "years": "-"},
    {"name": "截至2023年9月底"},
    {"name": "数据截至：2023-09-30", "scope": "x"},
    {"name": "负责人：张三", "region": "填表人：李四", "output": "日期：2023-10-08"},
    {"code": "单位负责人：", "name": "张三", "output": "填表人："},
    {
        "code": "审核：王五",
        "name": "填表人：李四",
        "former": "单位负责人：张三",
        "region": "电话：12",
        "day": "日期：",
    },
    {"code": "注：单位为万元。"},
    {"code": "注1：单位为万元。"},
    {"code": "填表日期", "name": "2023-10-08"},
    {"code": "第1页 共3页"},
    {column.key: column.title for column in SHEET.columns},
    {"name": "名称", "industry": "行业代码", "output": "产值"},
    {"name": "共2家企业"},
    {"name": "以上共计1户", "output": "3"},
    {"name": "企业总数：1"},
    {"name": "汇总", "output": "5"},
    {"name": "Total", "output": "5"},
    {"name": "平均", "output": "5"},
    {"name": "规上企业平均值", "output": "5"},
    {"name": "其中：国有企业", "output": "5"},
    {"name": "同比增长（%）", "output": "5"},
    {"name": "增速", "output": "5.1"},
    {"name": "一、甲区"},
    {"code": "（二）规上企业"},
    {"name": "2.产值按现价计算。"},
    {"code": "※ 数据未经审计"},
    {"name": "（盖章）"},
    {"code": "主管部门意见："},
    {"name": "以下空白"},
    {"name": "（以下无正文）"},
    {"name": "— 1 —"},
    {"name": "1/2"},
    {"name": "2025年10月8日"},
]
DATA: list[dict[str, str]] = [
    {"code": "91Y", "name": "全市合计"},
    {"name": "合计科技有限公司"},
    {"name": "合计科技有限公司", "output": "5"},
    {"name": "示例合计厂", "output": "5"},
    {"name": "累计机械", "region": "甲区", "output": "5"},
    {"name": "审核认证中心"},
    {"name": "日期印刷厂", "output": "3"},
    {"name": "注塑一厂"},
    {"name": "第1页文化公司"},
    {"name": "其中科技公司", "output": "5"},
    {"name": "（集团）第一厂"},
    {"name": "平均律音乐社", "output": "5"},
    {"name": "一、二号车间", "region": "甲区"},
    {"name": "SUMMIT", "output": "5"},
    {"name": "名称", "output": "5"},
]


def rows_of(*rows: dict[str, Any]) -> list[list[Any]]:
    return [[row.get(column.key, "") for column in SHEET.columns] for row in rows]


@FORMATS
def test_rows_that_are_no_data_are_passed_over_and_said(name: str) -> None:
    rows, notes, problems = read(WRITE[name](HEAD, *rows_of({"name": "示例机械有限公司"}, *NO_DATA)), name, SHEET)
    assert [each["name"] for each in rows] == ["示例机械有限公司"]
    assert problems == []
    assert [note.partition("看作")[0] for note in notes] == [f"第{at}行" for at in range(3, 3 + len(NO_DATA))]


@FORMATS
def test_firms_that_are_called_like_a_total_are_read(name: str) -> None:
    rows, notes, _ = read(WRITE[name](HEAD, *rows_of(*DATA)), name, SHEET)
    assert [each["name"] for each in rows] == [row["name"] for row in DATA]
    assert notes == []


@FORMATS
def test_heads_of_another_table_below_are_a_refusal_at_their_row(name: str) -> None:
    for heads in (["名称", "编码", "产值（万元）"], ["编码", "名称", "曾用名", "", "", "产值（亿元）"]):
        content = WRITE[name](HEAD, ["91X", "示例厂", "", "", "", 5], [""], heads, ["91Y", "另一厂", "", "", "", 6])
        with pytest.raises(FileRefused, match="和第1行的不一样") as refused:
            read(content, name, SHEET)
        assert refused.value.row == 4


def test_a_row_that_is_chosen_from_a_list_is_no_total() -> None:
    sheet = Sheet("填报", (Column("what", "目标", required=True, choices=(("x", "累计引进项目"),)), Column("n", "数")))
    rows, notes, _ = read(as_xlsx(["目标", "数"], ["累计引进项目", 3]), "填报.xlsx", sheet)
    assert (rows[0]["what"], notes) == ("x", [])


NOTHING = ["无", "暂无", "不详", "N/A", "n/a", "NA", "-", "—", "／", "空", " 无 ", "Ｎ／Ａ"]


@FORMATS
def test_a_word_for_nothing_is_blank_where_nothing_may_stand(name: str) -> None:
    optional = [key for key in BLANK if key != "name"]
    cells = rows_of(*({"name": "示例机械有限公司"} | dict.fromkeys(optional, word) for word in NOTHING))
    rows, _, problems = read(WRITE[name](HEAD, *cells), name, SHEET)
    assert problems == []
    assert all(row.values == BLANK | {"name": "示例机械有限公司"} for row in rows)
    _, _, problems = read(
        WRITE[name](HEAD, *rows_of(*({"code": "91X", "name": word} for word in NOTHING))), name, SHEET
    )
    wanted = [f"写的是“{word.strip()}”，等于没有填；这一列不能为空，请填写" for word in NOTHING]
    assert [message for _, _, message in problems] == wanted


@FORMATS
def test_several_values_in_a_cell_are_taken_apart(name: str) -> None:
    cells = ["甲厂，乙厂", "甲厂,乙厂", "甲厂/乙厂", "甲厂、乙厂", "甲厂;乙厂；", "甲厂\n乙厂", "甲厂 ； 乙厂、甲 厂"]
    rows, _, _ = read(WRITE[name](HEAD, *rows_of(*({"name": "示例", "former": cell} for cell in cells))), name, SHEET)
    assert [row["former"] for row in rows] == [("甲厂", "乙厂")] * len(cells)


def test_brackets_and_ends_of_foreign_names_hold_together() -> None:
    assert split("甲厂（一、二车间）、乙厂") == ["甲厂（一、二车间）", "乙厂"]
    assert split("Foo Co., Ltd.、Bar, Inc.") == ["Foo Co., Ltd.", "Bar, Inc."]


@given(st.lists(st.text(min_size=1, max_size=9).filter(lambda part: part == part.strip()), max_size=4))
@example(['"', '"'])
def test_several_values_come_back_from_one_cell(parts: list[str]) -> None:
    assert split(joined(parts)) == parts


@FORMATS
def test_what_keeps_a_code_and_what_nobody_sees_around_it_is_taken_off(name: str) -> None:
    cells = ['="0123"', "'0123", "＇０１２３", "\u200b0123\u202c", "0\u00a0123\ufeff"]
    rows, _, problems = read(
        WRITE[name](HEAD, *rows_of(*({"name": "示例", "code": cell} for cell in cells))), name, SHEET
    )
    assert problems == []
    assert [row["code"] for row in rows] == ["0123"] * len(cells)


def test_a_code_that_is_a_number_is_taken_where_nothing_can_be_lost() -> None:
    assert one("名录.xlsx", industry=3451)[0]["industry"] == "3451"
    _, told = one("名录.xlsx", industry=345, code=914206007071170000)
    assert [column for column, message in told if "编码被存成了数字" in message] == ["编码", "行业代码"]
    for number in (111, 111.0, 34511.0, 3451.5, 1e20, float("inf"), float("nan")):
        with pytest.raises(CellError):
            CellReader(Place(0, SHEET.columns[4])).read(number)


STAMPS = ["2015-03-01 00:00:00.0", "2015-03-01 00:00:00.000", "2015-03-01T00:00:00+08:00", "2015/3/1 0:00", "2015.3.1"]


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_time_stamp_is_a_day(stamp: str) -> None:
    assert day_cell.read(stamp) == date(2015, 3, 1)


@pytest.mark.parametrize("kind", [day_cell, years, amount("万元")])
def test_a_value_in_a_message_is_whole_or_plainly_cut(kind: Kind) -> None:
    assert "“2015-03-01 99:99:99.0x”" in refusal(kind, "2015-03-01 99:99:99.0x") or kind.unit
    long = refusal(kind, "很" * 100)
    assert "…”" in long or "很" * 30 + "”" in long


def test_a_date_cell_is_refused_where_no_date_is_asked() -> None:
    words = {"编码": "设为文本", "名称": "设为文本", "曾用名": "设为文本", "区域": "设为文本", "产值（万元）": "不是数"}
    for column in SHEET.columns:
        if column.title in words:
            with pytest.raises(CellError, match=words[column.title]):
                CellReader(Place(0, column)).read(["2023-08-01"])


def test_a_date_cell_in_a_column_of_periods_is_the_month_that_it_shows_or_is_refused() -> None:
    at = HEAD.index("时期")
    reader = CellReader(Place(at, SHEET.columns[at]))
    assert reader.read(["2023-08-01"], "month") == ("2023-08", "2023-08")
    assert reader.read(["2023-01-01"], "year") == ("2023", "2023")
    for mark in ("", "time", "yearless"):
        with pytest.raises(CellError, match="写成 2023 或 2023-08"):
            reader.read(["2023-08-01"], mark)
    day = CellReader(Place(0, SHEET.columns[HEAD.index("成立日期")]))
    assert day.read(["2023-08-01"]) == ("2023-08-01", date(2023, 8, 1))
    with pytest.raises(CellError, match="只显示到月"):
        day.read(["2023-08-01"], "month")


def test_a_choice_is_known_folded_and_a_percentage_in_text_as_it_is_shown() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["91X", "示例机械有限公司", "", "乙 (新)区"])
        page.write_number(1, HEAD.index("经营范围"), 0.125, book.add_format({"num_format": "0.0%"}))

    rows, _, problems = read(workbook(fill), "名录.xlsx", SHEET)
    assert (problems, rows[0]["region"], rows[0]["scope"]) == ([], "b", "12.5%")


def test_what_a_text_file_shows_of_errors_and_formulas_is_refused() -> None:
    told = dict(one("名录.csv", output="#DIV/0!", scope="=A1+B1", former="=SUM(A1:A3)")[1])
    assert sorted(told) == ["产值（万元）", "曾用名", "经营范围"]
    assert "错误值" in told["产值（万元）"]
    assert "公式" in told["经营范围"]


def test_a_marked_sheet_keeps_what_was_read() -> None:
    rows, _, _ = read(as_xlsx([*HEAD[:5], "产值（亿元）"], ["'01", "示例", "A/B", "", "", 2]), "名录.xlsx", SHEET)
    again, _, problems = read(write_marked(SHEET, rows, []), "名录.xlsx", SHEET)
    assert problems == []
    assert [again[0][key] for key in ("code", "former", "output")] == ["01", ("A", "B"), 20000]


CELLS = st.one_of(
    *(st.text(max_size=30), st.floats(), st.booleans(), st.dates().map(lambda day: [day.isoformat()])),
    st.sampled_from(["", "'", "=", '=""', "(", '"', "12:00:00", "\ud800", "\u202e", ["12:00:00"], ["1 day, 0:00:00"]]),
)
MARKS = st.sampled_from(["", "formula", "error", "percent", "month", "year", "time", "yearless", "another"])


@settings(max_examples=300)
@given(st.sampled_from(SHEET.columns), CELLS, MARKS, st.booleans())
def test_whatever_a_cell_holds_is_read_or_told(column: Column, cell: Any, mark: str, in_text: bool) -> None:
    reader = CellReader(Place(0, column, "亿元" if column.unit else ""), is_text_file=in_text)
    try:
        shown, value = reader.read(cell, mark)
    except CellError:
        return
    assert value == (column.blank if shown == "" else value)
    assert fold(shown) == fold(reader.read(shown)[0]) or shown


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from(HEAD), max_size=12), max_size=8))
def test_whatever_rows_hold_a_text_file_is_read_or_told(rows: list[list[str]]) -> None:
    content = as_csv(*[[cell.encode("utf-8", "ignore").decode() for cell in row] for row in [HEAD, *rows]])
    with suppress(FileRefused):  # of bytes that are no text, or of heads of another table
        read(content, "名录.csv", SHEET)
