"""Which firm a row of a sheet means by code and name, and what is asked or refused where the two disagree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.naming import folded, tidy
from lianzhang.enterprises.sheets.firm_columns import firm_columns
from lianzhang.enterprises.sheets.index import FirmIndex
from lianzhang.enterprises.sheets.meaning import Meant, meant
from lianzhang.kernel.sheets import Column

from .world import uscc

NAMES = {
    1: (uscc(1), "示例（甲区）括号机械有限公司"),
    2: (uscc(2), "示例长源东谷实业股份有限公司"),
    3: ("", "示例无码纺织厂"),
    4: (uscc(4), "示例轴承ABC有限公司"),
}
BETWEEN = ["", "", "", " ", "　", "\xa0", "\n", "\u200b", "\u200d", "\ufeff", "\xad"]
FORMER = {"示例旧轴承厂": 4}


def index() -> FirmIndex:
    """As if these firms were in sight, and one more out of it."""
    made = FirmIndex(0, None)
    former = {folded(name): [key] for name, key in FORMER.items()}
    made.__dict__ |= {"names": NAMES, "by_former_name": former, "taken": frozenset({uscc(9), folded("远处的厂")})}
    return made


def asked(name: str, code: str = "", *former: str) -> Meant:
    return meant(index(), {"uscc": code, "name": name, "former_names": former})


def named(name: str | None, code: str | None = None) -> tuple[int | None, str]:
    key, against = index().named({"uscc": code, "firm_name": name})
    return key, against[1] if against else ""


@st.composite
def written_otherwise(draw: st.DrawFn) -> tuple[int, str]:
    """A firm's name as sheets have it: other widths, other brackets, blanks and letters of no width anywhere."""
    key = draw(st.sampled_from(sorted(NAMES)))
    letters = []
    for letter in NAMES[key][1]:
        wide = chr(ord(letter) + 0xFEE0) if letter.isascii() else letter
        twins = {"（": "(（[【", "）": ")）]】"}.get(letter, letter + wide + letter.lower())
        letters.append(draw(st.sampled_from(twins)))
        letters.append(
            draw(st.sampled_from(["", "", "", " ", "　", "\xa0", "\n", "\u200b", "\u200d", "\ufeff", "\xad"]))
        )
    return key, "".join(letters)


class TestAnyWriting:
    @given(written_otherwise(), st.booleans())
    def test_finds_its_firm_in_the_register_without_a_change_of_name(
        self, written: tuple[int, str], coded: bool
    ) -> None:
        key, name = written
        meaning = asked(tidy(name), NAMES[key][0] if coded else "")
        assert [each.key for each in meaning.firms] == [key]
        assert not meaning.doubt
        assert "name" in meaning.firms[0].left

    @given(written_otherwise(), st.booleans())
    def test_finds_its_firm_for_what_hangs_on_it(self, written: tuple[int, str], coded: bool) -> None:
        key, name = written
        assert named(name, NAMES[key][0] if coded else None) == (key, "")

    @given(written_otherwise())
    def test_is_kept_clean(self, written: tuple[int, str]) -> None:
        kept = tidy(written[1])
        assert kept.isprintable()
        assert kept == tidy(kept)
        assert folded(kept) == folded(NAMES[written[0]][1])


