"""The tables of words (words.toml), ready for regular expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["WORDS", "any_of", "lookup", "without"]

WORDS: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def lookup(table: dict[str, list[str]]) -> dict[str, str]:
    """By each word the key under which it stands."""
    return {word: key for key, words in table.items() for word in words}


def without(text: str, words: Iterable[str]) -> str:
    """The text without any of these at its beginning, again and again."""
    match = _any_at_first(tuple(words)).match(text)
    return text[match.end() :] if match else text


@cache
def _any_at_first(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words)})+")
