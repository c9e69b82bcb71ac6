"""All that firms can make, made ready to be asked: who could supply this, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from .grams import NO_TOKENS, NO_TOKENS_OF_TEXTS, Grams, Weighted, token_keys
from .lexicon import Lexicon
from .reading import Reading, read, turned
from .scoring import Judged, Reason, Wanted, judge, named, wanted
from .spelling import mend
from .vocabulary import Vocabulary

__all__ = ["CapabilityIndex", "Match"]

LOOKED_AT = 150  # texts that are read closely
COVERING = 0.5  # of the letters in common: the share of the need that a text holds, whatever else it says
SECOND = 0.05  # of what a firm's second best line adds
MENDED, PERHAPS, DOUBTED = 0.97, 0.9, 0.75  # of a need surely mended, perhaps mended, as it was written where surely wrong


@dataclass(frozen=True, slots=True)
class Match:
    """A firm that could supply, how well its text answers, by which of the lines that were handed in, and why."""

    firm: Hashable
    score: float
    line: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class CapabilityIndex:
    """Read-only; may be asked by several threads."""

    firms: Sequence[Hashable]
    texts: Sequence[str]
    text_of: npt.NDArray[np.int32]  # of each line
    firm_of: npt.NDArray[np.int32]
    letters: Grams
    terms: Grams
    lexicon: Lexicon
    vocabulary: Vocabulary

    @classmethod
    def build(cls, firms: Sequence[Hashable], phrases: Sequence[str], lexicon: Lexicon) -> Self:
        """`firms` and `phrases` are lines side by side: whose it is, what it says. Raises ValueError where they differ in length."""
        if len(firms) != len(phrases):
            raise ValueError(f"{len(firms)} firms beside {len(phrases)} phrases: each phrase needs the firm it is of")
        numbers: dict[Hashable, int] = {}
        texts: dict[str, int] = {}
        firm_of = np.array([numbers.setdefault(firm, len(numbers)) for firm in firms], dtype=np.int32)
        text_of = np.array([texts.setdefault(text, len(texts)) for text in phrases], dtype=np.int32)
        letters, tokens = _pieces(list(texts), lexicon)
        grams = Grams.build(letters, NO_TOKENS_OF_TEXTS, len(texts))
        return cls(
            list(numbers), list(texts), text_of, firm_of,
            grams,
            Grams.build(Weighted([], [], []), tokens, len(texts)),
            lexicon, Vocabulary(grams, lexicon),
        )  # fmt: skip

    def rank(self, need: str, k: int = 10) -> list[Match]:
        """The k firms whose lines answer best."""
        best: dict[int, tuple[Judged, int]] = {}
        judged_texts = self._judged(need)
        lines_of = self._lines(judged_texts)
        by_firm: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        for line in lines_of:
            by_firm[int(self.firm_of[line])].append((judged_texts[int(self.text_of[line])].score, -line, line))
        del best
        ranked = []
        for firm, found in by_firm.items():
            found.sort(reverse=True)
            score = found[0][0] + (SECOND * found[1][0] if len(found) > 1 else 0)
            ranked.append((score, -firm, firm, found[0][2]))
        ranked.sort(reverse=True)
        return [
            Match(self.firms[firm], score, line, tuple(judged_texts[int(self.text_of[line])].reasons))
            for score, _, firm, line in ranked[:k]
        ]

    def _judged(self, need: str) -> dict[int, Judged]:
        found: dict[int, Judged] = {}
        for reading, factor, first in self._readings(need):
            ready = wanted(reading, self.lexicon)
            letters, near = self._near(ready)
            for text in near:
                offer = read(self.texts[text], self.lexicon)
                judged = judge(ready, offer, float(letters[text]), self.lexicon)
                judged.score *= factor
                judged.reasons[:0] = first
                if text not in found or found[text].score < judged.score:
                    found[text] = judged
        return found

    def _readings(self, need: str) -> list[tuple[Reading, float, list[Reason]]]:
        reading = read(need, self.lexicon, further=0.8)
        readings: list[tuple[Reading, float, list[Reason]]] = [(reading, 1.0, [])]
        if other := turned(reading, self.lexicon):
            readings.append((self._reread(other, reading), 1.0, []))
        parts: list[str] = []
        changes: list[tuple[str, str]] = []
        sure = True
        for part in reading.parts:
            mended = mend(part.text, self.vocabulary)
            if mended:
                parts.append(mended.text)
                changes += mended.changes
                sure = sure and mended.sure
            else:
                parts.append(part.text)
        if changes:
            other = self._reread("、".join(parts), reading)
            if sure:
                readings = [(each, DOUBTED, why) for each, _, why in readings]
            readings.append((other, MENDED if sure else PERHAPS, [Reason("mended", one, two) for one, two in changes]))
        return readings

    def _reread(self, text: str, first: Reading) -> Reading:
        """Other words for a need, with its measures and refusals."""
        other = read(text, self.lexicon, further=0.8)
        return replace(other, measures=first.measures, refused=first.refused)

    def _near(self, need: Wanted) -> tuple[npt.NDArray[np.float32], list[int]]:
        parts = need.reading.parts
        asked = [(part.text, part.weight) for part in parts] + named(need, self.lexicon)
        pieces = Weighted([text for text, _ in asked], [0] * len(asked), [weight for _, weight in asked])
        letters = self.letters.scores(pieces, NO_TOKENS, COVERING)
        weights: dict[int, float] = defaultdict(float)
        for each in need.sought:
            for concept, (weight, _) in each.answers.items():
                weights[concept] = max(weights[concept], weight * each.weight)
        keys = token_keys(list(weights))
        together = letters + 0.7 * self.terms.scores(Weighted([], [], []), (keys, np.array(list(weights.values()), dtype=np.float32)))
        count = min(LOOKED_AT, len(together))
        near = np.argpartition(-together, count - 1)[:count] if count else []
        return letters, [int(text) for text in near if together[text] > 0]

    def _lines(self, texts: dict[int, Judged]) -> list[int]:
        wanted_texts = np.zeros(len(self.texts), dtype=bool)
        wanted_texts[list(texts)] = True
        return np.flatnonzero(wanted_texts[self.text_of]).tolist()


def _pieces(texts: Sequence[str], lexicon: Lexicon):
    parts, rows, weights = [], [], []
    concepts, of, counted = [], [], []
    for row, text in enumerate(texts):
        for part in read(text, lexicon).parts:
            parts.append(part.text)
            rows.append(row)
            weights.append(part.weight)
            for mention in part.mentions:
                for sense in mention.senses:
                    concepts.append(sense.concept)
                    of.append(row)
                    counted.append(part.weight * sense.weight * (1 if mention.last else 0.6))
    tokens = (token_keys(np.array(concepts, dtype=np.uint64)), np.array(of, dtype=np.int32), np.array(counted, dtype=np.float32))
    return Weighted(parts, rows, weights), tokens
