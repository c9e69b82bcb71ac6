"""The map of a chain: columns by place, nothing over anything else, few crossings, the same every time."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.segments.layout import (
    APART,
    BETWEEN,
    HEAD,
    HIGH,
    WIDE,
    Line,
    Node,
    _layers,
    _ordered,
    crossings,
    lay_out,
    spread,
)


@st.composite
def maps(draw: st.DrawFn) -> tuple[tuple[Node, ...], tuple[Line, ...]]:
    places = draw(st.lists(st.integers(1, 7), min_size=1, max_size=25))
    nodes = tuple(Node(key, place, f"第{place}段", key % 3) for key, place in enumerate(places))
    keys = st.integers(0, len(places) - 1)
    pairs = draw(st.lists(st.tuples(keys, keys), max_size=40))
    return nodes, tuple(Line(one, other) for one, other in pairs if one != other)


@given(maps())
def test_columns_stand_by_place_and_no_segment_over_another(drawn: tuple[tuple[Node, ...], tuple[Line, ...]]) -> None:
    nodes, lines = drawn
    layout = lay_out(nodes, lines)
    places = sorted({node.place for node in nodes})
    assert [x for _, x in layout.columns] == [number * (WIDE + BETWEEN) for number in range(len(places))]
    for place, (name, x) in zip(places, layout.columns, strict=True):
        inside = [node for node in nodes if node.place == place]
        assert name == f"第{place}段"
        assert {layout.at[node.key][0] for node in inside} == {x}
        tops = sorted(layout.at[node.key][1] for node in inside)
        assert all(below - above >= HIGH + APART for above, below in pairwise(tops))


@given(maps())
def test_everything_lies_on_the_sheet_and_each_line_joins_its_two_segments(
    drawn: tuple[tuple[Node, ...], tuple[Line, ...]],
) -> None:
    nodes, lines = drawn
    layout = lay_out(nodes, lines)
    assert all(y >= HEAD and x + WIDE <= layout.width and y + HIGH <= layout.height for x, y in layout.at.values())
    assert layout.paths.keys() == set(lines)
    for line, path in layout.paths.items():
        numbers = [int(number) for number in re.findall(r"-?\d+", path)]
        for (x, y), (left, top) in (
            (numbers[:2], layout.at[line.upstream]),
            (numbers[-2:], layout.at[line.downstream]),
        ):
            assert x in (left, left + WIDE)
            assert y == top + HIGH // 2


@given(maps())
def test_the_same_chain_is_drawn_alike_however_its_rows_come(
    drawn: tuple[tuple[Node, ...], tuple[Line, ...]],
) -> None:
    nodes, lines = drawn
    assert lay_out(nodes, lines) == lay_out(nodes[::-1], lines[::-1])


@given(maps())
def test_sweeps_never_leave_more_crossings_than_they_found(
    drawn: tuple[tuple[Node, ...], tuple[Line, ...]],
) -> None:
    nodes, lines = drawn
    places = sorted({node.place for node in nodes})
    column = {node.key: places.index(node.place) for node in nodes}
    layers, steps, _ = _layers(nodes, list(dict.fromkeys(lines)), column, len(places))
    assert crossings(_ordered(layers, steps), steps) <= crossings(layers, steps)


def test_two_lines_that_cross_are_untangled() -> None:
    nodes = (Node(1, 1, "上"), Node(2, 1, "上"), Node(3, 2, "下"), Node(4, 2, "下"))
    layout = lay_out(nodes, (Line(1, 4), Line(2, 3)))
    above = {key: y for key, (_, y) in layout.at.items()}
    assert (above[1] < above[2]) == (above[4] < above[3])


def test_a_line_that_passes_a_column_passes_between_its_segments() -> None:
    nodes = (Node(1, 1, "上"), Node(2, 2, "中"), Node(3, 2, "中"), Node(4, 3, "下"))
    layout = lay_out(nodes, (Line(1, 4), Line(1, 2), Line(1, 3), Line(2, 4), Line(3, 4)))
    level = int(re.findall(r"(\d+)H", layout.paths[Line(1, 4)])[0])
    assert all(not top <= level <= top + HIGH for key, (_, top) in layout.at.items() if key in (2, 3))


def test_lines_that_lead_to_one_segment_pass_a_column_together() -> None:
    nodes = (Node(1, 1, "上"), Node(2, 1, "上"), Node(3, 2, "中"), Node(4, 3, "下"), Node(5, 3, "下"))
    paths = lay_out(nodes, (Line(1, 4), Line(2, 4), Line(1, 5), Line(3, 4))).paths
    levels = {line: re.findall(r"(\d+)H", path) for line, path in paths.items()}
    assert levels[Line(1, 4)] == levels[Line(2, 4)]
    assert levels[Line(1, 5)] != levels[Line(1, 4)]


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12))
def test_spreading_keeps_the_gaps_and_moves_nothing_that_has_room(wished: list[float]) -> None:
    found = spread(wished, [10] * (len(wished) - 1))
    assert all(below - above >= 10 - 1e-6 for above, below in pairwise(found))
    roomy = [number * 20.0 for number in range(len(wished))]
    assert spread(roomy, [10] * (len(wished) - 1)) == roomy


def test_no_segments_make_an_empty_map() -> None:
    assert lay_out((), (Line(1, 2),)).at == {}
