"""The numbers that Word writes before paragraphs by itself: they stand in no text, and clauses hang on them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

__all__ = ["WORD", "Numbers"]

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
HAN = "零一二三四五六七八九"
COUNTED_IN_HAN = re.compile("chinese|japanese|ideograph|taiwanese")
Style = tuple[str, int]  # a list's id, and the level in it


class Numbers:
    """Counts through the lists of one document; `numbering` and `styles` are its parts, None where it has none."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self.lists: dict[str, str] = {}
        self.styles: dict[str, Style] = {}
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0] * LEVELS)
        for each in numbering if numbering is not None else ():
            if each.tag == f"{WORD}abstractNum":
                levels = {int(level.get(f"{WORD}ilvl", 0)): _level(level) for level in each.iter(f"{WORD}lvl")}
                self.levels[each.get(f"{WORD}abstractNumId", "")] = levels
            elif each.tag == f"{WORD}num":
                self.lists[each.get(f"{WORD}numId", "")] = _value(each, "abstractNumId")
        for style in styles.iter(f"{WORD}style") if styles is not None else ():
            if (place := _place(style)) is not None:
                self.styles[style.get(f"{WORD}styleId", "")] = place

    def before(self, paragraph: Any) -> str:
        """What Word shows before a paragraph; blank where it has no number."""
        place = _place(paragraph) or self.styles.get(_value(paragraph, "pPr", "pStyle"))
        list_, level = place or ("", 0)
        levels = self.levels.get(self.lists.get(list_, ""), {})
        if level not in levels or level >= LEVELS:
            return ""
        counts = self.counts[self.lists[list_]]
        counts[level] = counts[level] + 1 if counts[level] else levels[level][0]
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        return re.sub("%([1-9])", lambda match: _shown(counts, levels, int(match[1]) - 1), levels[level][2])


def _shown(counts: list[int], levels: dict[int, tuple[int, str, str]], level: int) -> str:
    start, form, _ = levels.get(level, (1, "decimal", ""))
    number = counts[level] or start
    return _han(number) if COUNTED_IN_HAN.search(form) else str(number)


def _han(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return f"{HAN[tens] if tens > 1 else ''}{'十' if tens else ''}{HAN[ones] if ones else ''}"


def _level(level: Any) -> tuple[int, str, str]:
    form = _value(level, "numFmt")
    start = _value(level, "start")
    return int(start) if start.isdecimal() else 1, form, "" if form in ("bullet", "none") else _value(level, "lvlText")


def _place(element: Any) -> Style | None:
    list_ = _value(element, "pPr", "numPr", "numId")
    level = _value(element, "pPr", "numPr", "ilvl")
    return (list_, int(level) if level.isdecimal() else 0) if list_ else None


def _value(element: Any, *path: str) -> str:
    there = element.find("/".join(WORD + each for each in path))
    return "" if there is None else str(there.get(f"{WORD}val", ""))
