"""Names and numbers of firms: found by, compared by, and refused with words that say what to do."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import uscc as credit_code

from lianzhang.enterprises.naming import check_uscc, core_name, folded, similarity, tidy
from lianzhang.enterprises.pinyin import search_text
from lianzhang.kernel.initials import READINGS_OF_A_NAME, every_initials, initials

SOUND = "91110000600037341L"
names = st.text(st.sampled_from("襄阳长源东谷汽车行重乐厦ABＣ12（）() 　有限公司"), max_size=24)


@st.composite
def sound_codes(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["91", "93", "52", "N2", "Y1"]))
    head = kind + draw(st.text("0123456789", min_size=6, max_size=6))
    body = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
    return head + body + credit_code.calc_check_digit(head + body)


class TestInitials:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("襄阳长源东谷实业", "XYCYDGSY"),
            ("成长科技", "CZKJ"),
            ("重庆长安", "CQCA"),
            ("长江重工", "CJZG"),
            ("中车长春", "ZCCC"),
            ("厦门银行", "XMYH"),
            ("乐凯胶片", "LKJP"),
            ("音乐之声", "YYZS"),
            ("单晶硅", "DJG"),
            ("会计师", "KJS"),
            ("际华3542纺织（ＡＢc）", "JH3542FZABC"),
        ],
    )
    def test_a_character_is_read_as_its_neighbours_ask_and_as_firms_are_called(self, name: str, letters: str) -> None:
        assert initials(name) == letters

    @given(names)
    def test_every_letter_digit_and_character_gives_one_capital_or_digit(self, name: str) -> None:
        found = initials(name)
        assert found.isascii()
        assert len(found) == sum(char not in "()" for char in folded(name))
        assert found == found.upper()


class TestEveryReading:
    @pytest.mark.parametrize(
        ("name", "searched"),
        [
            ("示例晟华冷轧板", ["SHLZB", "SHLYB", "CHLZB", "CHLYB"]),
            ("北牧畜牧", ["BMXM", "BMCM"]),
            ("示例校准仪器", ["JZYQ", "XZYQ"]),
            ("东阿阿胶", ["DEEJ", "DAAJ"]),
            ("单县泌阳涡阳", ["SXBYGY", "DXMYWY"]),
            ("枞阳铅山", ["ZYYS", "CYQS"]),
            ("长盛乐行朝阳石", ["CSLXCYS", "ZSLXCYS", "CCLXCYS"]),
        ],
    )
    def test_finds_the_firm(self, name: str, searched: list[str]) -> None:
        text = search_text(name, (), "")
        assert [letters for letters in searched if letters not in text] == []

    @given(names)
    def test_is_one_of_few_of_the_same_length_and_the_usual_one_comes_first(self, name: str) -> None:
        readings = every_initials(name)
        assert readings[0] == initials(name)
        assert len(readings) == len(set(readings)) <= READINGS_OF_A_NAME
        assert {len(each) for each in readings} == {len(initials(name))}

    def test_of_a_name_with_many_such_characters_is_bounded(self) -> None:
        assert len(every_initials("长重乐盛晟单行轧畜校" * 3)) == READINGS_OF_A_NAME


class TestSearchText:
    def test_a_firm_is_found_by_any_name_any_initials_and_its_code(self) -> None:
        text = search_text("襄阳长源（集团）", ["老厂"], SOUND.lower())
        for asked in ("襄阳长源", "（集团）", "老厂", "lc", "xycy", SOUND):
            assert folded(asked) in text

    def test_nothing_runs_over_from_one_name_into_the_next(self) -> None:
        assert folded("东厂西") not in search_text("东厂", ["西厂"], "")

    @given(names, st.lists(names, max_size=3))
    def test_it_is_already_folded(self, name: str, former: list[str]) -> None:
        assert all(folded(line) == line for line in search_text(name, former, "").split("\n"))


class TestCoreName:
    @pytest.mark.parametrize(
        ("name", "core"),
        [
            ("湖北省襄阳市襄州区恒信机械有限责任公司", "恒信机械"),
            ("华新水泥（襄阳）有限公司", "华新水泥"),
            ("恒信集团股份有限公司", "恒信"),
            ("襄阳（恒信）机械厂", "恒信机械厂"),
            ("襄阳汽车有限公司", "汽车"),
            ("襄阳有限公司", "襄阳"),
            ("（襄阳）", "襄阳"),
            ("", ""),
        ],
    )
    def test_place_and_legal_form_go_while_a_name_is_left(self, name: str, core: str) -> None:
        assert core_name(name) == core

    def test_another_city_adds_its_own_places(self) -> None:
        assert core_name("云岭市青溪县恒信机械厂") == "云岭市青溪县恒信机械厂"
        assert core_name("云岭市青溪县恒信机械厂", ("云岭", "青溪")) == "恒信机械厂"

    @given(names)
    def test_the_core_is_part_of_the_name_and_its_own_core(self, name: str) -> None:
        core = core_name(name)
        letters = iter(folded(name))
        assert all(char in letters for char in core)
        assert core_name(core) == core


class TestSimilarity:
    @given(names, names)
    def test_it_lies_between_none_and_all_and_asks_neither_first(self, one: str, other: str) -> None:
        assert 0 <= similarity(one, other) <= 1
        assert similarity(one, other) == similarity(other, one)

    @given(names.filter(bool))
    def test_a_name_is_all_like_itself(self, name: str) -> None:
        assert similarity(name, name) == 1

    def test_a_slip_of_the_pen_is_nearer_than_another_firm(self) -> None:
        asked, *told = map(core_name, ("襄阳长源东谷实业股份有限公司", "长源东古实业有限公司", "长源朗弘科技有限公司"))
        slip, other = (similarity(asked, each) for each in told)
        assert 1 > slip > 0.6 > other > 0


class TestCreditCode:
    @given(sound_codes(), st.sampled_from(["", " ", "　", "\xa0", "\ufeff"]), st.integers(0, 18))
    def test_a_sound_one_is_taken_however_it_was_typed(self, code: str, blank: str, place: int) -> None:
        wide = "".join(chr(ord(char) + 0xFEE0) for char in code.lower())
        assert check_uscc(wide[:place] + blank + wide[place:]) == code
        assert check_uscc(f"'{code}") == code

    @given(sound_codes(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
    def test_one_wrong_letter_is_always_noticed(self, code: str, place: int, letter: str) -> None:
        wrong = code[:place] + letter + code[place + 1 :]
        if wrong != code:
            with pytest.raises(ValueError, match="请"):
                check_uscc(wrong)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "没有写"),
            ("  ", "没有写"),
            (SOUND[:-1], "有17位"),
            ("420600000012345", "工商注册号"),
            ("600037341", "组织机构代码"),
            (SOUND[:-1] + "K", "校验码"),
            ("9111000060003734I" + SOUND[-1], "第17位是不是1"),
            ("91110000O00037341L", "第9位是不是0"),
            ("9111A000600037341L", "第3至8位"),
            ("9.14206E+17", "当作数字"),
            ("9.11100006000373E+17", "当作数字"),
            ("911100006000373000", "当作数字"),
            ("911100006000373000.0", "当作数字"),
        ],
    )
    def test_a_wrong_one_is_refused_with_what_to_do(self, typed: str, told: str) -> None:
        with pytest.raises(ValueError, match=told) as refused:
            check_uscc(typed)
        assert "请" in str(refused.value)

    @given(st.text(max_size=30))
    def test_anything_else_is_refused_with_what_to_do(self, text: str) -> None:
        with pytest.raises(ValueError, match="请"):
            check_uscc(text)


class TestTidy:
    @example("0 \x08\r0")
    @given(st.text(st.characters() | st.sampled_from("示例（）() \u3000ＡＢ１é⾦\u200b\n"), max_size=20))
    def test_what_is_tidy_stays_and_means_the_same(self, text: str) -> None:
        kept = tidy(text)
        assert tidy(kept) == kept
        assert folded(kept) == folded(text)
