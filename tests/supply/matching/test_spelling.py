"""What was mistyped is read as it was meant; what is right stays."""

from __future__ import annotations

import pytest

from lianzhang.supply.matching import CapabilityIndex, standard_lexicon
from lianzhang.supply.matching.spelling import mend

KNOWN = ["变速箱齿轮", "汽车线束", "塑料件注塑加工", "伺服电机", "碳纤维预浸料", "电池包箱体", "冷镦螺栓", "轴承座"]


@pytest.fixture(scope="module")
def vocabulary():
    return CapabilityIndex.build([0] * len(KNOWN), KNOWN, standard_lexicon()).vocabulary


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("变素箱齿轮", "变速箱齿轮"),  # sounds the same
        ("汽车线速", "汽车线束"),
        ("伺服电击", "伺服电机"),
        ("轴乘座", "轴承座"),  # looks and sounds alike: 乘, 承
        ("硕酸铁锂", "磷酸铁锂"),  # looks the same
        ("汽车束线", "汽车线束"),  # two changed places
        ("变变速箱", "变速箱"),  # written twice
    ],
)
def test_a_mistake_is_mended(vocabulary, written, meant):
    assert mend(written, vocabulary).text == meant


def test_a_change_is_told_with_the_letters_around_it(vocabulary):
    assert mend("变素箱齿轮", vocabulary).changes == (("变素箱齿", "变速箱齿"),)


@pytest.mark.parametrize("right", ["变速箱齿轮", "汽车线束", "brake pad", "", "电池包箱体", "轴承座"])
def test_what_is_known_stays(vocabulary, right):
    assert mend(right, vocabulary) is None
