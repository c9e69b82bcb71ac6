"""Which letters stand beside each other in the words of the trade and in the capabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from .grams import LETTER_BITS, Grams, gram_key
from .lexicon import Lexicon

__all__ = ["Vocabulary"]

SHORTEST, LONGEST = 4, 9  # letters of a term that is known again with one of them wrong or left out
LEXICON_COUNT = 3  # a word of the lexicon is as usual as one that stands in so many capabilities


@dataclass(frozen=True)
class _Words:
    """Of the lexicon: how often pairs and triples are found, what follows a letter, terms by what is left of them
    without one letter, and which."""

    counts: dict[int, int]
    after: dict[str, set[str]]
    shortened: dict[str, list[tuple[str, int]]]


@lru_cache(maxsize=4)
def _words_of(lexicon: Lexicon) -> _Words:
    counts: dict[int, int] = defaultdict(int)
    after: dict[str, set[str]] = defaultdict(set)
    shortened: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for term in dict.fromkeys(each for word in lexicon.terms() for each in (word, lexicon.usual(word))):
        for length in (2, 3):
            for at in range(len(term) - length + 1):
                counts[gram_key(term[at : at + length])] += LEXICON_COUNT
        for one, other in pairwise(term):
            after[one].add(other)
        if len(term) >= SHORTEST and not term.isascii():
            for at in range(len(term)):
                shortened[term[:at] + term[at + 1 :]].append((term, at))
    return _Words(counts, after, shortened)


class Vocabulary:
    """Pairs and triples of letters, and how often they are found."""

    def __init__(self, grams: Grams, lexicon: Lexicon) -> None:
        self._grams = grams
        self._lexicon = lexicon
        self._words = _words_of(lexicon)

    def counts(self, pieces: Sequence[str]) -> list[int]:
        """How often each piece of two or three letters is found."""
        keys = [gram_key(piece) for piece in pieces]
        held = self._grams.counts(np.array(keys, dtype=np.uint64)).tolist()
        return [count + self._words.counts.get(key, 0) for key, count in zip(keys, held, strict=True)]

    def between(self, one: str, other: str) -> str:
        """Letters that are found after the one and before the other."""
        first = gram_key(one) << int(LETTER_BITS)
        begin, end = np.searchsorted(
            self._grams.keys, np.array([first, first + (1 << int(LETTER_BITS))], dtype=np.uint64)
        )
        held = {chr(int(key) - first) for key in self._grams.keys[begin:end]} | self._words.after.get(one, set())
        letters = sorted(held)
        return "".join(
            letter
            for letter, count in zip(letters, self.counts([one + each + other for each in letters]), strict=True)
            if count
        )

    def nearest(self, text: str) -> tuple[str, str] | None:
        """A piece of the text that holds a pair nobody knows and cuts no term, and the term that it is but for one
        letter, wrong or left out; the longest such term."""
        spans = [(term.start, term.end) for term in self._lexicon.find(text)]
        best: tuple[str, str] | None = None
        for begin in range(len(text)):
            for end in range(begin + SHORTEST - 1, min(begin + LONGEST, len(text)) + 1):
                if any(start < begin < stop or start < end < stop for start, stop in spans):
                    continue
                piece = text[begin:end]
                term = self._but_for_one(piece)
                if term and (best is None or len(term) > len(best[1])) and 0 in self.counts(_pairs(piece)):
                    best = piece, term
        return best

    def _but_for_one(self, piece: str) -> str | None:
        for term, _ in self._words.shortened.get(piece, ()):
            return term
        for at in range(len(piece)) if len(piece) >= SHORTEST else ():
            rest = piece[:at] + piece[at + 1 :]
            for term, left_out in self._words.shortened.get(rest, ()) if not self._lexicon.senses(rest) else ():
                if left_out == at and term != piece:
                    return term
        return None


def _pairs(piece: str) -> list[str]:
    return [piece[at : at + 2] for at in range(len(piece) - 1)]
