"""The first letters of a text's pinyin, in every reading: by them people search for names of firms, places, parts.

The dictionary is pypinyin's; what it does not say of names of firms and places stands in readings.toml. It takes a
second and 50 MB, so that common characters with one reading stand in data/initials.csv: pages ask no more."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Container, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations, islice, product
from typing import Any

from .folding import fold

__all__ = ["COMMON", "READINGS_OF_A_NAME", "every_initials", "initials", "likely_initials", "spoken"]

TABLE: dict[str, Any] = tomllib.loads(files(__package__).joinpath("readings.toml").read_text(encoding="utf-8"))
# The first letters of a character that is read in several ways, the usual one of names first.
READINGS: dict[str, str] = TABLE["characters"]
# The letter of each character of GB 2312 that has no other.
COMMON: dict[str, str] = {
    char: line["letter"]
    for line in csv.DictReader(
        files(__package__).joinpath("data", "initials.csv").read_text(encoding="utf-8").splitlines()
    )
    for char in line["characters"]
}
# Words whose reading is certain.
CERTAIN: dict[str, str] = TABLE["words"]
READINGS_OF_A_NAME = 8  # so many of a name's readings are kept, those that differ least from the usual one

# What a name is made of, once brackets, points and blanks are gone.
SPOKEN = re.compile(r"[0-9A-Z㐀-鿿]")
PLAIN = re.compile(r"[0-9A-Z㐀-鿿]*")


def spoken(text: str) -> str:
    """What is read aloud of a folded text."""
    return text if PLAIN.fullmatch(text) else "".join(SPOKEN.findall(text))


def initials(name: str) -> str:
    """The first letter of each character's pinyin, in capitals; digits and Latin letters stay, signs are left out."""
    return "".join(letters[0] for letters in _letters(spoken(fold(name))))


def every_initials(name: str) -> list[str]:
    """The initials in each way the name may be read, the usual one first; not more than READINGS_OF_A_NAME."""
    return _each(_letters(spoken(fold(name))))


def likely_initials(name: str) -> list[str]:
    """The same without the dictionary: no word is asked how a character is read in it, and a rare one is left out."""
    letters = (_known(char) or READINGS.get(char, "") for char in spoken(fold(name)))
    return _each([each for each in letters if each])


def _known(char: str) -> str:
    return char if char.isascii() else COMMON.get(char, "")


def _each(letters: list[str]) -> list[str]:
    usual = "".join(letters)
    if len(usual) == len(letters):
        return [usual]
    others = {at: each[1:] for at, each in enumerate(letters) if len(each) > 1}
    return list(islice(_readings([each[0] for each in letters], others), READINGS_OF_A_NAME))


def _readings(usual: list[str], others: dict[int, str]) -> Iterator[str]:
    """The fewer characters are read in another way, the earlier."""
    yield "".join(usual)
    for count in range(1, len(others) + 1):
        for places in combinations(others, count):
            for letters in product(*(others[at] for at in places)):
                read = usual.copy()
                for at, letter in zip(places, letters, strict=True):
                    read[at] = letter
                yield "".join(read)


def _letters(text: str) -> list[str]:
    """For each character its first letters, the usual one first."""
    letters = [_INITIALS[char] for char in text]
    for at, each in enumerate(letters):
        if not each:
            letters[at] = _letters_between(text[max(at - 1, 0) : at], text[at], text[at + 1 : at + 2])
    return letters


@cache
def _dictionary() -> tuple[Callable[[str], str], Container[str]]:
    """First letters of a word, and the words that are known: only a changed name needs it."""
    from pypinyin import Style, pinyin
    from pypinyin.constants import PHRASES_DICT

    return lambda word: "".join(letters[0] for letters in pinyin(word, style=Style.FIRST_LETTER)).upper(), PHRASES_DICT


class _Initials(dict[str, str]):
    """The first letter of each character, found once; blank where it depends on the neighbours."""

    def __missing__(self, char: str) -> str:
        self[char] = initial = "" if char in READINGS else _known(char) or _dictionary()[0](char)
        return initial


_INITIALS = _Initials()


@lru_cache(maxsize=65_536)
def _letters_between(before: str, char: str, after: str) -> str:
    """Of a character with several readings: alone that of a certain word with a neighbour, else all of them, first the
    one of a word that the dictionary knows."""
    letters, known = _dictionary()
    words = [(word, at) for word, at in ((char + after, 0), (before + char, len(before))) if len(word) > 1]
    for word, at in words:
        if word in CERTAIN:
            return CERTAIN[word][at]
    for word, at in ((before + char + after, len(before)), *words):
        if len(word) > 1 and word in known:
            usual = letters(word)[at]
            return usual + READINGS[char].replace(usual, "")
    return READINGS[char]
