"""How figures are written: Chinese readers' conventions, and a dash for what nobody knows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel import formatting
from lianzhang.kernel.quantities import convert
from lianzhang.kernel.templatetags.formatting import unbroken


def test_a_day_in_a_sentence_is_kept_whole_and_one_in_an_address_left_alone():
    sentence = mark_safe('截至2023-12-31，<a href="/?at=2023-12-31">59项</a>')
    assert unbroken(sentence) == '截至<span class="nowrap">2023-12-31</span>，<a href="/?at=2023-12-31">59项</a>'
    assert unbroken("<b>2023-12") == "&lt;b&gt;2023-12"


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1986, None, "1,986"),
        (Decimal("34.800000"), None, "34.8"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("100"), None, "100"),
        (0.1, None, "0.1"),
        (Decimal("-1.20"), None, "−1.2"),
        (Decimal("2.345"), 2, "2.35"),
        (7, 1, "7.0"),
        (Decimal("-0.004"), 2, "0.00"),
        (0, None, "0"),
        (None, None, "—"),
    ],
)
def test_number_is_grouped_and_bare_of_trailing_zeros(value, places, written):
    assert formatting.number(value, places) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_number_reads_back_as_the_same_value(value):
    assert Decimal(formatting.number(value).replace(",", "").replace("−", "-")) == value


@pytest.mark.parametrize(("value", "written"), [(30, "+30"), (Decimal("-1.2"), "−1.2"), (0, "0"), (None, "—")])
def test_signed_shows_the_direction_of_a_change(value, written):
    assert formatting.signed(value) == written


def test_percent_takes_a_share_of_one():
    assert formatting.percent(Decimal("0.402")) == "40.2%"
    assert formatting.percent(Decimal("0.4025"), 1) == "40.3%"
    assert formatting.percent(None) == "—"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (5500, "亿元", (Decimal(5500), "亿元")),
        (Decimal("0.5"), "亿元", (Decimal(5000), "万元")),
        (12345678, "万元", (Decimal("1234.57"), "亿元")),
        (0, "亿元", (Decimal(0), "亿元")),
        (Decimal("0.5"), "元", (Decimal("0.5"), "元")),
        (120000, "辆", (Decimal(120000), "辆")),
    ],
)
def test_scaled_writes_money_in_the_largest_unit_that_leaves_a_whole_part(value, unit, shown):
    assert formatting.scaled(value, unit) == shown


@given(st.decimals(min_value=1, max_value=10**12, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_scaled_money_stays_the_same_money_to_two_decimals(value, unit):
    shown, shown_unit = formatting.scaled(value, unit)
    assert abs(convert(value, unit, shown_unit) - shown) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("value", "unit", "precision", "written"),
    [
        (2000, "亿元", "over", "超2,000亿元"),
        (30, "家", "about", "约30家"),
        (500, "家", "under", "近500家"),
        (46, "家", "exact", "46家"),
        (Decimal("12.1"), "%", "exact", "12.1%"),
        (None, "家", "over", "—"),
    ],
)
def test_amount_keeps_the_precision_as_reported(value, unit, precision, written):
    assert formatting.amount(value, unit, precision) == written


def test_dates_and_periods_are_written_as_officials_do():
    assert formatting.day(date(2023, 12, 31)) == "2023-12-31"
    assert formatting.quarter(date(2023, 12, 1)) == "2023年四季度"
    assert formatting.span(date(2021, 1, 1), date(2021, 11, 30)) == "2021年1—11月"
    assert formatting.moment(datetime(2023, 12, 31, 14, 5)) == "2023-12-31 14:05"


def test_a_moment_kept_in_utc_is_written_by_the_citys_clock():
    at = datetime(2023, 12, 31, 16, 5, tzinfo=UTC)
    assert formatting.moment(at) == "2024-01-01 00:05"
    assert formatting.day(at) == "2024-01-01"


@pytest.mark.parametrize(
    "write", [formatting.day, formatting.quarter, formatting.moment, lambda v: formatting.span(v, v)]
)
def test_a_date_nobody_knows_is_a_dash(write):
    assert write(None) == "—"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2022Q3", "2022年三季度末"),
        ("2022-09", "2022年9月末"),
        ("2022", "2022年末"),
        ("2022-09-30", "2022-09-30"),
        ("", "2022-09-30"),
        ("2022-01..2022-09", "2022-09-30"),
    ],
)
def test_as_of_is_shown_as_it_was_asked_for(written, shown):
    assert formatting.as_of(date(2022, 9, 30), written) == shown


def test_lights_hold_all_states_in_order_and_none_stands_for_another():
    found = formatting.lights({"behind": 6, "met": 21, "watched": 1})
    assert [light.state for light in found] == list(formatting.LIGHTS)
    assert {light.state: light.count for light in found if light.count} == {"met": 21, "behind": 6, "watched": 1}
    assert len({light.word for light in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("超2,000亿元", ("超2,000", "亿元")),
        ("17—18家", ("17—18", "家")),
        ("12.18%", ("12.18", "%")),
        ("−0.5个百分点", ("−0.5", "个百分点")),
        ("至少3家", ("至少3", "家")),
        ("没有数值", ("没有数值", "")),
        ("", ("", "")),
    ],
)
def test_a_figure_in_words_is_parted_into_its_number_and_its_unit(text: str, parts: tuple[str, str]) -> None:
    assert formatting.parted(text) == parts
