"""N-grams as arrays: the cosine is one with what a plain reckoning says."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from lianzhang.supply.matching import grams
from lianzhang.supply.matching.grams import NO_TOKENS, Grams, Weighted, gram_key, grams_of, token_keys

TEXTS = ["汽车线束", "线束", "汽车座椅", "abs 总成"]


def built(texts):
    return Grams.build([grams_of(Weighted(texts, range(len(texts)), [1.0] * len(texts)))], len(texts))


def slow_vector(text):
    found = Counter()
    for length, weight in zip(grams.LENGTHS, grams.LENGTH_WEIGHTS, strict=True):
        for at in range(len(text) - length + 1):
            gram = text[at : at + length]
            if length > 1 or not gram.isascii():
                found[gram] += weight * (1 + grams.END_WEIGHT * math.exp(-(len(text) - at - length) / grams.END_REACH))
    return found


def slow_cosine(one, other):
    holding = Counter(gram for text in TEXTS for gram in slow_vector(text))
    first, second = (
        {gram: weight * math.log1p(len(TEXTS) / max(holding[gram], 1)) for gram, weight in slow_vector(text).items()}
        for text in (one, other)
    )
    length = math.hypot(*first.values()) * math.hypot(*second.values())
    return sum(weight * second.get(gram, 0) for gram, weight in first.items()) / length


@pytest.mark.parametrize("need", ["线束", "汽车线束总成", "abs"])
def test_scores_are_cosines(need):
    scores = built(TEXTS).scores(Weighted([need], [0], [1.0]), NO_TOKENS)
    # Latin letters alone hold no gram of one letter; what no text holds counts as if one did.
    assert scores == pytest.approx([slow_cosine(need, text) for text in TEXTS], abs=2e-3)


def test_a_text_is_nearest_to_itself():
    index = built(TEXTS)
    for at, text in enumerate(TEXTS):
        assert int(np.argmax(index.scores(Weighted([text], [0], [1.0]), NO_TOKENS))) == at


def test_covering_asks_how_much_of_the_need_a_text_holds_whatever_its_length():
    index = built(["线束", "线束以及许多别的东西写在后面"])
    scores = index.scores(Weighted(["线束"], [0], [1.0]), NO_TOKENS, covering=1)
    assert scores == pytest.approx([1, 1], abs=1e-3)


def test_tokens_are_no_letters():
    found = token_keys([7]), np.array([1], dtype=np.int32), np.array([1], dtype=np.float32)
    index = Grams.build([found], 2)
    assert index.scores(Weighted((), (), ()), (token_keys([7]), np.ones(1, dtype=np.float32))).tolist() == [0, 1]
    assert gram_key("线束") not in index.keys


def test_nothing_is_found_where_there_is_nothing():
    empty = Grams.build([], 0)
    assert empty.scores(Weighted(["线束"], [0], [1.0]), NO_TOKENS).tolist() == []
    assert empty.counts(np.array([gram_key("线束")], dtype=np.uint64)).tolist() == [0]
