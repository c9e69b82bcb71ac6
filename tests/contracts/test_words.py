"""What a city calls its bodies and itself stands in its plan: the house knows no city's words but as defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lianzhang.kernel.vocabulary import TERMS

SOURCES = Path(__file__).resolve().parents[2] / "src" / "lianzhang"
# 市级 is a level of titles all over the country; 全市 and the like are words of one kind of area.
OF_ONE_CITY = re.compile("工促[委办]|全市|市领导|本市|市里|市[内外]|县市区|县（市|市政府|市委|副市长|市统计局")
# The defaults, what a comment there shows, cities that are made up or shown to strangers; words that buyers and papers
# write.
TOLD_THERE = (
    *("kernel/vocabulary.toml", "kernel/vocabulary.py", "sample/", "config/demonstration.toml"),
    *("supply/matching/words.toml", "drafting/words.toml"),
)
SUFFIXES = (".py", ".html", ".toml", ".txt", ".json")
FILES = [
    path
    for path in sorted(SOURCES.rglob("*"))
    if path.suffix in SUFFIXES
    and "migrations" not in path.parts
    and not str(path.relative_to(SOURCES)).startswith(TOLD_THERE)
]
PATTERN = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_word_of_one_city_stands_in_code(suffix: str) -> None:
    told = {
        f"{path.relative_to(SOURCES)}:{number}": line.strip()
        for path in FILES
        if path.suffix == suffix
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OF_ONE_CITY.search(line)
    }
    assert told == {}


def test_templates_ask_for_words_there_are() -> None:
    asked = {
        word
        for path in FILES
        if path.suffix == ".html"
        for word in re.findall(r"\bwords\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert "office" in asked
    assert asked <= set(TERMS)


def test_nobody_is_sent_to_whoever_may_without_being_told_who_that_is() -> None:
    """`who_may` names posts or roles, in templates and in words of tables (kernel/able.py)."""
    unnamed = re.compile(r"有\w{0,6}权限的|(?:有权|能办|管这件事)的(?:同事|同志|人)")
    told = {
        f"{path.relative_to(SOURCES)}:{number}": line.strip()
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unnamed.search(line)
    }
    assert told == {}
