"""An act on a row that is no longer what the person saw is refused, line by line."""

import pytest

from lianzhang.kernel.stale import StaleRow, as_seen, refuse_changed

ROW = {"任职者": "市政府分管副市长", "任职止": "没有记录"}


def test_a_row_as_it_was_seen_passes() -> None:
    refuse_changed(as_seen(ROW), ROW, None)


def test_each_line_that_changed_is_told_as_seen_and_as_it_is_now() -> None:
    with pytest.raises(StaleRow) as refused:
        refuse_changed(as_seen(ROW), ROW | {"任职止": "2023年9月1日"}, "the row")
    assert refused.value.differences == [("任职止", "没有记录", "2023年9月1日")]
    assert refused.value.current == "the row"


@pytest.mark.parametrize("seen", ["", "{", "[]", "null", '"x"', "{}", "[" * 4_000], ids=len)
def test_a_form_that_tells_nothing_has_seen_nothing(seen: str) -> None:
    with pytest.raises(StaleRow) as refused:
        refuse_changed(seen, ROW, None)
    assert [each.title for each in refused.value.differences] == list(ROW)
