"""Reads a figure as people write it: 突破5500亿元, 约30家, >2000, ３０, 1,986, 近1.2万辆."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from .quantities import KNOWN_UNITS

__all__ = ["Amount", "AmountError", "read_amount"]

# What a figure and the databases that hold it can carry without a change on the way.
MAX_DIGITS = 15
MAX_DECIMALS = 6

_BEFORE = {
    "over": ("突破", "超过", "超", "逾", "多于", "大于", "高于", ">"),
    "about": ("大约", "大概", "约为", "约", "近似", "≈", "~"),
    "under": ("接近", "将近", "近", "不到", "不足", "低于", "少于", "小于", "<"),
    "exact": ("达到", "达", "为", "共计", "共", "=", ""),
}
_AFTER = {"over": ("多", "余"), "about": ("左右", "上下")}
_UNCLEAR = ("以上", "以下", "不少于", "不低于", "不超过", "至少", "至多", "最多", "≥", "≤", ">=", "<=")
_WORD = {word: precision for precision, words in _BEFORE.items() for word in words}
_WORDS = "|".join(re.escape(word) for word in sorted(_WORD, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?P<before>{_WORDS})\s*(?P<number>[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)\s*"
    r"(?P<more>[多余])?\s*(?P<scale>[万亿])?(?P<more_scaled>[多余])?\s*(?P<unit>[^\s\d多余,.]*?)\s*(?P<after>多|左右|上下)?",
    re.ASCII,
)


_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}", re.ASCII)
_PLAIN = r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
_BELOW_ZERO = re.compile(rf"\({_PLAIN}\)|[▲△]\s*{_PLAIN}", re.ASCII)


class AmountError(ValueError):
    """A text that is no single figure; the message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as read: its value in `unit`, and whether it is exact, over, about or under."""

    value: Decimal
    precision: str
    unit: str


def read_amount(text: str, unit: str = "", *, exact: bool = False, negative: bool = True) -> Amount:
    """Read one figure; `unit` holds where the text names none, and completes a bare 万 or 亿. Raises AmountError.

    `exact`: only an exact number is taken; `negative`: whether one below zero may be. What is said names no other."""
    # NFKC turns full-width digits, signs and commas into the plain ones.
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("。;").replace("−", "-").replace("–", "-")
    for word in _UNCLEAR:
        if word in plain:
            wanted = "准确的数，如 30" if exact else "“超30”“约30”或“30”"
            raise AmountError(f"“{word}”说不清含不含这个数本身；请写{wanted}")
    match = _FIGURE.fullmatch(plain)
    if not match:
        raise AmountError(f"“{text.strip()[:30]}”读不成一个数{_why_not(plain, negative) or _hint(unit, exact)}")
    precision = _precision(match, exact)
    return Amount(_value(match["number"]), precision, _unit(match["scale"] or "", match["unit"], unit, exact))


def _hint(unit: str, exact: bool) -> str:
    more = (f"30{unit}",) if exact else (f"约30{unit}", f"超5500{unit}")
    return f"；请写成 {'、'.join(dict.fromkeys(('30', *more)))} 这样"


def _why_not(plain: str, negative: bool) -> str:
    """Of writings that a spreadsheet makes out of a number, what they are and what to write instead."""
    if match := _SCIENTIFIC.fullmatch(plain):
        value = Decimal(match[0])
        written = f"，如 {value:f}" if abs(value.adjusted()) < MAX_DIGITS else ""
        return f"：这是科学记数，末几位可能已经丢了；请把这一格设成数值或文本，写出全部数字{written}"
    if match := _BELOW_ZERO.fullmatch(plain):
        number = next(filter(None, match.groups()))
        if negative:
            return f"：会计表里这是负数；是负数请写成 -{number}，不是负数请写成 {number}"
        return f"：会计表里这是负数，而这一项不会是负数；请核对，不是负数的写成 {number}"
    return ""


def _value(number: str) -> Decimal:
    value = Decimal(number.replace(",", ""))
    _, digits, exponent = value.as_tuple()
    significant = "".join(map(str, digits)).lstrip("0")
    if len(significant) > MAX_DIGITS or -int(exponent) > MAX_DECIMALS:
        raise AmountError(f"数字太长；最多{MAX_DIGITS}位有效数字、{MAX_DECIMALS}位小数")
    return value


def _precision(match: re.Match[str], exact: bool) -> str:
    precisions = {_WORD[match["before"]]} - {"exact"}
    if match["more"] or match["more_scaled"] or match["after"] == "多":
        precisions.add("over")
    elif match["after"]:
        precisions.add("about")
    if precisions and exact:
        raise AmountError(f"“{match[0][:30]}”不是准确的数；请去掉“约”“超”“近”“多”这样的字")
    if len(precisions) > 1:
        raise AmountError("前后的说法不一致；请只写一种，如“约30”或“超30”")
    return precisions.pop() if precisions else "exact"


def _unit(scale: str, written: str, default: str, exact: bool) -> str:
    """The unit meant: as written, else the default one, scaled by 万 or 亿 where the text says so."""
    if not scale and not written:
        return default
    unit = scale + (written or default.lstrip("万亿"))
    if unit not in KNOWN_UNITS:
        wanted = f"只写数字，或以{default}为单位" if exact and default else "写成 家、个、亿元、% 等"
        raise AmountError(f"不认识的单位“{unit}”；请{wanted}")
    return unit
