"""The order in which a tree is read: each before what lies under it, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.supply.catalogue.product_tree import tree_of


def test_each_stands_before_its_own_in_the_order_given() -> None:
    rows = [(3, None), (1, 3), (2, None), (4, 1), (5, 3)]
    assert [(place.key, place.depth) for place in tree_of(rows)] == [(3, 0), (1, 1), (4, 2), (5, 1), (2, 0)]
    assert tree_of(rows)[2].above == (3, 1)


def test_a_ring_and_what_lies_under_what_is_not_there_stand_as_topmost() -> None:
    assert [(place.key, place.depth) for place in tree_of([(1, 2), (2, 1), (3, 9)])] == [(3, 0), (1, 0), (2, 1)]


@given(st.lists(st.one_of(st.none(), st.integers(1, 12)), max_size=12))
def test_everything_is_told_once(above: list[int | None]) -> None:
    rows = [(key, each if each != key else None) for key, each in enumerate(above, start=1)]
    assert sorted(place.key for place in tree_of(rows)) == [key for key, _ in rows]
