"""What a need does not want and a capability does not do, and to what alone one is limited."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import Lexicon
from .text import WORDS, either

__all__ = ["Refused", "refused"]

STOP = r"[、，,；;。.!？?()\[\]{}的\s/：:]"
NO_REFUSAL = either(WORDS["no_refusal"])
BEFORE = re.compile(rf"(?!{NO_REFUSAL})(?P<sign>{either(WORDS['not_before'])})(?P<what>(?:(?!{STOP}).)+)")
AFTER = re.compile(rf"(?P<what>(?:(?!{STOP}).)+?)的?{either(WORDS['not_after'])}")
ONLY = re.compile(rf"(?:仅限|只限|仅做|只做|仅供|仅|只)(?P<what>(?:(?!{STOP}).)+)")
ENDINGS = re.compile(rf"(?:{either(WORDS['not_after'])}|的|了|类|产品|供应商|厂家|厂)+$")


@dataclass(frozen=True, slots=True)
class Refused:
    """The text that is left, what it refuses, and to what alone it is limited."""

    left: str
    refused: tuple[str, ...]
    only: tuple[str, ...]


def refused(text: str, lexicon: Lexicon) -> Refused:
    """Of a plain text: 不要碳钢的, 毛坯除外, 不含氯复合肥 (氯 alone is refused) are taken off and told."""
    what: list[str] = []

    def take(match: re.Match[str]) -> str:
        word, rest = _parted(ENDINGS.sub("", match["what"]), lexicon)
        if word:
            what.append(word)
        return f" {rest} "

    left = AFTER.sub(take, BEFORE.sub(take, text))
    only = [ENDINGS.sub("", match["what"]) for match in ONLY.finditer(left)]
    left = re.sub(r"\s+", " ", left).strip() if what else left
    return Refused(left, tuple(dict.fromkeys(what)), tuple(dict.fromkeys(only)))


def _parted(word: str, lexicon: Lexicon) -> tuple[str, str]:
    """What is refused and what is wanted, where both stand without a sign between them: 氯|复合肥, 医用|口罩."""
    for at in range(min(len(word) - 2, 6), 1, -1):
        if word[:at] in lexicon.choice_words and lexicon.find(word[at:]):
            return word[:at], word[at:]
    terms = lexicon.find(word)
    if terms and terms[-1].end == len(word) and 0 < terms[-1].start == terms[0].start:
        return word[: terms[-1].start], word[terms[-1].start :]
    return word, ""
