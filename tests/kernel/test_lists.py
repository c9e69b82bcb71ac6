"""Lists handed out to be read: numbers are numbers, days are days, the head stays and filters."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl

from lianzhang.kernel.sheets import MOMENT, WORDS, YEAR, Said, day_cell, list_workbook, number, whole

COLUMNS: list[Said[dict[str, Any]]] = [
    ("企业", WORDS, lambda row: row["name"]),
    ("从业人员（人）", whole(), lambda row: row["staff"]),
    ("产值（万元）", number(), lambda row: row["output"]),
    ("最近年报", YEAR, lambda row: row["year"]),
    ("成立日期", day_cell, lambda row: row["founded"]),
    ("上传时间", MOMENT, lambda row: row["uploaded"]),
]
ROWS: list[dict[str, Any]] = [
    {
        "name": "宏远机械",
        "staff": 1200,
        "year": 2023,
        "output": Decimal("12345.5"),
        "founded": date(2001, 3, 4),
        "uploaded": datetime(2023, 12, 31, 16, 5, tzinfo=UTC),
    },
    {"name": "甲", "staff": None, "year": None, "output": Decimal(3), "founded": None, "uploaded": None},
]


def sheet_of(rows: list[dict[str, Any]]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(list_workbook("企业", COLUMNS, rows))).worksheets[0]


def test_numbers_are_numbers_with_thousands_parted() -> None:
    page = sheet_of(ROWS)
    assert [(cell.value, cell.number_format) for cell in page[2][1:4]] == [
        (1200, "#,##0"),
        (12345.5, "#,##0.0#####"),
        (2023, "0"),
    ]
    assert (page["C3"].value, page["C3"].number_format) == (3, "#,##0")


def test_days_and_moments_are_dates_on_the_citys_clock() -> None:
    page = sheet_of(ROWS)
    assert (page["E2"].value, page["E2"].number_format) == (datetime(2001, 3, 4), "yyyy-mm-dd")
    assert (page["F2"].value, page["F2"].number_format) == (datetime(2024, 1, 1, 0, 5), "yyyy-mm-dd hh:mm")
    assert page["F3"].value is None


def test_the_head_stays_in_sight_and_filters_all_rows() -> None:
    page = sheet_of(ROWS)
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:F3"
    assert sheet_of([]).auto_filter.ref is None
