"""Texts as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.supply.matching.text import phrases, plain, spaced, unwrapped


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ＡＢＳ　总成", "abs 总成"),
        ("汽 车 线 束", "汽车线束"),
        ("耐温200℃", "耐温200℃"),
        ("M12×1.5", "m12x1.5"),
        ("PCB\n 8层", "pcb 8层"),
    ],
)
def test_plain_brings_widths_letters_and_blanks_to_one(written, compared):
    assert plain(written) == compared


@given(st.text(max_size=40))
def test_plain_of_what_is_plain_is_the_same(text):
    assert plain(plain(text)) == plain(text)


def test_phrases_part_at_signs_and_at_blanks_beside_chinese():
    assert phrases("汽车线束、连接器，高压 600a以下") == ["汽车线束", "连接器", "高压", "600a以下"]


@pytest.mark.parametrize("name", ["dc/dc", "1,000", "pc/abs", "li-ion battery"])
def test_phrases_leave_what_belongs_to_a_name(name):
    assert phrases(name) == [name]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("求购刹车片500套", "刹车片"),
        ("请问哪家能做轴承座的厂家", "轴承座"),
        ("襄阳市附近汽车线束供应商", "汽车线束"),
        ("2024年3月底前需要3万件法兰", "法兰"),
    ],
)
def test_unwrapped_takes_off_courtesy_quantity_place_and_date(text, left):
    assert unwrapped(plain(text)) == left


def test_unwrapped_leaves_what_lies_in_a_word_of_the_trade():
    assert unwrapped("制造执行系统", kept=[(0, 6)]) == "制造执行系统"
    assert unwrapped("制造执行系统") == "执行系统"


def test_unwrapped_takes_off_the_places_of_the_caller():
    assert unwrapped("谷城锻件", places=("谷城",)) == "锻件"


def test_spaced_sets_latin_words_apart():
    assert spaced("改性pp料") == "改性 pp 料"
