"""Names and numbers of firms: how one is found, how two are compared, and whether a credit code can be right.

Pure functions. What places and legal forms there are stands in naming.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import Any

from stdnum.cn import uscc as credit_code

__all__ = ["check_uscc", "core_name", "folded", "initials", "search_text", "similarity"]

WORDS: dict[str, Any] = tomllib.loads(files(__package__).joinpath("naming.toml").read_text(encoding="utf-8"))
READINGS: dict[str, str] = WORDS["readings"]
# What a name is made of, once brackets, points and blanks are gone.
SPOKEN = re.compile(r"[0-9A-Z㐀-鿿]")
UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])  # blanks and joints of no width
# A core shorter than this is no name: the place or the form is then part of it.
SHORTEST = 2


def folded(text: str) -> str:
    """Upper case, full-width letters and brackets made narrow, no blanks: so that the same is written the same."""
    narrow = unicodedata.normalize("NFKC", text).translate(UNSEEN)
    return "".join(narrow.split()).upper()


def _spoken(text: str) -> str:
    return "".join(SPOKEN.findall(text))


# --- found by


def initials(name: str) -> str:
    """The first letter of each character's pinyin, in capitals; digits and Latin letters stay, signs are left out."""
    text = _spoken(folded(name))
    letters = [_INITIALS[char] for char in text]
    for at, letter in enumerate(letters):
        if not letter:
            letters[at] = _initial_between(text[max(at - 1, 0) : at], text[at], text[at + 1 : at + 2])
    return "".join(letters)


@cache
def _readings() -> tuple[Callable[[str], str], Container[str]]:
    """First letters of a word, and the words that are known: a dictionary that only a changed name needs."""
    from pypinyin import Style, pinyin
    from pypinyin.constants import PHRASES_DICT

    return lambda word: "".join(letters[0] for letters in pinyin(word, style=Style.FIRST_LETTER)).upper(), PHRASES_DICT


class _Initials(dict[str, str]):
    """The first letter of each character, found once; blank where it depends on the neighbours."""

    def __missing__(self, char: str) -> str:
        letters, _ = _readings()
        self[char] = initial = "" if char in READINGS else letters(char)
        return initial


_INITIALS = _Initials()


@lru_cache(maxsize=65_536)
def _initial_between(before: str, char: str, after: str) -> str:
    """Of a character with several readings: as in the word it makes with a neighbour, else the usual one."""
    letters, known = _readings()
    for word, place in ((before + char + after, len(before)), (char + after, 0), (before + char, len(before))):
        if len(word) > 1 and word in known:
            return letters(word)[place]
    return READINGS[char]


def search_text(name: str, former: Iterable[str], uscc: str) -> str:
    """All that a firm is found by, one a line: names now and before, their initials, the credit code."""
    names = [name, *former]
    lines = [*map(folded, names), *map(initials, names), uscc.upper()]
    return "\n".join(dict.fromkeys(line for line in lines if line))


# --- compared by


def core_name(name: str, places: tuple[str, ...] = ()) -> str:
    """The name without its place and legal form; `places` are names of places beside those in naming.toml."""
    place = _leading_place(places)
    text = BRACKETED.sub(lambda match: place.sub("", match[1]), folded(name))
    core = _stripped(place, _stripped(LEGAL_FORM, _spoken(text)))
    return core or _spoken(folded(name))


def _stripped(part: re.Pattern[str], text: str) -> str:
    """`text` without the part, as often as it stands there and something is left to be called by."""
    while len(shorter := part.sub("", text, count=1)) >= SHORTEST and shorter != text:
        text = shorter
    return text


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def _leading_place(more: tuple[str, ...]) -> re.Pattern[str]:
    places = _either(map(re.escape, (*WORDS["places"], *more)))
    return re.compile(f"^{places}{_either(WORDS['place_endings'])}?")


LEGAL_FORM = re.compile(_either(WORDS["legal_forms"]) + "$")
BRACKETED = re.compile(r"\(([^()]*)\)")


def similarity(one: str, other: str) -> float:
    """How alike two names without place and legal form are, from 0 to 1: the share of pairs of letters in common."""
    first, second = _pairs(one), _pairs(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    """Neighbouring letters, the edges included, so that a name of one letter has pairs too."""
    edged = f"^{text}$" if text else ""
    return Counter(edged[at : at + 2] for at in range(len(edged) - 1))


# --- known by

FLOAT = re.compile(r"\d+(\.\d+)?E\+?\d+|\d+\.0+")
USCC_LENGTH = 18
# Letters that the code never holds, for they look like digits.
NEVER = re.compile(r"[IOSVZ]")
LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
# GB 32100-2015, 4.6: what each letter counts, and how much each place weighs.
COUNTS = {letter: count for count, letter in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = [3**place % 31 for place in range(USCC_LENGTH - 1)]
# Who registered it and what it is, the place's six digits, the body's nine, the check character.
SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)


def _is_right(code: str) -> bool:
    """The same that the library says, in a tenth of the time: an upload brings codes by the hundred thousand."""
    if not SHAPE.fullmatch(code) or code.endswith("000"):
        return False
    total = sum(map(mul, map(COUNTS.__getitem__, code[:-1]), WEIGHTS))
    return COUNTS[code[-1]] == -total % 31


def check_uscc(text: str) -> str:
    """The unified social credit code as eighteen characters. Raises ValueError that says what is wrong with it."""
    if _is_right(text):
        return text
    code = folded(text).removeprefix("'")
    _refuse_number(code)
    if len(code) != USCC_LENGTH:
        raise ValueError(_wrong_length(code))
    if not SHAPE.fullmatch(code):
        raise ValueError(_wrong_letters(code))
    if code[-1] != credit_code.calc_check_digit(code[:-1]):
        message = "最后一位校验码对不上，至少有一位写错了；请对照营业执照逐位核对"
        raise ValueError(f"统一社会信用代码“{code}”{message}")
    return code


def _refuse_number(code: str) -> None:
    """A spreadsheet keeps fifteen digits of a number; what it ate cannot be brought back."""
    eaten = code.isdigit() and len(code) == USCC_LENGTH and code.endswith("000")
    if FLOAT.fullmatch(code) or (eaten and not credit_code.is_valid(code)):
        raise ValueError(
            f"“{code}”被表格当作数字存过，后几位已经丢了；请把这一列设成文本格式，再照营业执照重新填写18位代码"
        )


OTHER_NUMBERS = {15: "像是旧的工商注册号", 9: "像是组织机构代码", 8: "像是组织机构代码"}


def _wrong_length(code: str) -> str:
    if not code:
        return "没有写统一社会信用代码；请照营业执照填写18位"
    hint = OTHER_NUMBERS.get(len(code), "")
    message = f"“{code[:40]}”有{len(code)}位，统一社会信用代码是18位"
    return f"{message}{'，' + hint if hint else ''}；请照营业执照填写"


def _wrong_letters(code: str) -> str:
    match = NEVER.search(code)
    if match:
        wanted = LOOKS_LIKE[match[0]]
        return f"统一社会信用代码不用字母{match[0]}，第{match.start() + 1}位是不是{wanted}；请照营业执照核对"
    return f"“{code[:40]}”不合统一社会信用代码的写法：第3至8位是登记地的数字，其余是数字或大写字母；请照营业执照核对"
