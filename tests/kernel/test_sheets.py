"""Reading sheets: every fault named at its row and column, and nothing a file holds ever raises."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.sheets import (
    CellError,
    Column,
    Sheet,
    capped,
    code,
    codes,
    day_cell,
    from_json,
    number,
    read_csv,
    text,
    whole,
    yes,
)
from lianzhang.kernel.sheets.reading import BYTES_ALLOWED

CHOICES = ((">=", "不少于"), ("=", "等于"))
FIGURES = Sheet(
    "figures",
    (
        Column("id", "编号", code, required=True),
        Column("name", "名称", text(10)),
        Column("value", "数值", number()),
        Column("day", "日期", day_cell),
        Column("asked", "要求", choices=CHOICES),
        Column("parts", "分项", codes),
        Column("chosen", "采用", yes),
    ),
    max_rows=5,
    named_by="key",
)


def read(content: str) -> tuple[list[dict[str, object]], list[tuple[int | None, str, str]]]:
    table = read_csv(content.encode(), FIGURES)
    rows = [dict(row.values) for row in table.rows]
    return rows, [(problem.row, problem.column, problem.message) for problem in table.problems]


def only_problem(content: bytes) -> tuple[int | None, str, str]:
    table = read_csv(content, FIGURES)
    assert len(table.problems) == 1, table.problems
    problem = table.problems[0]
    return problem.row, problem.column, problem.message


def test_a_row_is_typed_by_its_columns() -> None:
    rows, problems = read("id,name,value,day,asked,parts,chosen\na,甲,-1.50,2021-07-01,>=,b;c,yes\n")
    assert problems == []
    assert rows == [
        {
            "id": "a",
            "name": "甲",
            "value": Decimal("-1.5"),
            "day": date(2021, 7, 1),
            "asked": ">=",
            "parts": ("b", "c"),
            "chosen": True,
        }
    ]


def test_a_blank_stays_a_blank() -> None:
    rows, problems = read("id,name,value,day,asked,parts,chosen\na,,,,,,\n")
    assert problems == []
    assert rows[0] == {
        "id": "a",
        "name": "",
        "value": None,
        "day": None,
        "asked": "",
        "parts": (),
        "chosen": False,
    }


def test_columns_may_stand_in_any_order_and_under_either_name() -> None:
    rows, problems = read("数值,id\n7,a\n")
    assert problems == []
    assert (rows[0]["id"], rows[0]["value"]) == ("a", Decimal(7))


def test_a_byte_order_mark_and_a_missing_last_line_break_are_fine() -> None:
    table = read_csv("id\na".encode("utf-8-sig"), FIGURES)
    assert table.problems == []
    assert [row["id"] for row in table.rows] == ["a"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    rows, problems = read('id,name,value\na,"两\n行",1\n\nb,乙,x\n')
    assert [row["id"] for row in rows] == ["a", "b"]
    assert [problem[:2] for problem in problems] == [(4, "value")]


def test_line_breaks_in_a_cell_become_spaces() -> None:
    rows, _ = read('id,name\na,"两 \r\n 行"\n')
    assert rows[0]["name"] == "两 行"


def test_every_fault_is_told_at_once() -> None:
    _, problems = read("id,value,day\nA B,x,2021-02-30\n,1e5,7月1日\n")
    assert [problem[:2] for problem in problems] == [
        (2, "id"),
        (2, "value"),
        (2, "day"),
        (3, "id"),
        (3, "value"),
        (3, "day"),
    ]
    assert all("；" in message for _, _, message in problems), "each says how to mend it"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/c calc'", "-2+3", "@SUM(A1)", "＝1", "＠a"])
def test_a_formula_is_refused_in_every_column(cell: str) -> None:
    for column in ("name", "value", "asked", "parts"):
        _, problems = read(f'id,{column}\na,"{cell}"\n')
        assert [problem[:2] for problem in problems] == [(2, column)]
        assert "公式" in problems[0][2]


@pytest.mark.parametrize("cell", ["-3", "+3.5", "-1,234.5"])
def test_a_signed_number_is_no_formula(cell: str) -> None:
    rows, problems = read(f'id,value\na,"{cell}"\n')
    assert problems == []
    assert rows[0]["value"] == Decimal(cell.replace(",", ""))


def test_a_choice_that_looks_like_a_formula_is_a_choice() -> None:
    rows, problems = read("id,asked\na,=\nb,不少于\n")
    assert problems == []
    assert [row["asked"] for row in rows] == ["=", ">="]


def test_an_unknown_choice_is_told_with_the_known_ones() -> None:
    _, problems = read("id,asked\na,大于\n")
    assert problems[0][:2] == (2, "asked")
    assert ">=（不少于）" in problems[0][2]


@pytest.mark.parametrize(
    ("content", "row", "word"),
    [
        ("编号,名称\na,襄阳\n".encode("gb18030"), 1, "GBK"),
        ("id\na\n".encode("utf-16"), None, "UTF-16"),
        (b"id\na\xff\xfe\xfa\n", 2, "UTF-8"),
        (b"id\na\n\0\n", 3, "空字节"),
        (b"PK\x03\x04rest", None, "工作簿"),
        (b"\xd0\xcf\x11\xe0rest", None, "工作簿"),
        (b"id\n" + b"a" * BYTES_ALLOWED, None, "5MB"),
        (b"", None, "空的"),
        (b'id,name\na,"open\n', 2, "引号"),
        (b'id,name\na,"x"y\n', 2, "引号"),
        (b"id,name\na," + b"x" * 200_000 + b"\n", 2, "太长"),
        (b"id\n" + b"a\n" * 6, 7, "超过5行"),
        (b"id,name\na,b,c\n", 2, "列名"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(content: bytes, row: int | None, word: str) -> None:
    found_row, _, message = only_problem(content)
    assert found_row == row
    assert word in message


@pytest.mark.parametrize(
    ("headings", "column", "word"),
    [
        ("name,value", "id", "缺少"),
        ("id,valeu", "valeu", "是不是“value”"),
        ("id,name,name", "name", "2次"),
        ("id,名称,name", "name", "2次"),
        ("id,=1+1", "=1+1", "没有这一列"),
    ],
)
def test_a_wrong_heading_is_told_in_row_one(headings: str, column: str, word: str) -> None:
    row, found, message = only_problem(f"{headings}\n".encode())
    assert (row, found) == (1, column)
    assert word in message


def test_a_control_character_is_refused_at_its_cell() -> None:
    _, problems = read("id,name\na,b\x07c\n")
    assert problems[0][:2] == (2, "name")
    assert "看不见的字符" in problems[0][2]


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (code, "2.1_a-b", "2.1_a-b"),
        (codes, "a；b; c;", ("a", "b", "c")),
        (day_cell, "2021/7/1", date(2021, 7, 1)),
        (day_cell, "2021年7月1日", date(2021, 7, 1)),
        (number(), "1,234.5", Decimal("1234.5")),
        (number(), "0.000001", Decimal("0.000001")),
        (number(), "123456789012345", Decimal(123456789012345)),
        (whole(), "12.0", 12),
        (yes, "是", True),
        (yes, "NO", False),
    ],
)
def test_a_cell_is_read_as(parse: object, cell: str, value: object) -> None:
    assert parse(cell) == value  # type: ignore[operator]


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (code, "Auto"),
        (code, "汽车"),
        (code, "-a"),
        (code, "a" * 61),
        (codes, "a;a"),
        (codes, "a;B"),
        (day_cell, "2021-13-01"),
        (day_cell, "2021-02-29"),
        (day_cell, "21-1-1"),
        (day_cell, "0000-01-01"),
        (day_cell, "2021-01"),
        (number(), "12%"),
        (number(), "1e5"),
        (number(), "１２"),
        (number(), "nan"),
        (number(), "12,34"),
        (number(), "1234567890123456"),
        (number(), "0.0000001"),
        (number(0, 1), "1.1"),
        (whole(), "1.5"),
        (whole(), "-1"),
        (whole(), "40000"),
        (yes, "ok"),
        (text(3), "四个汉字"),
    ],
)
def test_a_cell_is_refused(parse: object, cell: str) -> None:
    with pytest.raises(CellError):
        parse(cell)  # type: ignore[operator]


def test_more_problems_than_anybody_reads_end_in_one_line() -> None:
    sheet = Sheet("many", (Column("value", "数值", number()),))
    table = read_csv(b"value\n" + b"x\n" * 600, sheet)
    assert len(table.problems) == 501
    assert table.problems[-1].message.startswith("还有 100 处")
    assert capped(table.problems[:3]) == table.problems[:3]


def test_a_problem_names_its_place() -> None:
    problem = read_csv(b"id,value\na,x\n", FIGURES, "附表.csv").problems[0]
    assert str(problem).startswith("附表.csv 第2行 “value”列：")
    assert problem.as_dict() == {
        "file": "附表.csv",
        "row": 2,
        "column": "value",
        "message": problem.message,
    }


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_problems(content: bytes) -> None:
    table = read_csv(content, FIGURES)
    assert table.problems or all(row["id"] for row in table.rows)
    assert all(problem.file == "figures.csv" and problem.message for problem in table.problems)


@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), max_size=4))
def test_any_cells_give_rows_or_problems(rows: list[list[str]]) -> None:
    content = io.StringIO()
    csv.writer(content).writerows([[column.key for column in FIGURES.columns], *rows])
    encoded = content.getvalue().encode("utf-8", "surrogatepass")
    table = read_csv(encoded, FIGURES)
    for row in table.rows:
        told = {problem.column for problem in table.problems if problem.row == row.number}
        assert row.broken <= told


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=6))
def test_a_number_written_plainly_is_read_back(value: Decimal) -> None:
    assert number()(f"{value:f}") == value


def test_a_table_that_was_kept_comes_back_as_it_was() -> None:
    table = read_csv("id,value,day,asked,parts\na,1.5,2022-03-01,不少于,b;c\nb,x,,,\n".encode(), FIGURES)
    kept = json.loads(json.dumps(table.as_json()))
    assert from_json(kept, FIGURES) == table


def test_a_line_of_commas_is_one_problem() -> None:
    assert [each.message[:7] for each in read_csv(b"id" + b",a" * 5_000, FIGURES).problems] == ["表的列超过40"]
    assert [each.row for each in read_csv(b"id\na" + b",b" * 5_000, FIGURES).problems] == [2]


def test_problems_beyond_those_shown_are_counted_and_not_kept() -> None:
    sheet = Sheet("figures", (Column("value", "数值", number()),), max_rows=20_000, named_by="key")
    problems = read_csv(b"value\n" + b"x\n" * 10_000, sheet).problems
    assert len(problems) == 501
    assert problems[-1].message.startswith("还有 9500 处")
