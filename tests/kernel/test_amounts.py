"""Figures as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.amounts import AmountError, read_amount


@pytest.mark.parametrize(
    ("text", "default", "value", "precision", "unit"),
    [
        ("30", "家", "30", "exact", "家"),
        ("３０", "家", "30", "exact", "家"),
        ("1,986", "家", "1986", "exact", "家"),
        ("１，９８６家", "", "1986", "exact", "家"),
        ("突破5500亿元", "亿元", "5500", "over", "亿元"),
        ("超 5500 亿", "亿元", "5500", "over", "亿元"),
        (">2000", "亿元", "2000", "over", "亿元"),
        ("＞2000", "亿元", "2000", "over", "亿元"),
        ("约30家", "家", "30", "about", "家"),
        ("30家左右", "家", "30", "about", "家"),
        ("30多家", "家", "30", "over", "家"),
        ("30余家", "家", "30", "over", "家"),
        ("5500多亿元", "亿元", "5500", "over", "亿元"),
        ("1万多辆", "辆", "1", "over", "万辆"),
        ("近1.2万辆", "辆", "1.2", "under", "万辆"),
        ("1.2万", "辆", "1.2", "exact", "万辆"),
        ("不到100", "家", "100", "under", "家"),
        ("12.6%", "%", "12.6", "exact", "%"),
        ("１２.６％", "%", "12.6", "exact", "%"),
        ("-1.2", "百分点", "-1.2", "exact", "百分点"),
        ("−1.2百分点", "百分点", "-1.2", "exact", "百分点"),
        ("达到46家。", "家", "46", "exact", "家"),
        ("0", "个", "0", "exact", "个"),
    ],
)
def test_a_figure_as_people_write_it_is_read(text, default, value, precision, unit):
    amount = read_amount(text, default)
    assert (amount.value, amount.precision, amount.unit) == (Decimal(value), precision, unit)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("三十家", "读不成一个数"),
        ("30-40", "读不成一个数"),
        ("30家、40家", "读不成一个数"),
        ("=SUM(A1)", "读不成一个数"),
        ("约30家以上", "说不清"),
        ("≥30", "说不清"),
        ("约30余家", "前后的说法不一致"),
        ("30克拉", "不认识的单位“克拉”"),
        ("1.2万%", "不认识的单位“万%”"),
        ("1234567890123456", "数字太长"),
        ("0.1234567", "数字太长"),
        ("1,98,6", "读不成一个数"),
        ("", "读不成一个数"),
        ("1e5", "读不成一个数"),
        ("٣٠", "读不成一个数"),
    ],
)
def test_what_is_no_single_figure_is_refused_with_the_way_to_mend_it(text, words):
    with pytest.raises(AmountError, match=words):
        read_amount(text, "家")


@pytest.mark.parametrize(
    ("text", "negative", "words"),
    [
        ("1.2E+05", True, "科学记数.*如 120000$"),
        ("1e99", True, "科学记数.*全部数字$"),
        ("(123.45)", True, "是负数请写成 -123.45，不是负数请写成 123.45"),
        ("（1,234）", False, "不会是负数；请核对，不是负数的写成 1,234$"),
        ("▲12", True, "请写成 -12"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_explained(text, negative, words):
    with pytest.raises(AmountError, match=words):
        read_amount(text, "万元", negative=negative)


@pytest.mark.parametrize("text", ["约30", "30多", "超5500万元", "30左右"])
def test_where_only_exact_numbers_are_taken_no_other_is_named(text):
    with pytest.raises(AmountError, match="不是准确的数"):
        read_amount(text, "万元", exact=True)
    with pytest.raises(AmountError, match="请写成 30、30万元 这样"):
        read_amount("abc", "万元", exact=True)
    with pytest.raises(AmountError, match="请写准确的数，如 30"):
        read_amount("30以上", "万元", exact=True)


def test_a_scaled_share_is_refused_by_the_name_people_know():
    with pytest.raises(AmountError, match="不认识的单位“万%”"):
        read_amount("1.2万", "%")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        amount = read_amount(text, "家")
    except AmountError:
        return
    assert amount.value.is_finite()


@given(
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    st.sampled_from([("约", "about"), ("超", "over"), ("近", "under"), ("", "exact")]),
)
def test_what_a_screen_writes_is_read_back(value, said):
    word, precision = said
    amount = read_amount(f"{word}{value:,f}亿元")
    assert (amount.value, amount.precision, amount.unit) == (value, precision, "亿元")
