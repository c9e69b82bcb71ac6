"""Texts of needs and capabilities as they are compared: one width, small letters, without what wraps them.

Pure functions; the words stand in words.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["WORDS", "Span", "either", "phrases", "plain", "spaced", "unwrapped"]

WORDS: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))

Span = tuple[int, int]  # from, up to

SIGNS = str.maketrans({"×": "x", "＊": "x", "*": "x", "～": "~", "—": "-", "–": "-", "−": "-", "㎡": "m2"})
# Between phrases: a sign, or a blank beside Chinese. A stroke or comma between letters and digits is part of a name or
# number: DC/DC, 1,000.
BETWEEN = re.compile(
    r"[、，；。;！!？?\n\r|()\[\]{}<>“”\"'：:]|(?<![0-9a-z])[,/]|[,/](?![0-9a-z])|(?<![0-9])\.(?![0-9])"
    r"|(?<=[^\x00-\x7f])\s|\s(?=[^\x00-\x7f])"
)
LATIN = re.compile(r"[a-z0-9][a-z0-9.+/#-]*")
BLANKS = re.compile(r"\s+")
SPELT_OUT = re.compile(r"(?:[^\x00-\x7f] )+[^\x00-\x7f]")
DATE = r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|份|底|初|中旬|上旬|下旬)?(?:之?前)?|20\d\d年(?:底|初)?(?:之?前)?"
COUNTED = "件套台个只条片根支辆卷桶瓶箱包批付副张块颗粒枚车家"
QUANTITY = (
    rf"(?:每?[年月日天]|首批|一次)?(?:需|用量|用|要|约)?\s?\d[\d,.]*\s?[万千百亿]?\s?"
    rf"(?:[{COUNTED}]|吨/年|吨/月|台套|万元|元)(?:/[年月日天])?"
    rf"|[一二三四五六七八九十两几数][十百千万]*[{COUNTED}]"
)


def plain(text: str) -> str:
    """One width, small letters, one blank where there are several; 线 束 is 线束."""
    narrow = unicodedata.normalize("NFKC", text.replace("℃", "\0")).replace("\0", "℃").translate(SIGNS).lower()
    narrow = BLANKS.sub(" ", narrow).strip()
    return narrow.replace(" ", "") if SPELT_OUT.fullmatch(narrow) else narrow


def spaced(text: str) -> str:
    """Blanks around Latin words, so that pairs of letters tell where a word begins."""
    return BLANKS.sub(" ", LATIN.sub(lambda match: f" {match[0]} ", text)).strip()


def phrases(text: str) -> list[str]:
    """What a plain text names one beside the other, in its order, each once."""
    parts = (part.strip(" .-~·") for part in BETWEEN.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@cache
def _wrapping(places: tuple[str, ...]) -> re.Pattern[str]:
    words = either((*WORDS["courtesy"], *WORDS["times"], *WORDS["places"], *places))
    ends = f"^[{WORDS['beginning']}]|[{WORDS['ending']}]$|的"
    return re.compile(f"{DATE}|{QUANTITY}|{words}[省市区县]?|{ends}")


def unwrapped(text: str, kept: Sequence[Span] = (), places: tuple[str, ...] = ()) -> str:
    """A plain text without courtesy, quantities, places and dates. Nothing is taken off that reaches into a span of
    `kept`."""
    parts, at = [], 0
    for match in _wrapping(places).finditer(text):
        if not any(match.start() < end and begin < match.end() for begin, end in kept):
            parts.append(text[at : match.start()])
            at = match.end()
    if not at:
        return text
    return "".join((*parts, text[at:])).strip(" -~")
