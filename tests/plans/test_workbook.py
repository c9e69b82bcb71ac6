"""The workbook of a plan: names for ids, faults told at their cells, and what no clerk should have to know."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.kernel.sheets import CellError, Problem
from lianzhang.kernel.workbooks import FileRefused
from lianzhang.plans.folder import PlanFolder, read_folder
from lianzhang.plans.folder.tables import SECTIONS, TABLES
from lianzhang.plans.workbook import plan_as_workbook, read_plan, read_workbook
from lianzhang.plans.workbook.layout import NOTES, PLAN_SHEET
from lianzhang.plans.workbook.names import Names, new_ids

from .folders import LINHAI

PLAN = [
    ("项目", "内容"),
    ("基本情况", ""),
    ("名称", "云岭市链长制方案"),
    ("城市", "云岭市"),
    ("起始", "2024-01-01"),
    ("终止", "2026-12-31"),
    ("“左右”的宽容", 0.1),
    ("依据有效天数", 365),
]
REGIONS = [("名称", "类别", "上级"), ("云岭市", "市", ""), ("青溪县", "县", "云岭市")]
CHAINS = [("名称", "牵头部门"), ("茶产业链", "市农业农村局"), ("竹产业链", "")]
BODIES = [("名称", "类别"), ("市农业农村局", "部门"), ("市链长办", "办公室")]
CLAUSES = [("条款号", "标题"), ("一", "总体要求"), ("二", "主要任务")]
TARGET_HEADS = ("目标", "条款", "单位", "要求", "目标值", "计量", "期", "范围", "责任单位")
OUTPUT = (
    "茶产业链年产值",
    "一",
    "亿元",
    "超过",
    50,
    "时点或年度水平",
    "年",
    "产业链：茶产业链",
    "市农业农村局；市链长办",
)
SMALL = {
    PLAN_SHEET: PLAN,
    "区域": REGIONS,
    "单位": BODIES,
    "产业链": CHAINS,
    "条款": CLAUSES,
    "目标": [TARGET_HEADS, OUTPUT],
}


def written(sheets: dict[str, Any], then: Callable[[xlsxwriter.Workbook], None] = lambda _: None) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    for title, rows in sheets.items():
        page = workbook.add_worksheet(title)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    then(workbook)
    workbook.close()
    return stream.getvalue()


def read(sheets: dict[str, Any], **more: Any) -> tuple[PlanFolder, list[Problem]]:
    return read_workbook(written(sheets, **more), "方案.xlsx")


def with_target(**cells: Any) -> dict[str, Any]:
    return SMALL | {"目标": [TARGET_HEADS, tuple((dict(zip(TARGET_HEADS, OUTPUT, strict=True)) | cells).values())]}


def test_a_plan_without_a_single_id_is_read_by_its_names() -> None:
    folder, problems = read(SMALL)
    assert not problems
    (target,) = folder.rows("targets")
    tea = next(row["id"] for row in folder.rows("chains") if row["name"] == "茶产业链")
    assert target["scope"] == ("chain", tea)
    assert target["owners"] == ("shinongyenongcunju", "shilianzhangban")
    assert (target["comparator"], target["measure"]) == (">", "level")
    assert folder.code == "yunlingshi-2024-2026"
    assert folder.plan["city"] == "yunlingshi"


def test_ids_made_from_names_do_not_hang_on_the_order_of_rows() -> None:
    turned = SMALL | {"产业链": [CHAINS[0], CHAINS[2], CHAINS[1]]}
    of = {row["name"]: row["id"] for row in read(SMALL)[0].rows("chains")}
    assert {row["name"]: row["id"] for row in read(turned)[0].rows("chains")} == of


@pytest.mark.parametrize(
    ("sheets", "place", "word"),
    [
        (with_target(范围="产业链：茶叶产业链"), ("目标", 2, "范围"), "“产业链”表里没有“茶叶产业链”；是不是“茶产业链”"),
        (with_target(范围="茶产业链啊"), ("目标", 2, "范围"), "看不出指哪一个"),
        (with_target(责任单位="市农业局"), ("目标", 2, "责任单位"), "是不是“市农业农村局”"),
        (with_target(要求="大概"), ("目标", 2, "要求"), "不在可选值内"),
        (with_target(条款=""), ("目标", 2, "条款"), "不能为空"),
        (with_target(单位="亿元年"), ("目标", 2, "单位"), "单位"),
        (with_target(目标值="五十"), ("目标", 2, "目标值"), "不是数字"),
        (with_target(计量="每期", 期=""), ("目标", 2, "期"), "要写期"),
        (SMALL | {"目的": []}, ("目的", None, ""), ""),
        (SMALL | {"产业链": [("名称", "牵头"), ("茶产业链", "")]}, ("产业链", 1, "牵头"), "是不是“牵头部门”"),
        (SMALL | {"产业链": [("牵头部门",), ("市链长办",)]}, ("产业链", 1, "名称"), "缺少这一列"),
        (SMALL | {"产业链": [("名称",), ("茶产业链",), ("茶产业链",)]}, ("产业链", 3, "编号"), "重复"),
        (SMALL | {PLAN_SHEET: [*PLAN[:3], *PLAN[4:]]}, ("方案", 2, "城市"), "缺少"),
        (SMALL | {PLAN_SHEET: [*PLAN, ("天气", "晴")]}, ("方案", 9, ""), "下面没有“天气”"),
        ({key: rows for key, rows in SMALL.items() if key != "条款"}, ("条款", None, ""), "缺少这张表"),
    ],
)
def test_a_fault_is_told_at_its_cell_in_the_words_of_the_workbook(
    sheets: dict[str, Any], place: tuple[str, int | None, str], word: str
) -> None:
    if "目的" in sheets:
        sheets = sheets | {"目的": [("目标",), ("x",)]}
    _, problems = read(sheets)
    told = {(each.file, each.row, each.column): each.message for each in problems}
    assert word in told[place]
    assert not [each for each in problems if ".csv" in str(each) or ".toml" in str(each)]


def test_what_a_cell_shows_otherwise_than_it_holds_is_refused() -> None:
    def then(workbook: xlsxwriter.Workbook) -> None:
        page = workbook.get_worksheet_by_name("目标")
        page.write_number(1, 4, 0.4, workbook.add_format({"num_format": "0%"}))

    _, problems = read(SMALL, then=then)
    assert [(each.file, each.row, each.column) for each in problems] == [("目标", 2, "目标值")]
    assert "百分比" in problems[0].message

    def formula(workbook: xlsxwriter.Workbook) -> None:
        workbook.get_worksheet_by_name("目标").write_formula(1, 4, "=25*2", None, 50)

    (problem,) = read(SMALL, then=formula)[1]
    assert "公式" in problem.message


def test_two_rows_of_one_name_are_told_apart_by_their_ids() -> None:
    heads, row = (*TARGET_HEADS, "编号"), OUTPUT[:-1]
    twice = SMALL | {
        "单位": [("名称", "编号"), ("市商务局", "trade"), ("市商务局", "ports")],
        "产业链": [("名称",), ("茶产业链",)],
        "目标": [heads, (*row, "市商务局（ports）", "output")],
    }
    folder, problems = read(twice)
    assert not problems
    assert folder.rows("targets")[0]["owners"] == ("ports",)
    again, problems = read_workbook(plan_as_workbook(folder.content), "方案.xlsx")
    assert (problems, again.content_hash) == ([], folder.content_hash)


def test_a_worksheet_without_rows_takes_the_usual_ones_and_can_say_that_there_are_none() -> None:
    folder, _ = read(SMALL | {"循环物料": [("名称",)]})
    assert folder.rows("materials")
    heads = tuple(column.title for table in TABLES if table.name == "materials" for column in table.sheet.columns)
    folder, problems = read(SMALL | {"循环物料": [heads, ("（没有）",)]})
    assert (problems, folder.rows("materials")) == ([], [])
    again, _ = read_workbook(plan_as_workbook(folder.content), "方案.xlsx")
    assert again.rows("materials") == []


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "空的"),
        (b"name,id\n", "a.csv", "没有一张是方案的表"),
        (b"hello", "a.xlsx", "不是这种格式"),
        (b"hello", "a.docx", "只能导入"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, name: str, word: str) -> None:
    if name == "a.csv":
        content, name = written({"Sheet1": [("天气", "晴")]}), "a.xlsx"
        assert word in str(read_workbook(content, name)[1][0])
        return
    with pytest.raises(FileRefused, match=word):
        read_workbook(content, name)


def test_a_workbook_on_the_disk_that_cannot_be_read_is_a_problem_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04broken")
    _, (problem,) = read_plan(tmp_path / "a.xlsx")
    assert problem.file == "a.xlsx"


def test_an_empty_workbook_says_what_must_be_filled_in_first() -> None:
    _, problems = read_workbook(plan_as_workbook(), "空.xlsx")
    told = {(each.file, each.column) for each in problems}
    assert {("区域", ""), ("产业链", ""), ("条款", ""), ("方案", "名称"), ("方案", "城市")} <= told


def test_each_table_says_what_it_is_for_and_no_note_is_of_another() -> None:
    columns = {table.name: {each.key for each in table.sheet.columns} for table in TABLES}
    columns |= {name: {each.key for each in sheet.columns} for name, sheet in SECTIONS.items()}
    assert set(NOTES["tables"]) == {table.name for table in TABLES}
    grouped = [name for names in NOTES["groups"].values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= set(columns)
    for table, notes in NOTES["columns"].items():
        if isinstance(notes, dict):
            assert set(notes) <= columns[table], table


def test_no_two_worksheets_and_no_two_heads_of_one_are_called_the_same() -> None:
    titles = [table.title for table in TABLES]
    assert len(set(titles)) == len(titles)
    for sheet in (*(table.sheet for table in TABLES), *SECTIONS.values()):
        heads = [column.title for column in sheet.columns]
        assert len(set(heads)) == len(heads), sheet.name


NAMES = st.text(st.sampled_from("茶竹链一二（）；:：;a1 "), min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=6))
def test_whatever_rows_are_called_each_is_found_by_what_is_shown_for_it(called: list[str]) -> None:
    ids = [f"c{number}" for number in range(len(called))]
    names = Names({"chains": [{"id": code, "name": name} for code, name in zip(ids, called, strict=True)]})
    assert [names.id_of("chains", names.shown("chains", code)) for code in ids] == ids


@given(st.lists(st.text(max_size=80), max_size=8, unique=True))
def test_an_id_made_from_a_name_is_one_that_the_format_takes(called: list[str]) -> None:
    from lianzhang.kernel.folding import fold
    from lianzhang.kernel.sheets import code

    ids = new_ids(called, {"taken"})
    assert [code(each) for each in ids] == ids
    assert len(set(ids)) == len({fold(each) for each in called})


def test_a_name_that_nobody_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(CellError, match="是不是“茶产业链”"):
        Names({"chains": [{"id": "tea", "name": "茶产业链"}]}).id_of("chains", "茶叶产业链")


def test_the_workbook_of_a_folder_shows_names_and_no_ids_of_others() -> None:
    from lianzhang.kernel.workbooks import every_sheet

    folder, _ = read_folder(LINHAI)
    sheets = {each.name: each.rows for each in every_sheet(plan_as_workbook(folder.content), "a.xlsx", 20_001)}
    assert "选项" not in sheets  # hidden: for the drop-downs
    heads = [str(head).strip("*") for head in sheets["目标"][0]]
    clauses = {row[heads.index("条款")] for row in sheets["目标"][1:]}
    assert clauses <= {row["number"] for row in folder.rows("clauses")}
    assert heads[-1] == "编号"
