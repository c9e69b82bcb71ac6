"""Heads as people write them: which column one is, in which unit, and what is told where nobody can know."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.sheets import Column, Sheet, amount, coded, text
from lianzhang.kernel.sheets.headings import Headings
from tests.older import as_xls
from tests.sheets import as_csv, as_xlsx, read

SHEET = Sheet(
    "报表",
    (
        Column("code", "统一社会信用代码", coded(30)),
        Column("firm", "企业", text(40), also=("单位名称",)),
        Column("output", "产值（万元）", amount("万元"), main=True),
        Column("revenue", "营业收入（万元）", amount("万元")),
        Column("research", "研发投入（万元）", amount("万元")),
        Column("staff", "从业人员（人）", amount("人")),
        Column("share", "计入比例", amount("%")),
        Column("basis", "口径", choices=(("single", "当期"), ("cumulative", "累计"))),
        Column("note", "说明", text(40)),
    ),
)
WRITE = {"报表.xlsx": as_xlsx, "报表.xls": as_xls, "报表.csv": as_csv}
FORMATS = pytest.mark.parametrize("name", WRITE)


def told(headings: list[Any], *above: list[Any]) -> tuple[list[tuple[str, str]], list[str]]:
    placed = Headings.find(SHEET, [*above, headings], lambda _: False)
    return placed.problems, placed.notes


@pytest.mark.parametrize(
    "head",
    [
        "产值（万元）",
        "产值(万元)",
        "产 值（ 万元 ）",
        "产值\n（万元）",
        "产\u00a0值（万元）*",
        "★产值（万元）",
        "产值（万元）（必填）",
        "产值【万元】",
        "产值（单位：万元）",
        "产值：万元",
        "产值/万元",
        "产值万元",
        "output",
        "\ufeff产值\u200b（万元）",
    ],
)
def test_a_head_is_known_however_it_is_written(head: str) -> None:
    assert told(["企业*", head]) == ([], [])


@FORMATS
def test_heads_with_breaks_and_stars_are_read_in_every_format(name: str) -> None:
    rows, notes, problems = read(WRITE[name](["企业*", "产\n值(万元)"], ["示例机械有限公司", "12"]), name, SHEET)
    assert (problems, notes, rows[0]["output"]) == ([], [], 12)


@given(st.sampled_from(SHEET.columns), st.data())
def test_a_title_is_known_with_blanks_and_breaks_between_its_letters(column: Column, data: st.DataObject) -> None:
    between = st.sampled_from(["", " ", "\n", "\u3000", "\u00a0", "\u200b"])
    head = "".join(letter + data.draw(between) for letter in column.title)
    headings = Headings.find(SHEET, [[head, "产值（万元）" if column.key != "output" else "企业"]], lambda _: False)
    assert headings.places[0].column.key == column.key
    assert headings.problems == []


@FORMATS
def test_a_head_without_its_unit_asks_for_it(name: str) -> None:
    _, _, problems = read(WRITE[name](["企业", "产值", "营业收入（必填）"], ["甲", "1", "2"]), name, SHEET)
    assert problems == [
        (1, "产值（万元）", "请在列名里写明单位，如 产值（万元）"),
        (1, "营业收入（万元）", "请在列名里写明单位，如 营业收入（万元）"),
    ]


@FORMATS
def test_a_head_with_another_unit_is_converted_and_said(name: str) -> None:
    cells = ["企业", "产值（亿元）", "营业收入（元）"], ["甲", "1.23456789", "15,000"]
    rows, notes, problems = read(WRITE[name](*cells), name, SHEET)
    assert problems == []
    assert (rows[0]["output"], rows[0]["revenue"]) == (Decimal("12345.68"), Decimal("1.5"))
    assert rows[0].texts["output"] == "1.23456789亿元"
    assert notes[:2] == ["产值（亿元）按万元换算。", "营业收入（元）按万元换算。"]
    assert "四舍五入到2位；第一处在第2行：1.23456789亿元" in notes[2]


def test_a_number_of_a_spreadsheet_is_converted_and_a_cell_with_its_own_unit_is_not_twice() -> None:
    rows, _, problems = read(as_xlsx(["产值（亿元）"], [1.2], ["3000万元"], ["2亿元"]), "报表.xlsx", SHEET)
    assert problems == []
    assert [row["output"] for row in rows] == [12000, 3000, 20000]


@pytest.mark.parametrize(
    ("head", "column", "words"),
    [
        ("产值（吨）", "产值（万元）", "单位“吨”不能换算成万元"),
        ("产值（美元）", "产值（万元）", "单位“美元”不能换算成万元"),
        ("企业（家）", "企业", "这一列不在列名里写单位"),
        ("从业人员（万元）", "从业人员（人）", "单位“万元”不能换算成人"),
    ],
)
def test_a_unit_that_does_not_fit_is_an_error(head: str, column: str, words: str) -> None:
    heads = [head] if column == "产值（万元）" else ["产值（万元）", head]
    ((where, message),) = told(heads)[0]
    assert where == column
    assert words in message


def test_the_unit_may_stand_once_above_or_in_the_row_below() -> None:
    above = ["2024年企业报表", "填报单位：某区 单位：亿元"], ["企业", "产值", "从业人员（人）"], ["甲", "1", "20"]
    rows, notes, problems = read(as_xlsx(*above), "报表.xlsx", SHEET)
    assert (problems, rows[0]["output"], rows[0]["staff"]) == ([], 10000, 20)
    assert "“产值”的单位是亿元，按万元换算。" in notes
    below = ["企业", "产值", "营业收入（万元）"], ["", "万元", "万元"], ["甲厂", "1", "2"]
    rows, notes, problems = read(as_xlsx(*below), "报表.xlsx", SHEET)
    assert (problems, rows[0]["output"], notes) == ([], 1, ["第2行是单位或栏次，没有读。"])
    ((column, message),) = Headings.find(SHEET, [["产值（万元）"], ["亿元"]], lambda _: False).problems
    assert (column, "不同" in message) == ("产值（万元）", True)


def test_heads_over_two_rows_give_name_above_and_unit_below() -> None:
    rows, notes, problems = read(as_xlsx(["企业", "产值"], ["", "（亿元）"], ["甲", "1"]), "报表.xlsx", SHEET)
    assert (problems, rows[0]["output"]) == ([], 10000)
    assert notes


def test_a_missing_main_column_is_an_error() -> None:
    assert told(["企业", "说明"])[0] == [("产值（万元）", "缺少这一列；请在第1行补上列名“产值（万元）”")]


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("研发费用（万元）", "研发投入（万元）"),
        ("研发", "研发投入（万元）"),
        ("企业名称", "企业"),
        ("信用代码", "统一社会信用代码"),
        ("收入", "营业收入（万元）"),
    ],
)
def test_a_head_near_a_column_that_is_not_there_is_an_error(head: str, meant: str) -> None:
    ((column, message),) = told(["产值（万元）", head])[0]
    assert column == head
    assert f"是不是“{meant}”" in message


@pytest.mark.parametrize("head", ["备注栏", "联系电话", "组织机构", "产值增速", "序号", "2023"])
def test_a_head_near_none_is_passed_over_and_said(head: str) -> None:
    assert told(["产值（万元）", head]) == ([], [f"“{head}”不是这张表的列，没有读。"])


def test_a_column_twice_is_told_in_every_writing() -> None:
    assert told(["产值（万元）", "产值(亿元)"])[0] == [("产值（万元）", "这一列出现了两次；请只留一列")]


def test_what_stands_under_no_head_is_said_and_in_a_text_file_told() -> None:
    cells = ["企业", "", "产值（万元）"], ["甲", "看", "1", "多"]
    _, notes, problems = read(as_xlsx(*cells), "报表.xlsx", SHEET)
    assert (notes, problems) == ([f"{at}列没有列名，没有读；第一处在第2行。" for at in "BD"], [])
    _, notes, problems = read(as_csv(*cells), "报表.csv", SHEET)
    assert problems == [(2, "", "单元格比列名多；请检查是否多了逗号，或补上列名")]


def test_a_head_of_figures_from_the_beginning_of_the_year_says_where_that_is_written() -> None:
    for head in ("产值累计（万元）", "1-9月产值（万元）", "本年产值（万元）"):
        assert told(["企业", head])[0][0] == (
            head,
            "没有这一列；是不是“产值（万元）”；从年初累计的，还要在“口径”列写“累计”",
        )
    assert told(["企业", "工业产值（万元）"])[0][0][1] == "没有这一列；是不是“产值（万元）”"


def test_another_word_for_a_head_is_taken_and_the_units_of_a_line_above_where_one_fits() -> None:
    heads = ["单位名称", "产值", "从业人员"]
    assert told(heads, ["", "主要指标（亿元）", ""])[0] == [("从业人员（人）", "请在列名里写明单位，如 从业人员（人）")]
    problems, notes = told(heads, ["单位：亿元、人"])
    assert (problems, notes[1:]) == ([], ["“产值”的单位是亿元，按万元换算。"])
    assert told(heads, ["单位：亿元、人"], ["合计（万元）"])[0] == [
        ("产值（万元）", "请在列名里写明单位，如 产值（万元）")
    ]
