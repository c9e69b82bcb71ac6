"""What is recorded of firms beside their words: bounded, told, and blind to where a firm is from."""

from __future__ import annotations

from math import nan

import pytest

from lianzhang.supply.matching import CapabilityIndex, Facts, standard_lexicon, weighed
from lianzhang.supply.matching.facts import WEIGHTS

LINES = ["汽车线束", "汽车线束", "汽车线束"]


@pytest.fixture(scope="module")
def index():
    return CapabilityIndex.build(["甲", "乙", "丙"], LINES, standard_lexicon())


def ranked(index, need="汽车线束", **facts):
    """`facts` are told in the order of the index's firms."""
    found = index.rank(need)
    order = [index.firms.index(match.firm) for match in found]
    told = {name: [values[at] for at in order] for name, values in facts.items()}
    return weighed(found, Facts(**told), index.standards(need))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("free_capacity", [0.2, 1.5, nan]),
        ("distance", [900, 20, nan]),
        ("supplied", [0, 3, nan]),
        ("honours", [0, 2, nan]),
    ],
)
def test_a_better_fact_stands_first_and_moves_no_more_than_its_weight(index, name, values):
    bare = index.rank("汽车线束")[0].score
    found = {match.firm: match for match in ranked(index, **{name: values})}
    assert found["乙"].score > found["甲"].score
    assert all(abs(match.score / bare - 1) <= WEIGHTS[name] + 1e-6 for match in found.values())


@pytest.mark.parametrize("name", ["free_capacity", "distance", "supplied", "honours"])
def test_what_nobody_recorded_moves_nothing(index, name):
    bare = index.rank("汽车线束")[0].score
    found = {match.firm: match for match in ranked(index, **{name: [nan, nan, nan]})}
    assert all(match.score == bare for match in found.values())
    assert all(fact.value is None and fact.moved == 0 for match in found.values() for fact in match.facts)


def test_a_newcomer_without_orders_or_titles_is_no_worse_than_one_of_whom_nothing_is_known(index):
    scores = {match.firm: match.score for match in ranked(index, supplied=[0, nan, 0], honours=[0, nan, 0])}
    assert len(set(scores.values())) == 1


def test_certificates_count_where_the_need_asks_for_them(index):
    held = [frozenset({"IATF 16949"}), frozenset(), None]
    asked = ranked(index, "汽车线束 IATF16949认证", certificates=held)
    assert [match.firm for match in asked] == ["甲", "丙", "乙"]
    assert not any(match.facts for match in ranked(index, certificates=held))


def test_all_facts_together_cannot_lift_a_firm_that_makes_something_else():
    index = CapabilityIndex.build(["甲", "乙"], ["汽车线束", "线束测试设备"], standard_lexicon())
    best = {"free_capacity": [0, 9], "distance": [2_000, 0], "supplied": [0, 9], "honours": [0, 9]}
    assert ranked(index, **best)[0].firm == "甲"


def test_the_same_firm_elsewhere_at_the_same_distance_stands_the_same():
    """Origin alone never ranks: neither the name of a place in the need, nor in a line, nor in the firm's name."""
    firms = ["襄阳某线束厂", "深圳某线束厂"]
    for lines in (["汽车线束", "汽车线束"], ["襄阳汽车线束", "深圳汽车线束"], ["本地 汽车线束", "外省 汽车线束"]):
        index = CapabilityIndex.build(firms, lines, standard_lexicon())
        found = {match.firm: match for match in ranked(index, "襄阳本地的汽车线束", distance=[80, 80])}
        assert found[firms[0]].score == found[firms[1]].score


def test_distance_is_logistics_and_a_nearer_firm_from_elsewhere_stands_first():
    index = CapabilityIndex.build(["市内", "邻省"], ["汽车线束", "汽车线束"], standard_lexicon())
    assert ranked(index, distance=[120, 40])[0].firm == "邻省"


def test_facts_of_another_number_of_firms_are_refused(index):
    with pytest.raises(ValueError, match="distance tells of 1 firms, and 3 were found"):
        weighed(index.rank("汽车线束"), Facts(distance=[1.0]))
