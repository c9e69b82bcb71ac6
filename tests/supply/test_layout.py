"""The drawing of a supply network: upstream left, a border around the city, nothing over anything, no sum lost."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import combinations
from math import fsum, hypot, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.supply.network.layout import LEFT, RIGHT, Firm, Layout, Link, lay_out
from lianzhang.supply.network.layout.ordering import ordered
from lianzhang.supply.network.layout.parts import Drawn, Spot
from lianzhang.supply.network.layout.placing import HEAD, NAME
from lianzhang.supply.network.layout.tiers import Sale, tiers, unbroken

Network = tuple[list[Firm], list[Link]]
VALUES = st.sampled_from([0.0, 0.5, 1.0, 7.0, 7.0, 900.0])


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(0, 30))
    told = st.none() | st.integers(0, 5)
    firms = [
        Firm(f"e{number}", draw(st.booleans()), draw(VALUES), draw(told), draw(st.booleans()), draw(st.booleans()))
        for number in range(count)
    ]
    keys = st.sampled_from([firm.key for firm in firms] or ["nobody"])
    links = draw(st.lists(st.builds(Link, keys, keys, VALUES, st.booleans()), max_size=60))
    return firms, links


SHOWN = st.none() | st.integers(1, 8)


@given(networks(), SHOWN, st.randoms())
def test_the_order_of_rows_changes_nothing(network: Network, shown: int | None, chance: random.Random) -> None:
    firms, links = network
    drawn = lay_out(firms, links, shown)
    chance.shuffle(firms)
    chance.shuffle(links)
    assert lay_out(firms, links, shown) == drawn


@given(networks(), SHOWN)
def test_every_firm_stands_once_and_no_sum_is_lost(network: Network, shown: int | None) -> None:
    firms, links = network
    drawn = lay_out(firms, links, shown)
    stand = [key for spot in drawn.spots for key in spot.others or (spot.key,)]
    assert sorted(stand) == sorted(firm.key for firm in firms)
    known = [link for link in links if {link.supplier, link.customer} <= set(stand)]
    assert sum(link.lines for link in drawn.links) + drawn.folded + drawn.own == len(known)
    assert sum(column.firms for column in drawn.columns) == len(firms)
    spot_of = {key: spot.key for spot in drawn.spots for key in spot.others or (spot.key,)}
    sums: dict[tuple[str, str], list[float]] = defaultdict(list)
    for link in known:
        sums[spot_of[link.supplier], spot_of[link.customer]].append(link.value)
    for link in drawn.links:
        values = sums[link.supplier, link.customer]
        assert (link.lines, link.value) == (len(values), fsum(values))


@given(networks(), SHOWN)
def test_a_column_shows_what_was_asked_for_first_and_the_rest_as_one(network: Network, shown: int | None) -> None:
    firms, links = network
    by_key = {firm.key: firm for firm in firms}
    drawn = lay_out(firms, links, shown)
    for number in range(len(drawn.columns)):
        column = [spot for spot in drawn.spots if spot.column == number]
        alone = [by_key[spot.key] for spot in column if not spot.others]
        rest = [by_key[key] for spot in column for key in spot.others]
        assert [bool(spot.others) for spot in column] == [False] * len(alone) + [True] * bool(rest)
        assert not any(firm.merged for firm in alone)
        assert not any(firm.kept and not firm.merged for firm in rest)
        if shown is None:
            assert all(firm.merged for firm in rest)
        elif not any(firm.kept for firm in alone):
            assert len(alone) <= shown + 1
        if len(rest) == 1:
            assert rest[0].merged or len(alone) >= (shown or 0)


@given(networks(), SHOWN)
def test_the_border_runs_around_the_firms_of_the_city_alone(network: Network, shown: int | None) -> None:
    firms, links = network
    drawn = lay_out(firms, links, shown)
    inside = {firm.key for firm in firms if firm.inside}
    assert (drawn.border is None) == (not inside)
    for spot in drawn.spots:
        within = {*(spot.others or (spot.key,))} <= inside
        side = drawn.columns[spot.column].side
        assert within == (side not in (LEFT, RIGHT))
        assert spot.y - spot.radius >= HEAD
        assert spot.y + spot.radius <= drawn.height
        if drawn.border:
            left, right = drawn.border.x, drawn.border.x + drawn.border.width
            assert (left <= spot.x - spot.radius and spot.x + spot.radius <= right) == within
            assert drawn.border.y + drawn.border.height <= drawn.height
            if side == LEFT:
                assert spot.x < left
    ranks = [column.side for column in drawn.columns if isinstance(column.side, int)]
    assert ranks == sorted(ranks, reverse=True)
    assert [column.x for column in drawn.columns] == sorted(column.x for column in drawn.columns)


@given(networks(), SHOWN)
def test_no_circle_lies_over_another_or_its_name(network: Network, shown: int | None) -> None:
    drawn = lay_out(*network, shown)
    for one, other in combinations(drawn.spots, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
        if one.column == other.column and abs(one.x - other.x) < 1:
            upper, lower = sorted((one, other), key=lambda spot: spot.y)
            name = 0 if drawn.columns[one.column].side in (LEFT, RIGHT) else NAME
            assert lower.y - lower.radius >= upper.y + upper.radius + name


SALES = st.lists(st.builds(Sale, st.integers(0, 11), st.integers(0, 11), st.sampled_from([1.0, 2.0, 3.0, 9.0])))


def _reaches(sales: list[Sale], start: int, end: int) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        firm = ahead.pop()
        ahead += [sale.customer for sale in sales if sale.supplier == firm and sale.customer not in seen]
        seen |= set(ahead)
    return end in seen


@given(SALES)
def test_a_cycle_is_broken_at_its_smallest_sale(sales: list[Sale]) -> None:
    sales = list({(sale.supplier, sale.customer): sale for sale in sales if sale.supplier != sale.customer}.values())
    kept = unbroken(12, sales)
    for sale in kept:
        assert not _reaches(kept, sale.customer, sale.supplier)
    for sale in {*sales} - {*kept}:
        larger = [each for each in kept if each.value >= sale.value]
        assert _reaches(larger, sale.customer, sale.supplier)


def test_a_firm_stands_one_before_those_that_buy_most_of_what_it_sells() -> None:
    # 3 sells a little to the end and much to 1, which makes it second tier; 4 has no customer, 5 is known.
    sales = [Sale(1, 0, 50), Sale(2, 1, 10), Sale(3, 0, 4), Sale(3, 1, 6), Sale(5, 2, 8)]
    assert tiers(6, sales, {5: 1}, deepest=3) == [0, 1, 2, 2, 0, 1]
    assert tiers(6, sales, {}, deepest=3) == [0, 1, 2, 2, 0, 3]
    assert tiers(6, sales, {}, deepest=2) == [0, 1, 2, 2, 0, 2]


def test_suppliers_outside_stand_left_and_customers_outside_right() -> None:
    firms = [Firm(key, key == "anchor", 1) for key in ("anchor", "maker", "dealer", "silent")]
    drawn = lay_out(firms, [Link("maker", "anchor", 0.0), Link("anchor", "dealer", 0.0)])
    sides = {spot.key: drawn.columns[spot.column].side for spot in drawn.spots}
    assert sides == {"maker": LEFT, "silent": LEFT, "anchor": 0, "dealer": RIGHT}


def test_only_a_sole_source_is_marked_and_stands_before_larger_ones() -> None:
    firms = [Firm("anchor", True, 90.0, 0), *(Firm(f"s{number}", False, float(number)) for number in range(10))]
    links = [Link(f"s{number}", "anchor", float(number), sole=number == 1) for number in range(10)]
    drawn = lay_out(firms, links, shown=2)
    assert {spot.key for spot in drawn.spots if spot.sole} == {"s1"}
    others = next(spot for spot in drawn.spots if spot.others)
    assert (others.firms, others.value) == (8, 35.0)
    assert {spot.key for spot in drawn.spots} == {"anchor", "s1", "s9", "others-0"}
    assert {link.supplier for link in drawn.links if link.soles} == {"s1"}


def test_parallel_chains_do_not_cross() -> None:
    firms = [Firm(f"{layer}{number}", True, 1.0, layer) for layer in range(4) for number in range(9)]
    links = [
        Link(f"{layer + 1}{(number * 5) % 9}", f"{layer}{number}", 1.0) for layer in range(3) for number in range(9)
    ]
    drawn = lay_out(firms, links)
    height = {spot.key: spot.y for spot in drawn.spots}
    assert all(isclose(height[link.supplier], height[link.customer], abs_tol=0.2) for link in drawn.links)


@given(networks())
def test_sweeps_leave_no_more_crossings_than_there_were(network: Network) -> None:
    drawn = lay_out(*network)
    start = [spot._replace(x=0, y=0) for spot in sorted(drawn.spots, key=lambda spot: (spot.column, spot.key))]
    before: list[list[str]] = [[] for _ in drawn.columns]
    for spot in start:
        before[spot.column].append(spot.key)
    assert _crossings(ordered(start, drawn.links), drawn.links) <= _crossings(before, drawn.links)


def _crossings(columns: list[list[str]], links: tuple[Drawn, ...]) -> int:
    place = {key: (number, rank) for number, column in enumerate(columns) for rank, key in enumerate(column)}
    lines = [sorted((place[link.supplier], place[link.customer])) for link in links]
    lines = [line for line in lines if line[0][0] != line[1][0]]
    return sum(
        (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0
        for one, other in combinations(lines, 2)
        if (one[0][0], one[1][0]) == (other[0][0], other[1][0])
    )


def test_two_thousand_firms_are_wrapped_into_a_drawing_that_is_no_tower(large: Layout) -> None:
    assert len(large.spots) == 2000
    assert 1 < large.width / large.height < 3
    assert sum(link.lines for link in large.links) == 10_000


@pytest.fixture(scope="module")
def large() -> Layout:
    chance = random.Random(7)
    firms = [Firm(f"e{number}", number % 3 > 0, chance.paretovariate(1.2)) for number in range(2000)]
    links = []
    while len(links) < 10_000:
        supplier, customer = chance.choice(firms), chance.choice(firms)
        if supplier != customer:
            links.append(Link(supplier.key, customer.key, chance.paretovariate(1.2), chance.random() < 0.03))
    return lay_out(firms, links)


def test_a_network_without_links_and_without_firms_is_drawn() -> None:
    assert lay_out([], []).spots == ()
    drawn = lay_out([Firm("e1", True, 0.0)], [Link("e1", "e1", 5.0), Link("e1", "e2", 5.0)])
    assert [(spot.key, spot.column) for spot in drawn.spots] == [("e1", 0)]
    assert (drawn.links, drawn.own) == ((), 1)


def _spot(key: str, column: int, *others: str) -> Spot:
    return Spot(key, column, 1.0, 1, others)


def test_those_that_stand_as_one_stay_last() -> None:
    spots = [_spot("a", 0), _spot("others-0", 0, "x"), _spot("b", 1), _spot("c", 1)]
    links = [Drawn("others-0", "b", 1.0, 1, 0), Drawn("a", "c", 1.0, 1, 0)]
    assert ordered(spots, links) == [["a", "others-0"], ["c", "b"]]
