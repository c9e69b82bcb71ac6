"""Character n-grams weighted by how rare they are, as arrays: which texts share most with a need.

Each n-gram is one number, so that a hundred thousand texts are read and asked without a loop over letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

__all__ = ["LETTER_BITS", "NO_TOKENS", "Found", "Grams", "Weighted", "gram_key", "grams_of", "token_keys"]

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

LETTER_BITS = np.uint64(21)
TOKEN = np.uint64(1 << 63)
LENGTHS = (1, 2, 3)
LENGTH_WEIGHTS = (0.5, 1.0, 1.0)
END_WEIGHT, END_REACH = 0.6, 3.0  # what a thing is stands at the end of its name: so much more, over so many letters

Found = tuple[Keys, Ints, Floats]  # keys, the texts that hold them, how much they count there
NO_TOKENS: tuple[Keys, Floats] = (np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.float32))
NOTHING: Found = (NO_TOKENS[0], np.zeros(0, dtype=np.int32), NO_TOKENS[1])


@dataclass(frozen=True)
class Weighted:
    """Pieces of texts: which text each belongs to, and how much it counts there."""

    texts: Sequence[str]
    rows: Sequence[int]
    weights: Sequence[float]


def token_keys(numbers: npt.ArrayLike) -> Keys:
    """Keys of things that are no letters, from their numbers."""
    return TOKEN | np.asarray(numbers, dtype=np.uint64)


def gram_key(piece: str) -> int:
    """The key of one n-gram."""
    key = 0
    for letter in piece:
        key = key << int(LETTER_BITS) | ord(letter)
    return key


def _letters(pieces: Weighted) -> Found:
    """Letters of all pieces in a row, a zero after each; their text; their weight, larger towards a piece's end."""
    lengths = np.fromiter((len(text) + 1 for text in pieces.texts), dtype=np.int64, count=len(pieces.texts))
    joined = "\0".join(pieces.texts) + "\0" if len(pieces.texts) else ""
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    rows = np.repeat(np.asarray(pieces.rows, dtype=np.int32), lengths)
    ends = np.repeat(np.cumsum(lengths) - 2, lengths)
    before_end = np.maximum(ends - np.arange(len(codes)), 0)
    weights = np.repeat(np.asarray(pieces.weights, dtype=np.float32), lengths)
    return codes, rows, (weights * (1 + END_WEIGHT * np.exp(-before_end / END_REACH))).astype(np.float32)


def grams_of(pieces: Weighted) -> Found:
    """Key, text and weight of every n-gram. Single Latin letters and blanks tell nothing and are left out."""
    codes, rows, weights = _letters(pieces)
    keys: list[Keys] = []
    of: list[Ints] = []
    counted: list[Floats] = []
    for length, weight in zip(LENGTHS, LENGTH_WEIGHTS, strict=True):
        count = max(len(codes) - length + 1, 0)
        key = np.zeros(count, dtype=np.uint64)
        whole = np.ones(count, dtype=bool)
        for at in range(length):
            letter = codes[at : at + count]
            key = (key << LETTER_BITS) | letter
            whole &= letter != 0
        if length == 1:
            whole &= codes >= 128
        keys.append(key[whole])
        of.append(rows[:count][whole])
        counted.append(weights[length - 1 : length - 1 + count][whole] * np.float32(weight))
    return np.concatenate(keys), np.concatenate(of), np.concatenate(counted)


def _summed(keys: Keys, rows: Ints, weights: Floats) -> Found:
    """Ordered by key and text, each pair once."""
    order = np.lexsort((rows, keys))
    keys, rows, weights = keys[order], rows[order], weights[order]
    if not len(keys):
        return keys, rows, weights
    first = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])])
    return keys[first], rows[first], np.add.reduceat(weights, first).astype(np.float32)


@dataclass(frozen=True)
class Grams:
    """For each key the texts that hold it and its share in their length: what is asked is a cosine."""

    keys: Keys
    starts: npt.NDArray[np.int64]
    rows: Ints
    shares: npt.NDArray[np.float16]
    rarity: Floats
    texts: int

    @classmethod
    def build(cls, parts: Iterable[Found], texts: int) -> Self:
        """`found` in any number of batches; `texts` is how many there are."""
        batches = [*parts, NOTHING]
        keys, rows, weights = _summed(*(np.concatenate(each) for each in zip(*batches, strict=True)))
        if not len(keys):
            return cls(keys, np.zeros(1, dtype=np.int64), rows, weights.astype(np.float16), weights, texts)
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        counts = np.diff(np.r_[starts, len(keys)])
        rarity = np.log1p(texts / counts).astype(np.float32)
        weights *= np.repeat(rarity, counts)
        lengths = np.sqrt(np.bincount(rows, weights.astype(np.float64) ** 2, minlength=texts))
        shares = (weights / np.maximum(lengths, 1e-9)[rows]).astype(np.float16)
        return cls(keys[starts], np.r_[starts, len(keys)], rows, shares, rarity, texts)

    def places(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Where each key stands, -1 for one that no text holds."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, at, -1)

    def counts(self, keys: Keys) -> npt.NDArray[np.int64]:
        """How many texts hold each key."""
        at = self.places(keys)
        return np.where(at < 0, 0, self.starts[at + 1] - self.starts[at])

    def scores(self, pieces: Weighted, tokens: tuple[Keys, Floats], covering: float = 0) -> Floats:
        """The cosine of what is asked with every text, 0 to 1, mixed with the share of it that the text holds, which
        length does not lower. What no text holds counts as the rarest."""
        keys, _, weights = grams_of(pieces)
        keys, weights = np.concatenate([keys, tokens[0]]), np.concatenate([weights, tokens[1]])
        keys, _, weights = _summed(keys, np.zeros(len(keys), dtype=np.int32), weights)
        at = self.places(keys)
        weights = weights * np.where(
            at < 0, np.log1p(np.float32(self.texts)), self.rarity[at] if len(self.rarity) else 0
        )
        cosine = (1 - covering) * weights / (float(np.sqrt((weights**2).sum())) or 1.0)
        covered = covering * weights / (float(weights.sum()) or 1.0)
        scores = np.zeros(self.texts, dtype=np.float32)
        for place, one, other in zip(at.tolist(), cosine.tolist(), covered.tolist(), strict=True):
            if place >= 0:
                held = slice(self.starts[place], self.starts[place + 1])
                scores[self.rows[held]] += self.shares[held] * np.float32(one) + np.float32(other)
        return scores

    @property
    def nbytes(self) -> int:
        held = (self.keys, self.starts, self.rows, self.shares, self.rarity)
        return sum(array.nbytes for array in held)