class TestOneRowOfTwoFirms:
    @pytest.mark.parametrize("name", [NAMES[2][1], NAMES[3][1], "示例旧轴承厂"])
    def test_in_the_register_is_a_question_that_changes_no_name_and_no_code(self, name: str) -> None:
        meaning = asked(name, NAMES[1][0])
        first, _ = meaning.firms
        assert first.key == 1
        assert (meaning.doubt, meaning.may_be_new) == (True, False)
        assert all({"uscc", "name", "former_names"} <= each.left for each in meaning.firms)

    @pytest.mark.parametrize("name", [NAMES[2][1], NAMES[3][1], "示例旧轴承厂", "别处的一家公司", "远处的厂"])
    def test_hanging_on_firms_is_a_fault_that_names_both(self, name: str) -> None:
        key, told = named(name, NAMES[1][0])
        assert key is None
        assert told.startswith(f"代码是“{NAMES[1][1]}”的，名称写的是“{name}”；请核对")

    @pytest.mark.parametrize("name", ["长源东谷", "示例长源东古实业股份有限公司", "示例长源东谷实业"])
    def test_is_none_where_the_name_is_written_short_or_with_a_slip(self, name: str) -> None:
        assert named(name, NAMES[2][0]) == (2, "")
        assert not asked(name, NAMES[2][0]).doubt

    def test_a_former_name_of_the_coded_firm_is_no_other_firm(self) -> None:
        assert named("示例旧轴承厂", NAMES[4][0]) == (4, "")
        meaning = asked("示例旧轴承厂", NAMES[4][0])
        assert ([each.key for each in meaning.firms], meaning.doubt) == ([4], True)

    def test_a_code_nobody_has_beside_a_known_name_is_told_with_the_code_on_record(self) -> None:
        assert NAMES[2][0] in named(NAMES[2][1], uscc(77))[1]


class TestRenamed:
    def test_a_quite_different_name_is_a_question_whose_one_firm_is_the_coded_one(self) -> None:
        meaning = asked("示例新材料科技有限公司", NAMES[1][0])
        assert ([each.key for each in meaning.firms], meaning.doubt, meaning.may_be_new) == ([1], True, False)
        assert "改名" in meaning.firms[0].why
        assert not meaning.firms[0].left

    def test_a_former_name_that_another_firm_bears_is_a_question(self) -> None:
        new = asked("示例全新有限公司", uscc(50), NAMES[3][1])
        assert ([each.key for each in new.firms], new.doubt, new.may_be_new) == ([3], True, True)
        known = asked(NAMES[2][1], NAMES[2][0], NAMES[3][1])
        assert ([each.key for each in known.firms], known.doubt, known.may_be_new) == ([2], True, False)
        assert not asked(NAMES[4][1], NAMES[4][0], "示例旧轴承厂", NAMES[4][1]).doubt


class TestNobodyIsCalledSo:
    @pytest.mark.parametrize("name", ["示例长源东古实业有限公司", "长源东谷", "示例（乙区）括号机械有限公司"])
    def test_a_near_name_is_offered(self, name: str) -> None:
        told = named(name)[1]
        assert "是不是“示例" in told
        assert "先登记" in told

    @pytest.mark.parametrize("name", ["远处的厂", "完全不同的一家"])
    def test_of_one_out_of_sight_nothing_is_told(self, name: str) -> None:
        assert named(name) == (None, f"您能看到的名录里没有“{name}”；请照名录填全称，或先登记这家企业")


class TestFormerNames:
    column: Column = {column.key: column for column in firm_columns((), ())}["former_names"]

    @pytest.mark.parametrize("apart", ["，", "、", ",", "/", "／", ";", "；", "\n", "；\n", " , "])
    def test_several_in_one_cell_are_several(self, apart: str) -> None:
        assert self.column.read(f"老铸造厂{apart}示例(甲)厂{apart}老铸造厂") == ("老铸造厂", "示例（甲）厂")

    @pytest.mark.parametrize("word", ["无", "暂无", "不详", "-", "—", "——", " 无 ", "／"])
    def test_a_word_for_nothing_is_none(self, word: str) -> None:
        assert self.column.read(word) == ()

    def test_a_comma_before_the_end_of_a_foreign_name_is_part_of_it(self) -> None:
        assert self.column.read("Example Foundry Co., Ltd.;老厂") == ("Example Foundry Co., Ltd.", "老厂")

    def test_a_name_that_begins_like_a_word_for_nothing_is_a_name(self) -> None:
        assert self.column.read("无锡铸造厂") == ("无锡铸造厂",)
