"""What a need does not want and a capability does not do."""

from __future__ import annotations

import pytest

from lianzhang.supply.matching import standard_lexicon
from lianzhang.supply.matching.refusals import refused


@pytest.mark.parametrize(
    ("text", "left", "what"),
    [
        ("不锈钢螺栓，不要碳钢的", "不锈钢螺栓，", "碳钢"),
        ("汽车线束，家电除外", "汽车线束，", "家电"),
        ("制动盘成品，毛坯不要", "制动盘成品，", "毛坯"),
        ("不含氯复合肥", "复合肥", "氯"),
        ("非医用口罩", "口罩", "医用"),
        ("活塞 不做活塞环", "活塞", "活塞环"),
    ],
)
def test_a_refusal_is_taken_off_and_told(text, left, what):
    said = refused(text, standard_lexicon())
    assert said.refused == (what,)
    assert said.left.replace("的", "").strip() == left


@pytest.mark.parametrize("text", ["非标自动化设备", "不锈钢水箱", "非织造布", "不干胶标签", "无人机", "无缝钢管"])
def test_a_word_that_only_begins_like_a_refusal_is_none(text):
    assert refused(text, standard_lexicon()).refused == ()


def test_a_limit_is_told_and_stays():
    said = refused("制动盘，仅毛坯", standard_lexicon())
    assert said.only == ("毛坯",)
    assert "毛坯" in said.left
