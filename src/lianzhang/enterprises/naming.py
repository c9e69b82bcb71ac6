"""Names and numbers of firms: how two are compared, how one is written, and whether a credit code can be right.

Pure functions. What places and legal forms there are stands in naming.toml; by what letters one is found, in pinyin.py.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from operator import mul
from string import ascii_letters, digits
from typing import Any

from stdnum.cn import uscc as credit_code

from lianzhang.kernel.folding import fold, narrow
from lianzhang.kernel.initials import spoken
from lianzhang.kernel.unseen import UNSEEN

__all__ = ["ALIKE", "SHORT", "check_uscc", "core_name", "folded", "is_near", "pairs", "similarity", "tidy"]

WORDS: dict[str, Any] = tomllib.loads(files(__package__).joinpath("naming.toml").read_text(encoding="utf-8"))
# What most names are, and what is then folded, tidy and spoken as it stands: asked first, for an upload brings many.
PLAIN, PLAINLY_KEPT = re.compile(r"[0-9A-Z㐀-鿿]*"), re.compile(r"[0-9A-Za-z㐀-鿿（）]*")
# What is written one way as well as another beside what folds: points between names, dashes.
ONE_WAY = str.maketrans(dict.fromkeys("•‧∙⋅・", "·") | dict.fromkeys("‐‑‒–—―−─", "-"))
BLANKS = re.compile(r"\s+")
# As a licence prints a name: letters and digits narrow, brackets wide beside Chinese, no blank beside it.
NARROW = str.maketrans({chr(ord(letter) + 0xFEE0): letter for letter in ascii_letters + digits})
RADICAL = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
HAN = re.compile(r"[\u2e80-\u2fdf㐀-鿿\uf900-\ufaff]")
BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
WIDE = str.maketrans("()", "（）")
ALIKE = 0.8  # below this two names are two firms more often than one
SHORT = 0.5  # from here on one name may be the other written short or wrong, where something else says so too
# A core shorter than this is no name: the place or the form is then part of it.
SHORTEST = 2


def folded(text: str) -> str:
    """A name as it is compared: capitals, narrow letters and brackets, no blanks and nothing that is not seen."""
    return text if PLAIN.fullmatch(text) else fold(text).translate(ONE_WAY)


def tidy(text: str) -> str:
    """A name as it is kept: as a licence prints it, whatever a spreadsheet or a page put between its letters."""
    if PLAINLY_KEPT.fullmatch(text):
        return text
    text = BLANKS.sub(" ", UNSEEN.sub("", BLANKS.sub(" ", text))).strip().translate(NARROW)
    if not HAN.search(text):
        return text
    text = RADICAL.sub(lambda match: narrow(match[0]), text)
    return BESIDE_WIDE.sub("", text.translate(WIDE))


# --- compared by


def core_name(name: str, places: tuple[str, ...] = ()) -> str:
    """The name without its place and legal form; `places` are names of places beside those in naming.toml."""
    place = _leading_place(places)
    text = BRACKETED.sub(lambda match: place.sub("", match[1]), folded(name))
    core = _stripped(place, _stripped(LEGAL_FORM, spoken(text)))
    return core or spoken(folded(name))


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
    first, second = pairs(one), pairs(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def is_near(one: str, other: str) -> bool:
    """Whether two names may be those of one firm, where its code says so too: written short, or with slips."""
    first, second = core_name(one), core_name(other)
    return first in second or second in first or similarity(first, second) >= SHORT


def pairs(text: str) -> Counter[str]:
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
