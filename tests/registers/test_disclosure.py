"""Sums told beside each other tell of no single firm: a search over small towns by brute force."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.registers.evidence.disclosure import unsafe_sums
from lianzhang.statements.api import BreakdownQuery

CHAINS = (1, 2, 3)


def asked(*chains: int, what: str = "output") -> BreakdownQuery:
    return BreakdownQuery(what, 2022, chains)


def tells(amounts: np.ndarray) -> bool:
    """Said a second time, from the rule: fewer than three firms, or one with more than seven tenths."""
    own = sorted((float(each) for each in amounts if each > 0.01), reverse=True)
    return bool(own) and (len(own) < 3 or own[0] > 0.7 * sum(own))


firms = st.lists(
    st.tuples(st.sampled_from([0, *CHAINS]), st.sampled_from([1, 5, 10, 40, 400])), min_size=1, max_size=14
)


def sums_of(town: list[tuple[int, int]]) -> dict[BreakdownQuery, np.ndarray]:
    """Each chain, two of them as a group, all of the plan, and the whole city."""
    of_chains = lambda *chains: np.array([float(amount) if chain in chains else 0.0 for chain, amount in town])  # noqa: E731
    told = {asked(chain): of_chains(chain) for chain in CHAINS}
    return told | {asked(1, 2): of_chains(1, 2), asked(*CHAINS): of_chains(*CHAINS), asked(): of_chains(0, *CHAINS)}


@given(firms)
def test_nothing_told_and_no_difference_of_two_told_tells_of_a_firm(town: list[tuple[int, int]]) -> None:
    told = sums_of(town)
    shown = {each: amounts for each, amounts in told.items() if each not in unsafe_sums(told)}
    for amounts in shown.values():
        assert not tells(amounts)
    for part, whole in permutations(shown.values(), 2):
        if (part <= whole).all():
            assert not tells(whole - part)


@given(firms)
def test_nor_does_what_is_left_of_a_whole_without_its_chains(town: list[tuple[int, int]]) -> None:
    told = sums_of(town)
    unsafe = unsafe_sums(told)
    for whole in (asked(1, 2), asked(*CHAINS), asked()):
        inside = [asked(chain) for chain in whole.chains or CHAINS if asked(chain) not in unsafe]
        if whole not in unsafe:
            rest = told[whole] - sum((told[each] for each in inside), np.zeros(len(town)))
            assert not tells(rest)


@given(firms)
def test_what_rests_on_many_equal_firms_is_told(town: list[tuple[int, int]]) -> None:
    even = [(chain, 10) for chain in (0, *CHAINS) for _ in range(4)]
    assert unsafe_sums(sums_of(even)) == set()
    assert unsafe_sums(sums_of(town)) <= set(sums_of(town))


def test_of_one_chain_that_is_kept_back_a_second_one_is_too() -> None:
    town = [(1, 10)] * 2 + [(2, 20)] * 5 + [(3, 30)] * 5
    assert unsafe_sums({each: amounts for each, amounts in sums_of(town).items() if each != asked(1, 2)}) == {
        asked(1),
        asked(2),
    }


def test_the_industry_of_a_chain_is_a_part_of_the_chain() -> None:
    whole = np.array([10.0, 10, 10, 10, 7])
    industry = np.array([10.0, 10, 10, 10, 0])
    told = {asked(1): whole, asked(1, what="industry_output"): industry}
    assert unsafe_sums(told) == {asked(1, what="industry_output")}


def test_nothing_at_all_tells_of_nobody() -> None:
    assert unsafe_sums({asked(1): np.zeros(4), asked(): np.array([1.0, 1, 1, 0])}) == set()


# --- by place: two districts and the rest of the city, one district with a park in it
REGIONS, PARK = (1, 2), 9
lying = st.lists(
    st.tuples(st.sampled_from([0, *REGIONS, PARK]), st.sampled_from([1, 5, 10, 40, 400])), min_size=1, max_size=14
)


def placed(region: int = 0, park: int = 0) -> BreakdownQuery:
    return BreakdownQuery("output", 2022, (), region, park)


def sums_by_place(town: list[tuple[int, int]]) -> dict[BreakdownQuery, np.ndarray]:
    """The city, its districts, and the park that lies in the first."""
    of = lambda *places: np.array([float(amount) if place in places else 0.0 for place, amount in town])  # noqa: E731
    told = {placed(): of(0, *REGIONS, PARK), placed(park=PARK): of(PARK)}
    return told | {placed(1): of(1, PARK), placed(2): of(2)}


@given(lying)
def test_by_place_too_no_sum_difference_or_rest_tells_of_a_firm(town: list[tuple[int, int]]) -> None:
    told = sums_by_place(town)
    unsafe = unsafe_sums(told)
    shown = {each: amounts for each, amounts in told.items() if each not in unsafe}
    for amounts in shown.values():
        assert not tells(amounts)
    for part, whole in permutations(shown.values(), 2):
        if (part <= whole).all():
            assert not tells(whole - part)
    if placed() in shown:
        districts = sum((shown[placed(each)] for each in REGIONS if placed(each) in shown), np.zeros(len(town)))
        assert not tells(told[placed()] - districts)


def test_of_one_district_that_is_kept_back_a_second_one_is_too() -> None:
    town = [(1, 10)] * 2 + [(2, 20)] * 5
    assert {placed(1), placed(2)} <= unsafe_sums(sums_by_place(town))
