"""The table of industries: the standard's counts, codes as people write them, what lies above a code."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.registry.industries import (
    _changed,
    _table,
    ancestors,
    industry,
    is_code,
    manufacturing,
    name_of,
    normal,
    of_old_edition,
)

CODES = sorted(_table())


def test_it_holds_the_whole_standard() -> None:
    assert Counter(row.level for row in _table().values()) == {1: 20, 2: 97, 3: 473, 4: 1382}


def test_every_entry_lies_below_another_and_a_group_holds_a_class() -> None:
    parents = {row.parent for row in _table().values()}
    for row in _table().values():
        assert (row.parent == "") == (row.level == 1)
        assert row.level == 1 or _table()[row.parent].level == row.level - 1
        assert row.level < 3 or row.code.startswith(row.parent)
        assert row.level == 4 or row.code in parents, row.code


def test_names_are_plain_text_without_blanks() -> None:
    assert [row.code for row in _table().values() if row.name != "".join(row.name.split()) or "(" in row.name] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C", "制造业"),
        ("36", "汽车制造业"),
        ("361", "汽车整车制造"),
        ("3612", "新能源车整车制造"),
        # where published copies differ; the reasons stand beside the table
        ("4030", "钟表与计时仪器制造"),
        ("2039", "软木制品及其他木制品制造"),
        ("9231", "监察委员会"),
        ("9299", "其他未列明国家机构"),
    ],
)
def test_a_code_has_its_name(code: str, name: str) -> None:
    assert name_of(code) == name


@pytest.mark.parametrize("code", ["2038", "3035", "9292", "9999", "36120", "", "c", " "])
def test_what_the_standard_does_not_have_is_no_code(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize(("typed", "code"), [("C3612", "3612"), (" c36 ", "36"), ("3612", "3612"), ("c", "C")])
def test_a_letter_before_the_digits_is_taken_off(typed: str, code: str) -> None:
    assert normal(typed) == code
    assert industry(typed) == industry(code) is not None


def test_the_letter_of_another_section_stays_and_is_no_code() -> None:
    assert normal("A3612") == "A3612"
    assert industry("A3612") is None
    assert name_of("A3612") == ""


def test_ancestors_lead_down_from_the_section() -> None:
    assert [row.code for row in ancestors("3612")] == ["C", "36", "361", "3612"]
    assert ancestors("9999") == ()


@given(st.sampled_from(CODES))
def test_a_code_is_manufacturing_if_its_section_is(code: str) -> None:
    assert manufacturing(code) == (ancestors(code)[0].code == "C")


@given(st.text(max_size=6))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    assert industry(text) is None or is_code(normal(text))
    assert isinstance(manufacturing(text), bool)


def test_manufacturing_begins_and_ends_where_the_section_does() -> None:
    assert [code for code in ("12", "13", "43", "44", "C", "") if manufacturing(code)] == ["13", "43", "C"]


class TestTheEditionBefore:
    @pytest.mark.parametrize(
        ("code", "name", "now"),
        [
            ("3610", "汽车整车制造", ["3611", "3612"]),
            ("C3660", "汽车零部件及配件制造", ["3670"]),
            ("c3620", "改装汽车制造", ["3630"]),
            ("314", "钢压延加工", ["313"]),
            ("6540", "数据处理和存储服务", ["6550"]),
            ("I6550", "集成电路设计", ["6520"]),
            ("7231", "会计、审计及税务服务", ["7241"]),
        ],
    )
    def test_is_recognized_with_or_without_its_section(self, code: str, name: str, now: list[str]) -> None:
        old = of_old_edition(code)
        assert old
        assert (old.name, [each.code for each in old.now]) == (name, now)

    @pytest.mark.parametrize("code", ["3670", "C3451", "34", "", "C", "ABCD"])
    def test_says_nothing_of_a_code_that_means_the_same_or_nothing(self, code: str) -> None:
        assert of_old_edition(code) is None

    def test_gives_every_code_another_meaning_now_of_the_same_level_or_a_finer_one(self) -> None:
        for code, old in _changed().items():
            assert old.now
            assert all(each.level >= len(code) for each in old.now)
            assert old.name != name_of(code)
