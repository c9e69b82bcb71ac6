"""Texts as they are compared (`fold`) and as they are kept (`clean`): the same for headings, choices, codes and names.

Pure functions."""

from __future__ import annotations

import re
import unicodedata

from .unseen import MISLEADING, UNSEEN, WIDTHLESS

__all__ = ["UnseenLetter", "clean", "fold", "letters", "narrow"]

_BLANK = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
BLANKS = re.compile(f"[{_BLANK}]")
BREAKS = re.compile(rf"[ {_BLANK}]*[\t\n\v\f\r\u2028\u2029][ {_BLANK}\t\n\v\f\r\u2028\u2029]*")
LINE_ENDS = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
KINDS_OF_BRACKETS = str.maketrans("[]{}〈〉《》「」『』【】〔〕〖〗〘〙", "()" * 10)
UNSEEN_IN_LINES = str.maketrans("", "", "\n\t")


class UnseenLetter(ValueError):
    """A text is not what it seems; the message is for the person who wrote it, and names the place."""


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as plain ones; nothing else is changed."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """What two writings of the same have in common: no blanks, breaks or unseen letters, plain widths, one kind of
    brackets, capitals. Folding what is folded changes nothing."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "").translate(KINDS_OF_BRACKETS).upper()
    folded = _folded(text)
    while folded != text:  # letters that fall together make another one, once in a long while
        text, folded = folded, _folded(folded)
    return folded


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", "".join(text.split())))
    return "".join(text.split()).translate(KINDS_OF_BRACKETS).upper()


def letters(text: str) -> str:
    """Letters and digits alone, of plain width and in one case: what two names of one thing have in common."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def clean(text: str, *, lines: bool = False) -> str:
    """A text as it is kept: blanks are plain ones and none stand at the ends, a break is one blank, letters without
    width are gone. With `lines`, line breaks stay. Raises UnseenLetter for what would mislead."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = WIDTHLESS.sub("", text)
    text = LINE_ENDS.sub("\n", text) if lines else BREAKS.sub(" ", text)
    text = BLANKS.sub(" ", text).strip()
    if match := MISLEADING.search(text.translate(UNSEEN_IN_LINES) if lines else text):
        at = match.start()
        place = f"第{at}个字后面" if at else "最前面"
        raise UnseenLetter(f"{place}有看不见的字符；请删去后重新输入")
    return text
