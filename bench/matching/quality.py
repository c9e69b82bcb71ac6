"""How well needs find firms: recall@10 and nDCG@10 by kind of need, of the engine and of two plain ways beside it.

Relevant is what has grade 1 or 2; the gain of a grade is 2^grade - 1. Ties keep the order of the file of firms."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from lianzhang.supply.matching import CapabilityIndex, plain, standard_lexicon
from lianzhang.supply.matching.grams import NO_TOKENS, Grams, Weighted, grams_of

FOLDER = Path(__file__).parent
AT = 10
WORDS = re.compile(r"[a-z0-9.+-]+|[一-鿿]")
Ranker = Callable[[str], list[str]]  # the best ten firms for a need


@dataclass(frozen=True)
class Quality:
    """Means over the needs of one kind."""

    needs: int
    recall: float
    ndcg: float


def read_capabilities() -> tuple[list[str], list[str]]:
    """Firms and what they say they can make, side by side."""
    rows = _rows("capabilities.csv")
    return [row["firm"] for row in rows], [row["phrase"] for row in rows]


def measure_quality(ranker: Ranker, half: str) -> dict[str, Quality]:
    """By kind and, as "all", over all needs of a half: dev or test."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(f"judgements_{half}.csv"):
        judged[row["query"]][row["firm"]] = int(row["grade"])
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in _rows(f"queries_{half}.csv"):
        grades = judged[row["id"]]
        if any(grades.values()):
            pair = recall_and_ndcg(ranker(row["query"]), grades)
            found[row["kind"]].append(pair)
            found["all"].append(pair)
    return {
        kind: Quality(len(pairs), *(sum(each) / len(pairs) for each in zip(*pairs, strict=True)))
        for kind, pairs in sorted(found.items())
    }


def recall_and_ndcg(ranked: Sequence[str], grades: dict[str, int]) -> tuple[float, float]:
    """The share of relevant firms among the first ten, and how near their order comes to the best one."""
    relevant = {firm for firm, grade in grades.items() if grade}
    gains = [2 ** grades.get(firm, 0) - 1 for firm in ranked[:AT]]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:AT]
    return len(relevant & set(ranked[:AT])) / len(relevant), _discounted(gains) / _discounted(best)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def rankers() -> dict[str, Ranker]:
    """The engine, and what one would take without it."""
    firms, texts = read_capabilities()
    index = CapabilityIndex.build(firms, texts, standard_lexicon())
    return {
        "BM25": by_bm25(firms, texts),
        "n-grams": by_grams(firms, texts),
        "engine": lambda need: [str(match.firm) for match in index.rank(need, AT)],
    }


def by_bm25(firms: Sequence[str], texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> Ranker:
    """Plain BM25 (Robertson and others, TREC-3, 1995), phrase by phrase; tokens are Latin words, Chinese characters and
    pairs of them, because no segmenter is installed."""
    documents = [Counter(tokens(text)) for text in texts]
    lengths = np.array([document.total() for document in documents])
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, document in enumerate(documents):
        for token, count in document.items():
            postings[token].append((at, count))

    def rank(need: str) -> list[str]:
        scores = np.zeros(len(texts))
        for token in set(tokens(need)):
            held = postings.get(token, [])
            rarity = math.log(1 + (len(texts) - len(held) + 0.5) / (len(held) + 0.5))
            for at, count in held:
                scores[at] += rarity * count * (k1 + 1) / (count + k1 * (1 - b + b * lengths[at] / lengths.mean()))
        return best_firms(scores, firms)

    return rank


def by_grams(firms: Sequence[str], texts: Sequence[str]) -> Ranker:
    """The cosine of character n-grams, 1 to 3 letters, weighted by rarity, phrase by phrase, as texts are written."""
    rows = list(range(len(texts)))
    pieces = Weighted([plain(text) for text in texts], rows, [1.0] * len(texts))
    grams = Grams.build([grams_of(pieces)], len(texts))
    return lambda need: best_firms(grams.scores(Weighted([plain(need)], [0], [1.0]), NO_TOKENS), firms)


def tokens(text: str) -> list[str]:
    single = WORDS.findall(plain(text))
    pairs = [one + two for one, two in pairwise(single) if not (one + two).isascii()]
    return single + pairs


def best_firms(scores: np.ndarray, firms: Sequence[str]) -> list[str]:
    """Each firm by its best phrase."""
    order = np.argsort(-scores, kind="stable")
    return list(dict.fromkeys(firms[at] for at in order if scores[at] > 0))[:AT]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
