"""Cells as people write them: days, amounts, codes and years; what can be read in no way or two is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.sheets import CellError
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, years


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (day_cell, "2021年7月1日", date(2021, 7, 1)),
        (day_cell, "2021.7.1", date(2021, 7, 1)),
        (day_cell, "2021/07/01", date(2021, 7, 1)),
        (day_cell, "20210701", date(2021, 7, 1)),
        (day_cell, "２０２１－０７－０１", date(2021, 7, 1)),
        (day_cell, "2021-07-01 00:00:00", date(2021, 7, 1)),
        (amount("万元"), "1.2亿元", Decimal(12000)),
        (amount("万元"), "1,234.5万元", Decimal("1234.5")),
        (amount("万元"), "１２３", Decimal(123)),
        (amount("万元"), "5000元", Decimal("0.5")),
        (amount("%"), "50%", Decimal(50)),
        (amount("度", decimals=6), "112.1234567890123", Decimal("112.123457")),
        (coded(18), "９１４２ ０６ma", "914206MA"),
        (years, "2021-2023", (2021, 2022, 2023)),
        (years, "2021年、2023年", (2021, 2023)),
    ],
)
def test_a_cell_is_read_as_people_write_it(kind: Callable[[str], Any], cell: str, value: Any) -> None:
    assert kind(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        (day_cell, "2021年7月", "只写到月"),
        (day_cell, "2021-02-30", "不存在"),
        (day_cell, "0202-01-01", "年份不对"),
        (day_cell, "去年", "读不成日期"),
        (amount("万元"), "约30", "不是准确的数"),
        (amount("万元"), "12家", "不能换算"),
        (amount("万元"), "很多", "读不成一个数"),
        (amount("%", most=Decimal(100), least=Decimal(0)), "120%", "超出范围"),
        (coded(18), "9.142E+17", "编码被存成了数字"),
        (coded(4), "12345", "最多4位"),
        (years, "二十一年", "不是年份"),
    ],
)
def test_what_can_be_understood_in_no_way_or_two_is_refused(kind: Callable[[str], Any], cell: str, words: str) -> None:
    with pytest.raises(CellError, match=words):
        kind(cell)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_means_the_same_in_every_unit(value: Decimal) -> None:
    assert amount("万元")(f"{value:f}亿元") == amount("万元")(f"{value * 10_000:f}万元")
