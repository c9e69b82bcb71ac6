"""Tables whose heads, rows or captions give the unit. The tables are made up."""

from __future__ import annotations

import pytest

from lianzhang.drafting.api import Draft, draft, read_paper
from tests.drafting.test_reading import paragraphs, word

PAPER = "云岭市产业链行动方案（2024—2026年）\n\n一、目标\n\n{}\n\n二、任务\n\n推进园区建设，到2025年建成园区3个。"
# A table, a row a line and | between the cells; then its goals: name, comparator, value, unit, last day, measure.
TABLES: dict[str, tuple[str, list[str]]] = {
    "the unit has a column": (
        "序号|类别|指标|单位|2023年|2026年|年均增速（%）|属性\n"
        "1|规模|规模以上工业增加值|亿元|820|1,300|9.5|预期性\n"
        "2||工业投资占比|%|28|≥30|[2]|预期性\n"
        "3|创新|高新技术企业|家|310|600以上|—|预期性\n"
        "4|绿色|单位产值能耗|吨标准煤/万元|0.52|0.42以下|-|约束性",
        [
            "规模以上工业增加值 >= 1300 亿元 - level",
            "规模以上工业增加值年均增速 >= 9.5 % - growth",
            "工业投资占比 >= 30 % - ratio",
            "高新技术企业 >= 600 家 - cumulative",
            "单位产值能耗 <= 0.42 吨标准煤/万元 - level",
        ],
    ),
    "the row names it, a column a year": (
        "指标|2023年现状|2025年|2026年\n链主企业（家）|5|10|12左右\n产值（亿元）|700|1000|1200-1300",
        [
            "链主企业 >= 10 家 2025-12-31 cumulative",
            "链主企业 ~ 12 家 - cumulative",
            "产值 >= 1000 亿元 2025-12-31 level",
            "产值 range 1200 亿元 - level",
        ],
    ),
    "the column names it, a row a county": (
        "县（市、区）|新增规上企业（家）|工业投资（亿元）|责任单位\n东岭县|20|35.5|东岭县政府\n合计|35|75.5|",
        [
            "东岭县新增规上企业 >= 20 家 - added",
            "东岭县工业投资 >= 35.5 亿元 - level",
            "新增规上企业 >= 35 家 - added",
            "工业投资 >= 75.5 亿元 - level",
        ],
    ),
    "the caption names it": (
        "各产业链产值目标\n单位：亿元\n产业链|2025年目标|2026年目标\n茶产业链|150|2000",
        ["茶产业链产值 >= 150 亿元 2025-12-31 level", "茶产业链产值 >= 2000 亿元 - level"],
    ),
    "heads under one another": (
        "产业链|产值（亿元）||企业（家）|\n|2025年|2026年|2025年|2026年\n茶产业链|120|150|20|30",
        [
            "茶产业链产值 >= 120 亿元 2025-12-31 level",
            "茶产业链产值 >= 150 亿元 - level",
            "茶产业链企业 >= 20 家 2025-12-31 cumulative",
            "茶产业链企业 >= 30 家 - cumulative",
        ],
    ),
    "a name over two rows": (
        "指标|级别|单位|目标值\n专精特新企业|国家级|家|4\n|省级|家|40",
        ["专精特新企业国家级 >= 4 家 - cumulative", "专精特新企业省级 >= 40 家 - cumulative"],
    ),
    "the figure has it": (
        "序号|具体指标|绩效参考值\n1|单位产值能耗|≤0.35吨标准煤/万元\n2|绿色工厂占比|≥50%",
        ["单位产值能耗 <= 0.35 吨标准煤/万元 - level", "绿色工厂占比 >= 50 % - ratio"],
    ),
    "no figures": ("重点任务|责任单位|完成时限\n推进园区建设|市经信局|2025年", []),
    "no unit": ("产业链|产值|企业\n茶产业链|120|20", []),
    "what is so": ("指标（家）|2022年完成|2023年实绩\n链主企业|5|8", []),
}


def goals(drafted: Draft) -> list[str]:
    return [
        f"{each.name} {each.comparator} {each.value:f} {each.unit} {each.due or '-'} {each.measure}"
        for each in drafted.targets
        if each.rule == "表格"
    ]


@pytest.mark.parametrize("sign", ["\t", "|"])
@pytest.mark.parametrize("kind", TABLES)
def test_a_table(kind: str, sign: str) -> None:
    table, asked = TABLES[kind]
    rows = [f"| {line.replace('|', ' | ')} |" if sign == "|" and "|" in line else line for line in table.split("\n")]
    drafted = draft(PAPER.format("\n".join(rows).replace("|", sign)))
    assert goals(drafted) == asked
    assert {each.clause for each in drafted.targets if each.rule == "表格"} <= {"1"}
    assert [(each.name, each.clause) for each in drafted.targets if each.rule != "表格"] == [("园区", "2")]
    assert [clause.number for clause in drafted.clauses] == ["一", "二"]


def test_a_table_of_a_pdf_has_blanks() -> None:
    table = (
        "主要指标表\n序号 指标 单位 2023 年 2026 年 属性\n1 规模以上 工业总产值 亿元 980 1500 预期性\n"
        "2 5G 基站 个 800 2000 预期性\n上述指标由市经济和信息化局负责调度。"
    )
    drafted = draft(PAPER.format(table))
    assert goals(drafted) == ["规模以上工业总产值 >= 1500 亿元 - level", "5G基站 >= 2000 个 - cumulative"]
    assert [duty.responsible for duty in drafted.duties if duty.clause == "1"] == ["上述指标由市经济和信息化局"]


def test_a_row_is_the_passage_of_its_goals() -> None:
    text = PAPER.format("指标\t2026年\n链主企业（家）\t12")
    (goal,) = (each for each in draft(text).targets if each.rule == "表格")
    assert text[goal.passage.start : goal.passage.end] == "链主企业（家）\t12"


def test_what_the_text_says_already_is_no_second_goal() -> None:
    text = PAPER.format("到2026年，链主企业达到12家。\n指标\t2026年\n链主企业（家）\t12\n绿色工厂（家）\t12")
    assert goals(draft(text)) == ["绿色工厂 >= 12 家 - cumulative"]


def test_a_table_of_tasks_is_read_cell_by_cell() -> None:
    table = "序号\t重点任务\t完成时限\n1\t推进平台建设，建成平台3个。\t2025年\n2\t组织产销对接会4场。\t2026年"
    drafted = draft(PAPER.format(table))
    assert [(each.name, each.due) for each in drafted.targets][:2] == [("平台", None), ("产销对接会", None)]
    assert "推进平台建设，建成平台3个" in [each.name for each in drafted.duties]


def test_a_wide_cell_of_word_keeps_the_columns_below_it() -> None:
    def row(*cells: tuple[str, int]) -> str:
        wide = '<w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>'
        made = (f"<w:tc>{wide.format(over) if over > 1 else ''}{paragraphs(text)}</w:tc>" for text, over in cells)
        return f"<w:tr>{''.join(made)}</w:tr>"

    rows = row(("产业链", 1), ("产值（亿元）", 2)) + row(("", 1), ("2025年", 1), ("2026年", 1))
    rows += row(("茶产业\n链", 1), ("120", 1), ("150", 1))
    title = paragraphs("云岭市产业链行动方案（2024—2026年）")
    read = read_paper("方案.docx", word(f"{title}<w:tbl>{rows}</w:tbl>"))
    assert goals(draft(read.text)) == [
        "茶产业链产值 >= 120 亿元 2025-12-31 level",
        "茶产业链产值 >= 150 亿元 - level",
    ]
