from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.quantities import KNOWN_UNITS, Interval, UnitError, UnitRow, convert, convertible, interval_of

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


def test_land_power_and_quotients_convert_by_the_stated_factors():
    assert convert(Decimal(15), "亩", "公顷") == 1
    assert convert(Decimal(300), "万元/亩", "亿元/平方公里") == 45
    assert convert(Decimal(120), "万千瓦", "兆瓦") == 1200
    assert convert(Decimal("1.2"), "吉瓦时", "万千瓦时") == 120
    assert convert(Decimal(3), "‰", "%") == Decimal("0.3")
    assert convert(Decimal("1.5"), "万亿元", "亿元") == 15000
    assert convert(Decimal(2), "万标箱", "TEU") == 20000


@pytest.mark.parametrize(
    ("unit", "to"), [("亿美元", "亿元"), ("万人次", "万人"), ("元/吨标准煤", "元/吨"), ("台", "台套")]
)
def test_what_no_table_relates_does_not_convert_and_both_are_named(unit, to):
    with pytest.raises(UnitError, match=f"“{unit}”不能换算成“{to}”"):
        convert(Decimal(1), unit, to)


def test_a_stated_rate_reaches_every_form_of_a_unit_and_leaves_the_common_ones_alone():
    own = KNOWN_UNITS.plus([UnitRow("美元", "元", Fraction("7.1")), UnitRow("盏"), UnitRow("批灯", "盏", Fraction(50))])
    assert own.convert(Decimal(2), "亿美元", "亿元") == Decimal("14.2")
    assert own.convert(Decimal(2), "万美元/亩", "万元/亩") == Decimal("14.2")
    assert own.convert(Decimal(3), "万批灯", "盏") == 1_500_000
    assert not convertible("亿美元", "亿元")
    assert own.like("盏") == ["盏", "万盏", "亿盏", "批灯", "万批灯", "亿批灯"]


@pytest.mark.parametrize("name", ["", "/", "元/", "/亩", "元/亩/年", "克拉/亩"])
def test_half_a_quotient_is_no_unit(name):
    assert (name in KNOWN_UNITS) == (not name)
