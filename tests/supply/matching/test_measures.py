"""Numbers with units: what is asked, what is given, whether one meets the other."""

from __future__ import annotations

import math

import pytest

from lianzhang.supply.matching.measures import contradicts, measures, meets
from lianzhang.supply.matching.text import plain


def read(text):
    return [measure for _, measure in measures(plain(text))]


@pytest.mark.parametrize(
    ("text", "dimension", "low", "high"),
    [
        ("单重5-500kg", "mass", 5_000, 500_000),
        ("锁模力1000T以上", "mass", 1e9, math.inf),
        ("直径≤200mm", "length", -math.inf, 200),
        ("行程 2m 以内", "length", -math.inf, 2_000),
        ("M6-M30", "thread", 6, 30),
        ("容量不低于280Ah", "charge", 280, math.inf),
        ("耐温200℃", "temperature", 200, 200),
        ("8层", "layers", 8, 8),
        ("DN50~DN600", "bore", 50, 600),
    ],
)
def test_a_measure_is_read_with_its_bounds(text, dimension, low, high):
    (measure,) = read(text)
    assert (measure.dimension, measure.low, measure.high) == (dimension, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("text", ["改性pp", "6061铝板", "cnc加工中心", "2024年"])
def test_a_number_without_unit_is_no_measure(text):
    assert read(text) == []


def test_what_lies_in_a_word_of_the_trade_is_no_measure():
    assert measures("3d打印", kept=[(0, 4)]) == []


@pytest.mark.parametrize(
    ("asked", "given", "answer"),
    [
        ("单件100kg以上", "单重5-500kg", "met"),
        ("单件100kg以上", "单重5kg以下", "missed"),
        ("M16", "M6-M30", "met"),
        ("M16", "M5以下", "missed"),
        ("10kV", "380V", "missed"),
        ("0.5m", "500mm", "met"),
        ("厚度3mm", "宽度2m", "unknown"),
        ("8层以上", "厚0.5mm", "unknown"),
        ("精度5级以上", "磨齿6级", "missed"),
        ("精度5级以上", "磨齿4级", "met"),
    ],
)
def test_a_measure_is_met_missed_or_nobody_knows(asked, given, answer):
    (wanted,) = read(asked)
    held = read(given)
    found = "met" if meets(wanted, held) else "missed" if contradicts(wanted, held) else "unknown"
    assert found == answer
