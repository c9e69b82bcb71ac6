"""What a need does not want and a capability does not do, and choices that shut each other out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import Lexicon
from .text import WORDS, either

__all__ = ["Refused", "choices", "refused"]

STOP = r"[、，,；;。.!？?()\[\]{}的\s/]"
NO_REFUSAL = either(WORDS["no_refusal"])
BEFORE = re.compile(rf"(?!{NO_REFUSAL}){either(WORDS['not_before'])}(?P<what>[^、，,；;。!？?()\[\]\s/]+)")
AFTER = re.compile(rf"(?P<what>(?:(?!{STOP}).)+?)的?{either(WORDS['not_after'])}")
ONLY = re.compile(r"(?:仅限|只限|仅做|只做|仅|只)(?P<what>[^、，,；;。!？?()\[\]\s/]+)")
ENDINGS = re.compile(rf"(?:{either(WORDS['not_after'])}|的|了|类|产品|供应商|厂家|厂)+$")


@dataclass(frozen=True, slots=True)
class Refused:
    """The text that is left, what it refuses, and to what alone it is limited."""

    left: str
    refused: tuple[str, ...]
    only: tuple[str, ...]


def refused(text: str) -> Refused:
    """Of a plain text: 不要碳钢的, 毛坯除外, 只做压铸 are taken off and told."""
    what: list[str] = []
    only: list[str] = []

    def take(match: re.Match[str], into: list[str]) -> str:
        word = ENDINGS.sub("", match["what"])
        if word:
            into.append(word)
        return " "

    left = BEFORE.sub(lambda match: take(match, what), text)
    left = AFTER.sub(lambda match: take(match, what), left)
    for match in ONLY.finditer(left):
        only.append(ENDINGS.sub("", match["what"]))
    return Refused(re.sub(r"\s+", " ", left).strip(), tuple(dict.fromkeys(what)), tuple(dict.fromkeys(only)))


def choices(text: str, lexicon: Lexicon) -> dict[str, set[str]]:
    """By dimension the choices that a plain text names; the longer word counts where one lies in the other."""
    found: dict[str, set[str]] = {}
    for dimension, words in lexicon.choices.items():
        left = text
        for word in sorted(words, key=len, reverse=True):
            if word in left:
                found.setdefault(dimension, set()).add(words[word])
                left = left.replace(word, "\0")
    return found
