"""Which segment lies near: the science's own numbers, and words where there is nothing to compare."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import location_quotient, relatedness
from lianzhang.supply.missing.reach import Compared, compared, reach_of, table_of
from lianzhang.supply.missing.scatter import HEIGHT, Dot, dots

PLACES, CODES = ("本市", "甲市", "乙市", "丙市"), ("36", "37", "38", "39")
VALUES = [[0, 4, 4, 4], [4, 4, 1, 0], [4, 0, 0, 0], [4, 0, 4, 0]]


def rows(values: list[list[int]] = VALUES) -> list[tuple[str, str, float]]:
    return [(place, code, float(values[at][to])) for at, place in enumerate(PLACES) for to, code in enumerate(CODES)]


def of_city(values: list[list[int]] = VALUES) -> Compared:
    table = table_of(rows(values))
    return compared(table, table.places.index("本市"))


def test_it_is_what_the_science_says_of_the_city() -> None:
    found, table = of_city(), table_of(rows())
    expected, at = relatedness(table.values), table.places.index("本市")
    row = int(np.flatnonzero(expected.cities == at)[0])
    codes = [table.industries[each] for each in expected.products]
    assert found.density == pytest.approx(dict(zip(codes, expected.density[row].tolist(), strict=True)))
    assert expected.pci is not None
    assert found.complexity == pytest.approx(dict(zip(codes, expected.pci.tolist(), strict=True)))
    quotients = location_quotient(table.values)[at]
    assert found.quotient == pytest.approx(dict(zip(table.industries, quotients.tolist(), strict=True)))


def test_a_segment_is_as_near_as_its_industries_on_average_and_had_where_one_of_them_is() -> None:
    found = of_city()
    both = reach_of(["36", "37"], found)
    assert both.density == pytest.approx((found.density["36"] + found.density["37"]) / 2)
    assert both.has
    assert both.quotient == found.quotient["37"]
    assert not reach_of(["36"], found).has


def test_codes_name_industries_by_their_first_digits_and_by_more_than_the_statistics_have() -> None:
    found = of_city()
    assert reach_of(["3670"], found).codes == ("36",)
    assert reach_of(["3"], found).codes == CODES
    assert reach_of(["99"], found) == reach_of([], found)
    assert reach_of(["99"], found).density is None


@pytest.mark.parametrize(
    ("made", "place", "problem"),
    [
        ([], None, "empty"),
        (rows(), None, "city"),
        ([row for row in rows() if row[0] in PLACES[:2]], 0, "few"),
        ([(place, code, 0.0) for place, code, _ in rows()], 0, "unfit"),
    ],
)
def test_where_nothing_can_be_compared_it_says_why(made: list, place: int | None, problem: str) -> None:  # type: ignore[type-arg]
    found = compared(table_of(made), place)
    assert (found.problem, found.density) == (problem, {})


def test_codes_of_another_length_are_left_out_so_that_nothing_counts_twice() -> None:
    table = table_of([*rows(), ("本市", "3610", 9.0), ("本市", "361", 9.0)])
    assert (table.industries, table.left_out) == (CODES, 2)


POINT = st.tuples(st.floats(0, 1), st.floats(0, 1), st.text("汽车零部件", min_size=1, max_size=8))


def boxes(points: list[tuple[float, float, str]], told: list[Dot]) -> list[tuple[float, float, float, float]]:
    found = []
    for (_, _, name), dot in zip(points, told, strict=True):
        if dot.side == "above":
            found.append((dot.x * 640 - 12, dot.y - 23, dot.x * 640 + 12, dot.y - 7))
        elif dot.side:
            start = dot.x * 640 + 8 if dot.side == "start" else dot.x * 640 - 8 - 13 * len(name)
            found.append((start, dot.y - 8, start + 13 * len(name), dot.y + 8))
    return found


@given(st.lists(POINT, max_size=25))
def test_no_name_lies_on_another_or_beyond_the_drawing(points: list[tuple[float, float, str]]) -> None:
    told = dots(points)
    assert [dot.number for dot in told] == list(range(1, len(points) + 1))
    assert all(0 <= dot.y <= HEIGHT for dot in told)
    drawn = boxes(points, told)
    for at, one in enumerate(drawn):
        assert one[0] >= 0
        assert one[2] <= 640
        for other in drawn[at + 1 :]:
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_a_point_alone_is_named_to_its_right_and_one_at_the_edge_to_its_left() -> None:
    assert [dot.side for dot in dots([(0.5, 0.5, "铸件"), (1.0, 0.1, "整车")])] == ["start", "end"]
