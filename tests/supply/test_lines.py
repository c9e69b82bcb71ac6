"""Purchases as columns: read again when purchases change, and only then; a longer line counts alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase
from lianzhang.supply.rates.lines import Lines, _within_longer, lines_of, years_recorded
from lianzhang.supply.rates.places import Place
from tests.supply.world import YEAR, SupplyCity, year_of

SPANS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 5), st.integers(80, 400)), min_size=1, max_size=12
)


@given(SPANS)
def test_a_row_counts_unless_it_lies_in_a_longer_one_of_the_same(rows: list[tuple[int, int, int, int]]) -> None:
    same = np.array([row[:2] for row in rows], dtype=np.int64)
    start = np.array([90.0 * row[2] for row in rows])
    end = start + [row[3] for row in rows]
    inside = _within_longer(same, start, end)
    for at in np.flatnonzero(inside):
        holds = (same == same[at]).all(axis=1) & (start <= start[at]) & (end >= end[at]) & ~inside
        assert holds.any()
    if np.ptp(end - start) <= 3:
        assert not inside.any()


def read(city: SupplyCity) -> tuple[Lines, bool]:
    """The lines of the year, and whether the table of purchases was asked for them."""
    with CaptureQueriesContext(connection) as asked:
        lines = lines_of(city.region.pk, Period(date(YEAR, 1, 1), date(YEAR, 12, 31)))
    return lines, any(Purchase._meta.db_table in query["sql"] for query in asked)


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


@pytest.mark.django_db
class TestKept:
    def test_an_act_elsewhere_in_the_register_reads_no_purchase_again(self, city: SupplyCity) -> None:
        city.bought()
        assert read(city)[1]
        touch(city.region.pk)
        lines, asked = read(city)
        assert (len(lines), asked) == (1, False)

    def test_where_a_supplier_lies_is_asked_after_each_act(self, city: SupplyCity) -> None:
        city.bought()
        assert read(city)[0].place.tolist() == [Place.CITY]
        Enterprise.objects.filter(pk=city.supplier.pk).update(outside=True, outside_place="广东省深圳市", region=None)
        touch(city.region.pk)
        assert read(city)[0].place.tolist() == [Place.BEYOND]

    def test_a_purchase_more_and_a_dispute_are_read(self, city: SupplyCity) -> None:
        row = city.bought()
        assert not read(city)[0].disputed.any()
        city.take(row, "dispute", city.supplier_account, reason="没有卖过")
        assert read(city)[0].disputed.tolist() == [True]
        city.bought(item="另一件", value=Decimal(3))
        assert len(read(city)[0]) == 2

    def test_years_are_those_whose_purchases_ended(self, city: SupplyCity) -> None:
        city.bought()
        city.bought(**year_of(YEAR - 2))
        assert years_recorded(city.region.pk, date(YEAR, 12, 31)) == [YEAR, YEAR - 2]
        assert years_recorded(city.region.pk, date(YEAR, 12, 30)) == [YEAR - 2]
