"""The drawing of a lifecycle: nothing lies upon anything else, every arrow begins and ends at a box."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.diagrams import Box, Drawing, draw
from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step

WAY = Lifecycle(
    "paper",
    {"draft": "草稿", "sent": "待确认", "done": "已确认", "back": "已退回"},
    (
        Step(name="write", title="起草", sources=(), to="draft", permission="a"),
        Step(name="edit", title="修改", sources=("draft", "back"), to="draft", permission="a"),
        Step(name="send", title="提交", sources=("draft", "back"), to="sent", permission="a"),
        Step(name="take", title="撤回", sources=("sent",), to="draft", permission="a"),
        Step(name="agree", title="确认", sources=("sent",), to="done", permission="a"),
        Step(name="return", title="退回", sources=("sent",), to="back", permission="a"),
        Step(name="age", title="归档", sources=("sent",), to="done", permission="a", by_hand=False),
        Step(name="burn", title="删除", sources=("draft",), to=GONE, permission="a"),
    ),
)


@st.composite
def lifecycles(drawn: st.DrawFn) -> Lifecycle:
    states = {f"s{number}": "状态" * (number % 3 + 1) for number in range(drawn(st.integers(1, 6)))}
    some = st.lists(st.sampled_from(sorted(states)), max_size=3, unique=True)
    steps = [
        Step(
            name=str(number),
            title="办" * (number % 5 + 1),
            sources=tuple(drawn(some)),
            to=drawn(st.sampled_from([None, GONE, *states])),
            permission="a",
            by_hand=drawn(st.booleans()),
        )
        for number in range(drawn(st.integers(0, 8)))
    ]
    return Lifecycle("any", states, [step for step in steps if step.sources or step.to != GONE])


def on_edge(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    inside = box.x <= x <= box.right and box.y <= y <= box.y + box.height
    return inside and (x in (box.x, box.right) or y == box.y)


def boxes_named(drawing: Drawing) -> dict[str, Box]:
    return {box.title or box.kind: box for box in drawing.boxes}


def test_states_stand_from_the_start_at_the_left_to_the_ends_at_the_right() -> None:
    boxes = boxes_named(draw(WAY))
    assert boxes["start"].x < boxes["草稿"].x < boxes["待确认"].x < boxes["已退回"].x
    assert boxes["已确认"].x == boxes["不再有"].x == max(box.x for box in boxes.values())


def test_each_arrow_bears_the_titles_of_its_steps() -> None:
    titles = [(arrow.title, arrow.follows) for arrow in draw(WAY).arrows]
    assert ("确认", False) in titles
    assert ("归档", True) in titles
    assert titles.count(("提交", False)) == 2


def test_the_way_forward_is_a_straight_line() -> None:
    (write,) = [arrow for arrow in draw(WAY).arrows if arrow.title == "起草"]
    assert len(write.points) == 2
    assert write.path == "M24 {0:g} L{1:g} {0:g}".format(write.points[0][1], write.points[1][0])


def test_a_long_way_back_to_the_first_column_comes_from_its_right() -> None:
    """Without a step that begins a row, a state stands in the first column, and there is no gap at its left."""
    states = {name: name for name in "abc"}
    steps = [
        Step(name=f"{source}{to}", title="办", sources=(source,), to=to, permission="a")
        for source, to in ("ab", "bc", "ca")
    ]
    drawing = draw(Lifecycle("round", states, steps))
    boxes = boxes_named(drawing)
    (back,) = [arrow for arrow in drawing.arrows if arrow.points[0][0] == boxes["c"].right]
    assert back.points[-1][0] == boxes["a"].right


@given(lifecycles())
def test_every_arrow_joins_two_boxes_and_no_box_lies_on_another(lifecycle: Lifecycle) -> None:
    drawing = draw(lifecycle)
    assert drawing == draw(lifecycle)
    titles = [box.title for box in drawing.boxes if box.kind == "state"]
    assert sorted(titles) == sorted(lifecycle.states.values())
    for one, other in combinations(drawing.boxes, 2):
        apart = one.right <= other.x or other.right <= one.x
        assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    for arrow in drawing.arrows:
        assert any(on_edge(box, arrow.points[0]) for box in drawing.boxes), arrow
        assert any(on_edge(box, arrow.points[-1]) for box in drawing.boxes), arrow


@given(lifecycles())
def test_arrows_keep_off_boxes_and_titles_off_each_other(lifecycle: Lifecycle) -> None:
    drawing = draw(lifecycle)
    for arrow in drawing.arrows:
        for (x1, y1), (x2, y2) in zip(arrow.points, arrow.points[1:], strict=False):
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
            assert not any(box.x < x < box.right and box.y < y < box.y + box.height for box in drawing.boxes), arrow
            assert x1 == x2 or y1 == y2
    labels = [arrow.label for arrow in drawing.arrows]
    assert len(labels) == len(set(labels))
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in labels)


@pytest.mark.parametrize("states", [{"only": "唯一"}, {"one": "甲", "two": "乙"}])
def test_a_table_without_steps_is_boxes_alone(states: dict[str, str]) -> None:
    drawing = draw(Lifecycle("quiet", states, ()))
    assert [box.title for box in drawing.boxes] == list(states.values())
    assert drawing.arrows == ()
