"""Periods as people write them: what has one meaning is read, what has two is asked, and hints name what is taken."""

import re
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.periods import (
    ANY,
    CUMULATIVE,
    SINGLE,
    Period,
    PeriodError,
    in_basis,
    parse_period,
    period_examples,
    read_period,
    so_far,
)

YEARS = st.integers(1990, 2099)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023年度", "2023"),
        ("2023年年度", "2023"),
        ("2023全年", "2023"),
        ("2022年全年", "2022"),
        ("2023三季度", "2023Q3"),
        ("2023年第3季度", "2023Q3"),
        ("2023年第三季", "2023Q3"),
        ("2023年三季度（当季）", "2023Q3"),
        ("2023年8月份", "2023-08"),
        ("2023年Q3", "2023Q3"),
        ("2023-Q3", "2023Q3"),
        ("2023Q1累计", "2023Q1"),
        ("2023年H1", "2023H1"),
        ("二〇二三年三月", "2023-03"),
        ("二零二三年第三季度", "2023Q3"),
        ("2023年十一月", "2023-11"),
        ("2023年一至九月", "2023-01..2023-09"),
        ("2023.1-9", "2023-01..2023-09"),
        ("2023.1-3", "2023Q1"),
        ("2023/7—9", "2023Q3"),
        ("2023-1~9月", "2023-01..2023-09"),
        ("2023-1-3", "2023-01-03"),
        ("2023.8", "2023-08"),
        ("2023.10", "2023-10"),
        ("2023/8", "2023-08"),
        ("2023-8", "2023-08"),
        ("202308", "2023-08"),
        ("2023 年 8 月", "2023-08"),
        ("2023.8.30", "2023-08-30"),
        ("20230830", "2023-08-30"),
        ("2023上半年", "2023H1"),
        ("2023年1-9月", "2023-01..2023-09"),
        ("2023年1—9月累计", "2023-01..2023-09"),
        ("２０２３年１～９月（累计）", "2023-01..2023-09"),
        ("2023年前三季度", "2023-01..2023-09"),
        ("2023年前9个月", "2023-01..2023-09"),
        ("2023年1-3月累计", "2023Q1"),
        ("2023年8月至9月", "2023-08..2023-09"),
        ("2023-08至2023-10", "2023-08..2023-10"),
        ("2021-2023年", "2021..2023"),
        ("截至2023年9月底", "2023-09-30"),
        ("截止到2023年9月末", "2023-09-30"),
        ("2023年三季度末", "2023-09-30"),
        ("2023年末", "2023-12-31"),
    ],
)
def test_what_has_one_meaning_is_read(text: str, code: str) -> None:
    assert read_period(text) == parse_period(code)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("23年", "哪个世纪"),
        ("23年三季度", "哪个世纪"),
        ("1—9月累计", "没有写是哪一年"),
        ("三季度", "没有写是哪一年"),
        ("2023.1", "2023-01 或 2023-10"),
        ("2023年三季度累计", "1—9月，也可能只是2023年三季度"),
        ("2023年9月累计", "1—9月，也可能只是2023年9月"),
        ("2023年累计", "累计到几月"),
        ("2023年1—9月当期", "说不清"),
        ("2023年13月", "没有这一天或这个月"),
        ("20238月", "不是时期"),
        ("2023年1一9月", "不是时期"),
        ("2023Q3累计", "1—9月，也可能只是2023年三季度"),
        ("2023年8", "不是时期"),
        ("去年", "不是时期"),
        ("至", "不是时期"),
        ("2023至" * 9_000, "不是时期"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_in_so_many_words(text: str, words: str) -> None:
    with pytest.raises(PeriodError, match=words) as refused:
        read_period(text)
    assert len(str(refused.value)) < 200


@given(YEARS, st.integers(1, 12), st.sampled_from("./-"))
def test_a_month_with_a_mark_is_never_another_month(year: int, month: int, mark: str) -> None:
    """A number cell loses the nought of 2023.10, so that 2023.1 is nobody's January."""
    text = f"{year}{mark}{month}"
    if text.endswith(".1"):
        with pytest.raises(PeriodError):
            read_period(text)
    else:
        assert read_period(text) == parse_period(f"{year}-{month:02}")


def test_examples_and_refusals_name_only_what_is_taken() -> None:
    for size in range(1, len(ANY) + 1):
        for takes in combinations(ANY, size):
            examples = period_examples(takes)
            assert all(read_period(example, takes) for example in examples)
            for text in ("abc", "2023", "2023H1", "2023Q4", "2023-08", "2023-08-30", "2023年1—9月", "2023-02..2023-04"):
                assert _named(text, takes) <= set(examples)


def _named(text: str, takes: tuple[str, ...]) -> set[str]:
    try:
        read_period(text, takes)
    except PeriodError as refused:
        return set(re.split("、", str(refused).partition("请写成 ")[2]))
    return set()


def test_a_refused_kind_says_what_was_understood() -> None:
    with pytest.raises(PeriodError, match="“2023H1”是2023年上半年，这里按年、月填；请写成 2023、2023年、2023-08"):
        read_period("2023H1", ("year", "month"))


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["Q", "-"]))
def test_what_is_said_to_be_cumulative_begins_with_the_year(day: date, window: str) -> None:
    single = parse_period(f"{day.year}Q{(day.month + 2) // 3}" if window == "Q" else f"{day:%Y-%m}")
    cumulative = in_basis(single, CUMULATIVE)
    assert cumulative == Period(date(day.year, 1, 1), single.end) == so_far(single)
    assert in_basis(cumulative, CUMULATIVE) == in_basis(cumulative, "") == cumulative
    assert in_basis(single, SINGLE) == in_basis(single, "") == single


def test_a_basis_that_contradicts_the_period_is_refused() -> None:
    with pytest.raises(PeriodError, match="口径却写“当期”"):
        in_basis(parse_period("2023-01..2023-09"), SINGLE)
    with pytest.raises(PeriodError, match="跨了年"):
        in_basis(parse_period("2022-10..2023-03"), CUMULATIVE)
