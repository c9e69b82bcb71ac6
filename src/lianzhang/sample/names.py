"""Names that are read with ease and taken for no real firm's: every one begins with 示例."""

from __future__ import annotations

from collections import Counter

import numpy as np

from .amounts import Array
from .place import Place, facts

__all__ = ["alike", "draw_names", "earlier_name"]

NUMERALS = "零一二三四五六七八九"


def draw_names(rng: np.random.Generator, place: Place, trade: Array, district: Array, first: int | None) -> list[str]:
    """One name a firm, each once. Counted from `first`, where there are too many for words to tell them apart."""
    words = facts()["words"]
    count = len(trade)
    one = rng.integers(0, len(words["first"]), count).tolist()
    two = rng.integers(0, len(words["second"]), count).tolist()
    form = rng.integers(0, len(words["forms"]), count).tolist()
    word = rng.integers(0, 1 << 16, count).tolist()
    taken: Counter[str] = Counter()
    names = []
    for number in range(count):
        stem = words["first"][one[number]] + words["second"][two[number]]
        goods = place.trades[trade[number]].words
        numbered = "" if first is None else f"{first + number}号"
        name = _where(district[number]) + stem + numbered + goods[word[number] % len(goods)]
        taken[name] += 1
        names.append(name + _again(taken[name]) + words["forms"][form[number]])
    return names


def _where(district: int) -> str:
    if district < 0:
        return "示例省外"
    name: str = facts()["districts"][district]["name"]
    return name if name.startswith("示例") else f"示例市{name}"


def _numbered(first: int, number: int) -> str:
    return f"{first + number}号" if first else ""


def _again(time: int) -> str:
    """Firms that would be called the same are told apart as works of one house are: 第二、第三."""
    if time == 1:
        return ""
    return "第" + "".join(NUMERALS[int(digit)] for digit in str(time))


def earlier_name(name: str) -> str:
    """What a firm was called before it changed its form."""
    for form in ("股份有限公司", "有限责任公司", "有限公司", "厂"):
        if name.endswith(form):
            return name.removesuffix(form) + ("总厂" if form == "厂" else "厂")
    return f"{name}（原）"


def alike(name: str) -> str:
    """The same name as another hand writes it: a duplicate to be found."""
    if name.endswith("有限责任公司"):
        return name.removesuffix("有限责任公司") + "有限公司"
    if name.endswith("有限公司"):
        return name.removesuffix("有限公司") + "有限责任公司"
    return f"{name}（示例）"
