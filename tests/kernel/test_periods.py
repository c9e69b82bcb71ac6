import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.periods import Period, PeriodError, parse_as_of, parse_period, read_period, windows

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "chinese"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        ("2023H1", date(2023, 1, 1), date(2023, 6, 30), "2023年上半年"),
        ("2023Q4", date(2023, 10, 1), date(2023, 12, 31), "2023年四季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2023-08-30", date(2023, 8, 30), date(2023, 8, 30), "2023-08-30"),
        ("2021-01..2021-11", date(2021, 1, 1), date(2021, 11, 30), "2021年1—11月"),
        ("2021..2025-09", date(2021, 1, 1), date(2025, 9, 30), "2021年1月—2025年9月"),
        ("2021..2023", date(2021, 1, 1), date(2023, 12, 31), "2021—2023年"),
    ],
)
def test_a_period_reads_as_written_and_speaks_chinese(text, start, end, chinese):
    period = parse_period(text)
    assert (period.start, period.end, str(period)) == (start, end, chinese)


@pytest.mark.parametrize(
    "text", ["", "2023Q5", "2023-13", "2023-02-30", "去年", "2023-12..2023-01", "0000", "2023Q1..x"]
)
def test_a_text_that_is_no_period_is_refused_with_a_message(text):
    with pytest.raises(PeriodError) as caught:
        parse_period(text)
    assert str(caught.value)


@given(DAYS, DAYS)
def test_code_reads_back_to_the_same_period(one, other):
    period = Period(min(one, other), max(one, other))
    assert parse_period(period.code) == period


@given(DAYS, DAYS)
def test_what_the_screens_write_reads_back_to_the_same_period(one, other):
    period = Period(min(one, other), max(one, other))
    assert read_period(str(period)) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("２０２３年第4季度", "2023Q4"),
        ("2023年下半年", "2023H2"),
        ("2021年1-11月", "2021-01..2021-11"),
        ("2023年8月30日", "2023-08-30"),
        (" 2023q4 ", "2023Q4"),
    ],
)
def test_a_period_as_people_write_it_is_read(text, code):
    assert read_period(text).code == code


@pytest.mark.parametrize("text", ["2023年13月", "2021年11—1月", "至", "0000年", "年", "2023年五季度"])
def test_a_text_that_only_looks_like_a_period_is_refused(text):
    with pytest.raises(PeriodError):
        read_period(text)


@given(DAYS, DAYS, st.sampled_from(["month", "quarter", "half_year", "year"]))
def test_windows_cover_every_day_once(one, other, window):
    start, end = min(one, other), max(one, other)
    found = list(windows(start, end, window))
    assert found[0].start <= start <= found[0].end
    assert found[-1].start <= end <= found[-1].end
    assert all((after.start - before.end).days == 1 for before, after in pairwise(found))
    assert all(period.window == window for period in found)


@pytest.mark.parametrize(
    ("text", "day"), [("2022Q3", date(2022, 9, 30)), ("2023", date(2023, 12, 31)), ("2023-02-28", date(2023, 2, 28))]
)
def test_as_of_a_period_is_its_last_day(text, day):
    assert parse_as_of(text) == day


@pytest.mark.parametrize("reads", [parse_as_of, parse_period, read_period])
def test_a_refusal_names_only_writings_that_are_read(reads):
    with pytest.raises(PeriodError) as refused:
        reads("xyz")
    named = re.split("、| 或 ", str(refused.value).partition("请写成 ")[2])
    assert len(named) >= 5
    assert [reads(text) for text in named]
