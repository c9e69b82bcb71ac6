from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.quantities import KNOWN_UNITS, Interval, UnitError, convert, convertible, interval_of

VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
UNITS = st.sampled_from(sorted(KNOWN_UNITS))


def test_yi_and_wan_convert():
    assert convert(Decimal("0.55"), "亿元", "万元") == Decimal("5500")
    assert convert(Decimal("7.9"), "万辆", "辆") == Decimal(79000)


@pytest.mark.parametrize(("unit", "to"), [("家", "个"), ("亿元", "%"), ("%", "百分点"), ("克拉", "家")])
def test_units_of_different_things_do_not_convert(unit, to):
    assert not convertible(unit, to)
    with pytest.raises(UnitError, match=r"单位|换算"):
        convert(Decimal(1), unit, to)


@given(VALUES, UNITS, UNITS)
def test_conversion_there_and_back_is_the_same(value, unit, to):
    if convertible(unit, to):
        assert convert(convert(value, unit, to), to, unit) == value


@given(VALUES, st.sampled_from(["exact", "over", "about", "under"]))
def test_a_reported_figure_lies_at_or_beside_what_it_means(value, precision):
    figure = interval_of(value, precision, Decimal("0.1"))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low <= value <= figure.high
    assert figure.open_low == (precision == "over")


def test_the_hull_of_two_figures_holds_both_and_stays_open_only_where_both_are():
    exact, over = Interval(Decimal(5), Decimal(5)), Interval(Decimal(5), Decimal(6), open_low=True)
    assert exact.hull(over) == Interval(Decimal(5), Decimal(6))
    assert over.hull(Interval(None, Decimal(2))).low is None


def test_a_precision_nobody_defined_is_an_error():
    with pytest.raises(ValueError, match="precision"):
        interval_of(Decimal(1), "rather", Decimal(0))
