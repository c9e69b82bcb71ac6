"""Whatever stands in a cell becomes a value or a CellError, quickly; what nobody can see gets into no value or note."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

from lianzhang.kernel.amounts import AmountError, read_amount
from lianzhang.kernel.forms import key_of
from lianzhang.kernel.sheets import CellError, Kind, code, codes, number, whole, yes
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, text, years
from tests.kernel.test_uploads import read, table

KINDS: dict[str, Any] = {
    "coded": coded(18),
    "day": day_cell,
    "amount": amount("万元", least=Decimal(0), most=Decimal(10**12)),
    "years": years,
    "code": code,
    "codes": codes,
    "number": number(),
    "text": text(40),
    "whole": whole(),
    "yes": yes,
}
LONG = 30_000
CELLS = {
    "very many digits": "9" * LONG,
    "very many digits behind the point": "0." + "9" * LONG,
    "very many digits and a unit": "9" * LONG + "亿元",
    "an exponent": "1e999999999",
    "a small exponent": "1e-999999999",
    "no number": "NaN",
    "infinity": "-Infinity",
    "a raised digit": "²",
    "a digit in a ring": "①",
    "a digit of another script": "፩",
    "digits of another script": "٢٠٢١",
    "a stretch of other digits": "፩-፪",
    "a stretch of very many digits": "1-" + "9" * LONG,
    "a day far off": "9999999-01-01",
    "a day of no calendar": "2021-02-30",
    "the year nought": "0000-00-00",
    "brackets": "(" * LONG,
    "separators": ";," * (LONG // 2),
    "blanks": " 1" * (LONG // 2),
    "letters that grow when they are folded": "\ufdfa" * 1_000,
    "another reading direction": "甲\u202e厂",
    "half a letter": "\ud800",
}


def told_by(read: Callable[[], Any], error: type[Exception]) -> str:
    """What was said against it; nothing where it was read."""
    try:
        read()
    except error as told:
        return str(told)
    return ""


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_is_read_or_told_of_in_no_time(kind: str, cell: str) -> None:
    parse: Kind = KINDS[kind]
    begun = process_time()
    assert len(told_by(lambda: parse(CELLS[cell]), CellError)) < 1_000
    assert process_time() - begun < 0.5


@pytest.mark.parametrize("cell", CELLS)
def test_an_amount_typed_into_a_form_is_read_or_told_of_in_no_time(cell: str) -> None:
    begun = process_time()
    assert len(told_by(lambda: read_amount(CELLS[cell], "万元"), AmountError)) < 1_000
    assert process_time() - begun < 0.5


@pytest.mark.parametrize("typed", [*CELLS.values(), "", None, " 1", "+1", "1_0", str(2**63)])
def test_what_is_no_key_is_none(typed: str | None) -> None:
    assert key_of(typed) == 0
    assert key_of(typed, -1) == -1


def test_a_key_is_read() -> None:
    assert key_of("42") == 42
    assert key_of("0", -1) == 0


@pytest.mark.parametrize("digit", ["²", "፩", "①"])
def test_a_row_of_strange_digits_under_the_headings_is_a_row(digit: str) -> None:
    rows, _, told = read(table(["编码", "名称", "年份"], [digit, digit, digit]))
    assert len(rows) == 1
    assert told


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\0"])
def test_what_misleads_is_told_at_its_cell_and_left_out_of_notes(hidden: str) -> None:
    content = f"编码,名称,甲{hidden}乙\n9,甲{hidden}厂,x\n合计{hidden},,\n合计,甲{hidden}厂,\n".encode("utf-16")
    _, notes, told = read(content, "名录.csv")
    assert (2, "名称", "第1个字后面有看不见的字符；请删去后重新输入") in told
    assert not any(hidden in note for note in notes)
    assert "“甲乙”不是这张表的列，没有读。" in notes


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u200e"])
def test_letters_without_width_are_left_out_of_what_is_kept(hidden: str) -> None:
    rows, notes, told = read(f"编码,名称,甲{hidden}乙\n9{hidden},{hidden}甲{hidden}厂,x\n".encode(), "名录.csv")
    assert told == []
    assert (rows[0]["code"], rows[0]["name"], rows[0].texts["name"]) == ("9", "甲厂", "甲厂")
    assert "“甲乙”不是这张表的列，没有读。" in notes
