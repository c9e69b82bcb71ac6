"""A segment's state from worked cases, and what must hold for any chain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.segments.states import STATES, Facts, SegmentState, standings

CHAIN = {
    "castings": Facts(firms=21, leaders=2, output=Decimal(630_000)),
    "bearings": Facts(firms=5, leaders=0, output=Decimal(96_000)),
    "chips": Facts(firms=0, leaders=0),
    "plastics": Facts(firms=2, leaders=0, output=Decimal(4_000)),
    "batteries": Facts(firms=1, leaders=0, output=Decimal(1_000), extend=True),
    "cars": Facts(firms=3, leaders=1, output=Decimal(6_000_000), extend=True),
}


def states(facts: dict[str, Facts], *, covered: bool = True) -> dict[str, str]:
    keys = list(facts)
    found = standings({number: facts[key] for number, key in enumerate(keys)}, covered=covered)
    return {key: str(found[number].state) for number, key in enumerate(keys)}


def test_the_states_of_a_worked_chain() -> None:
    assert states(CHAIN) == {
        "castings": "strong",  # many firms, an anchor, much output
        "bearings": "strong",  # many firms, output in the middle
        "chips": "missing",
        "plastics": "weak",  # two firms, no anchor, little output
        "batteries": "extend",  # weak, and the plan wants more
        "cars": "strong",  # strong already, whatever the plan wants
    }


def test_one_sign_of_three_is_fair() -> None:
    chain = CHAIN | {"plastics": Facts(firms=2, leaders=1, output=Decimal(4_000))}
    assert states(chain)["plastics"] == "fair"


def test_nothing_is_judged_while_the_register_is_not_declared_complete() -> None:
    assert set(states(CHAIN, covered=False).values()) == {"unknown"}
    found = standings(dict(enumerate(CHAIN.values())), covered=False)
    assert "已登记在营企业21家" in found[0].sentence
    assert "还没有登记企业" in found[2].sentence


def test_output_that_nobody_knows_is_left_out_rather_than_counted_against() -> None:
    chain = {"one": Facts(firms=4, leaders=1), "other": Facts(firms=4, leaders=0)}
    assert states(chain) == {"one": "strong", "other": "fair"}
    assert "能判断的2条里2条成立" in standings({1: chain["one"]}, covered=True)[1].sentence


facts = st.builds(
    Facts,
    firms=st.integers(0, 40),
    leaders=st.integers(0, 5),
    output=st.none() | st.decimals(0, 10**8, places=2),
    extend=st.booleans(),
)


@given(st.dictionaries(st.integers(), facts, max_size=12), st.booleans())
def test_unknown_is_never_missing_nor_strong_and_a_state_always_says_why(
    chain: dict[int, Facts], covered: bool
) -> None:
    for key, standing in standings(chain, covered=covered).items():
        assert (standing.state is SegmentState.UNKNOWN) == (not covered)
        assert standing.sentence
        if covered and not chain[key].firms:
            assert standing.state in (SegmentState.MISSING, SegmentState.EXTEND)


@given(st.dictionaries(st.integers(), facts, min_size=1, max_size=12), st.data())
def test_an_anchor_never_makes_a_segment_weaker(chain: dict[int, Facts], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(chain)))
    was = chain[key]
    helped = chain | {key: Facts(was.firms, was.leaders + 1, was.output, was.extend)}
    order = ["missing", "extend", "weak", "fair", "strong"]
    before, after = (standings(each, covered=True)[key].state for each in (chain, helped))
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize("state", SegmentState)
def test_every_state_has_a_word_that_fits_into_a_box_of_the_map(state: SegmentState) -> None:
    assert 1 <= len(STATES[state]) <= 3
