"""Texts that are compared and kept: twins fold to one, what is kept is what one sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.folding import UnseenLetter, clean, fold, narrow
from lianzhang.kernel.unseen import MISLEADING, UNSEEN

WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
BETWEEN = ["", " ", "\u00a0", "\u3000", "\u2009", "\n", "\r\n", "\t", "\u200b", "\u200e", "\ufeff", "\u00ad", "\u2060"]
NAMES = st.text(st.sampled_from("示例甲乙机械有限公司襄阳(区)（县）ABcd019-·&轧晟"), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例（甲区）机械有限公司", "示例(甲区)机械有限公司"),
        ("示例（甲区）机械有限公司", "示例\u00a0(甲区)\n机械 有限公司"),
        ("示例〔甲〕公司", "示例【甲】公司"),
        ("产值（万元）", "产 值\r\n(万元)"),
        ("ＡＢＣ电子", "abc电子"),
        ("示例厂", "\ufeff示\u200b例\u202c厂\u00ad"),
        ("℃表", "°C表"),
    ],
)
def test_two_writings_of_the_same_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(NAMES, st.data())
def test_a_folded_name_finds_its_twin(name: str, data: st.DataObject) -> None:
    letters = [
        data.draw(st.sampled_from([each, WIDE.get(each, each), each.swapcase()])) + data.draw(st.sampled_from(BETWEEN))
        for each in name
    ]
    assert fold("".join(letters)) == fold(name)


@given(st.text())
def test_what_is_folded_stays_as_it_is_and_holds_nothing_unseen(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not UNSEEN.search(folded)
    assert not any(each.isspace() for each in folded)
    assert fold(unicodedata.normalize("NFKC", text)) == folded


@given(st.text())
def test_what_is_kept_is_what_one_sees(text: str) -> None:
    try:
        kept = clean(text)
    except UnseenLetter:
        assert MISLEADING.search(text)
        return
    assert clean(kept) == kept == kept.strip()
    assert not UNSEEN.search(kept)
    assert not any(each.isspace() and each != " " for each in kept)
    assert fold(kept) == fold(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u3000示例厂\u00a0", "示例厂"),
        ("示例\u00a0机械", "示例 机械"),
        ("示例 \r\n 机械", "示例 机械"),
        ("示\u200b例\ufeff", "示例"),
        ("", ""),
    ],
)
def test_a_name_is_kept_clean(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_a_text_of_lines_keeps_them() -> None:
    assert clean(" 一\r\n二\u00a0三\r四\t五 ", lines=True) == "一\n二 三\n四\t五"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲\u202e厂", "第1个字后面有看不见的字符；请删去后重新输入"),
        ("\u200b\u0007甲", "最前面有看不见的字符；请删去后重新输入"),
        ("甲乙丙\ud800", "第3个字后面有看不见的字符；请删去后重新输入"),
    ],
)
def test_what_misleads_is_refused_at_its_place(text: str, words: str) -> None:
    with pytest.raises(UnseenLetter, match=words):
        clean(text)


@given(st.text())
def test_plain_widths_change_nothing_else(text: str) -> None:
    assert narrow(text) == unicodedata.normalize("NFKC", text)
