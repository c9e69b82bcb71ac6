"""Initials without the dictionary: the letters are its own, and it is not loaded for them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pypinyin import Style, pinyin

from lianzhang.kernel.initials import COMMON, READINGS, READINGS_OF_A_NAME, initials, likely_initials

PAGE = """
import sys
from lianzhang.kernel.initials import likely_initials
print(likely_initials("航空高温与轻合金 2023"), "pypinyin" in sys.modules)
"""


def test_common_characters_have_the_letter_that_the_dictionary_gives_them() -> None:
    assert len(COMMON) > 6_000
    assert not COMMON.keys() & READINGS.keys()
    letters = pinyin(list(COMMON), style=Style.NORMAL, heteronym=True)
    wrong = [
        char for char, read in zip(COMMON, letters, strict=True) if COMMON[char] not in {x[0].upper() for x in read}
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["重庆长安", "厦门银行", "碳纤维与复合材料", "2023年（A类）", "", "髙新区"])
def test_the_usual_reading_is_among_the_likely_ones(name: str) -> None:
    likely = likely_initials(name)
    assert initials(name.removeprefix("髙")) in likely
    assert len(likely) <= READINGS_OF_A_NAME


def test_a_page_does_not_load_the_dictionary() -> None:
    told = subprocess.run([sys.executable, "-c", PAGE], capture_output=True, text=True, check=True)
    assert told.stdout == "['HKGWYQHJ2023'] False\n"
