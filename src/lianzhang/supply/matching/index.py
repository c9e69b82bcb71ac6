"""All that firms can make, made ready to be asked: who could supply this, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from .grams import NO_TOKENS, Found, Grams, Weighted, grams_of, token_keys
from .lexicon import Lexicon
from .need import Wanted, named, wanted
from .reading import Reading, read, turned
from .reasons import Judged, Match, Reason
from .scoring import judge
from .spelling import mend
from .vocabulary import Vocabulary

__all__ = ["CapabilityIndex"]

LOOKED_AT = 150  # texts that are read closely
COVERING = 0.5  # of the letters in common: the share of the need that a text holds, whatever else it says
CONCEPTS = 0.7  # what terms count beside letters, until texts are read closely
FURTHER_WANTED = 0.8  # what a need says after its first words counts so much
WITHIN = 0.6  # of a term that does not stand at the end
SECOND = 0.05  # of what a firm's second best line adds
# Of a need surely mended, perhaps mended, and as it was written where that was surely wrong.
MENDED, PERHAPS, DOUBTED = 0.97, 0.9, 0.75
BATCH = 4_000  # texts
NO_PIECES = Weighted((), (), ())


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
        """`firms` and `phrases` are lines side by side: whose each is, what it says.

        Raises ValueError where they are of different length."""
        if len(firms) != len(phrases):
            raise ValueError(f"{len(firms)} firms beside {len(phrases)} phrases: each phrase needs the firm it is of")
        numbers: dict[Hashable, int] = {}
        texts: dict[str, int] = {}
        firm_of = np.array([numbers.setdefault(firm, len(numbers)) for firm in firms], dtype=np.int32)
        text_of = np.array([texts.setdefault(text, len(texts)) for text in phrases], dtype=np.int32)
        told = list(texts)
        batches = list(_batches(told, lexicon))
        letters = Grams.build((hits for hits, _ in batches), len(told))
        terms = Grams.build((hits for _, hits in batches), len(told))
        return cls(list(numbers), told, text_of, firm_of, letters, terms, lexicon, Vocabulary(letters, lexicon))

    def rank(self, need: str, k: int = 10, *, among: npt.ArrayLike | None = None) -> list[Match]:
        """The k firms that answer best, best first; of two alike the one that was handed in first.

        `among`: whether a firm may be told at all, in the order of `firms`. Raises ValueError where it is of another
        number of firms."""
        allowed = np.ones(len(self.firms), dtype=bool) if among is None else np.asarray(among, dtype=bool)
        if len(allowed) != len(self.firms):
            raise ValueError(f"which firms may be told is said of {len(allowed)} and asked of {len(self.firms)}")
        judged = self._judged(read(need, self.lexicon, further=FURTHER_WANTED), allowed)
        ranked = []
        for firm, lines in self._lines(judged, allowed).items():
            scored = sorted(((judged[int(self.text_of[line])].score, -line) for line in lines), reverse=True)
            score = scored[0][0] + (SECOND * scored[1][0] if len(scored) > 1 else 0)
            ranked.append((score, -firm, -scored[0][1]))
        return [self._match(-firm, score, line, judged) for score, firm, line in sorted(ranked, reverse=True)[:k]]

    def standards(self, need: str) -> frozenset[str]:
        """Certificates and standards that a need asks for."""
        return self.lexicon.standards(need)

    def _match(self, firm: int, score: float, line: int, judged: dict[int, Judged]) -> Match:
        return Match(self.firms[firm], score, line, tuple(dict.fromkeys(judged[int(self.text_of[line])].reasons)))

    def _judged(self, asked: Reading, allowed: npt.NDArray[np.bool_]) -> dict[int, Judged]:
        """The texts that come near a need, closely read; each by the reading of the need that it answers best."""
        open_to = np.zeros(len(self.texts), dtype=bool)
        open_to[self.text_of[allowed[self.firm_of]]] = True
        hits: dict[int, Judged] = {}
        for reading, factor, first in self._readings(asked):
            ready = wanted(reading, self.lexicon)
            letters, near = self._near(ready, open_to)
            for text in near:
                offer = read(self.texts[text], self.lexicon)
                judged = judge(ready, offer, float(letters[text]), self.lexicon)
                judged.score *= factor
                judged.reasons[:0] = first
                if text not in hits or hits[text].score < judged.score:
                    hits[text] = judged
        return hits

    def _readings(self, asked: Reading) -> list[tuple[Reading, float, list[Reason]]]:
        """The need as it was written, as one would say it, and mended."""
        readings: list[tuple[Reading, float, list[Reason]]] = [(asked, 1.0, [])]
        if said := turned(asked, self.lexicon):
            readings.append((self._reread(said, asked), 1.0, []))
        tried = [(part.text, mend(part.text, self.vocabulary)) for part in asked.parts]
        mended = [each for _, each in tried if each]
        if mended:
            sure = all(each.sure for each in mended)
            why = [Reason("mended", one, two) for each in mended for one, two in each.changes]
            again = self._reread("、".join(each.text if each else text for text, each in tried), asked)
            if sure:
                readings = [(each, DOUBTED, first) for each, _, first in readings]
            readings.append((again, MENDED if sure else PERHAPS, why))
        return readings

    def _reread(self, text: str, asked: Reading) -> Reading:
        """Other words for a need, with its measures, refusals and certificates."""
        other = read(text, self.lexicon, further=FURTHER_WANTED)
        return replace(other, measures=asked.measures, refused=asked.refused, standards=asked.standards)

    def _near(self, need: Wanted, open_to: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.float32], list[int]]:
        """How much each text has in common with a need, and which are nearest."""
        pieces = [(part.text, part.weight) for part in need.reading.parts] + named(need, self.lexicon)
        letters = self.letters.scores(
            Weighted([text for text, _ in pieces], [0] * len(pieces), [weight for _, weight in pieces]),
            NO_TOKENS,
            COVERING,
        )
        weights: dict[int, float] = defaultdict(float)
        for each in need.sought:
            for concept, (weight, _) in each.answers.items():
                weights[concept] = max(weights[concept], weight * each.weight)
        tokens = token_keys(list(weights)), np.array(list(weights.values()), dtype=np.float32)
        together = np.where(open_to, letters + CONCEPTS * self.terms.scores(NO_PIECES, tokens), 0)
        count = min(LOOKED_AT, len(together))
        near: list[int] = np.argpartition(-together, count - 1)[:count].tolist() if count else []
        return letters, [text for text in near if together[text] > 0]

    def _lines(self, texts: Iterable[int], allowed: npt.NDArray[np.bool_]) -> dict[int, list[int]]:
        """By firm the lines that say one of these texts."""
        near = np.zeros(len(self.texts), dtype=bool)
        near[list(texts)] = True
        hits: dict[int, list[int]] = defaultdict(list)
        for line in np.flatnonzero(near[self.text_of] & allowed[self.firm_of]).tolist():
            hits[int(self.firm_of[line])].append(line)
        return hits


def _batches(texts: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[Found, Found]]:
    """The n-grams of texts, and the concepts that they name."""
    for begin in range(0, len(texts), BATCH):
        pieces: list[tuple[str, int, float]] = []
        named: list[tuple[int, int, float]] = []
        for row in range(begin, min(begin + BATCH, len(texts))):
            for part in read(texts[row], lexicon).parts:
                pieces.append((part.text, row, part.weight))
                named += [
                    (sense.concept, row, part.weight * sense.weight * (1 if mention.last else WITHIN))
                    for mention in part.mentions
                    for sense in mention.senses
                ]
        concepts, rows, weights = zip(*named, strict=True) if named else ((), (), ())
        tokens = (token_keys(concepts), np.array(rows, dtype=np.int32), np.array(weights, dtype=np.float32))
        yield grams_of(Weighted(*zip(*pieces, strict=True)) if pieces else NO_PIECES), tokens
