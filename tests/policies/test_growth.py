"""How much faster lending to manufacturing grew: which banks count, and which quarters are owed. No database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lianzhang.policies.lending.growth import Balance, growth_of
from lianzhang.policies.lending.quarters import due_of, ends_between, is_quarter_end, quarter_before, year_before
from lianzhang.policies.lending.queries import owed_quarters

Q4, AGO = date(2022, 12, 31), date(2021, 12, 31)


def said(row: int, long_term: int | None, all_loans: int | None, *, checked: bool = True) -> Balance:
    told = [None if each is None else Decimal(each) for each in (long_term, all_loans)]
    return Balance(row, told[0], told[1], checked)


def test_growth_is_that_of_banks_with_checked_figures_at_both_ends() -> None:
    then = {1: said(1, 100, 1000), 2: said(2, 50, 500)}
    now = {1: said(3, 120, 1100), 2: said(4, 60, 550), 3: said(5, 900, 9000)}
    told = growth_of(now, then)
    assert (told.long_term, told.all_loans, told.ahead) == (Decimal(20), Decimal(10), Decimal(10))
    assert (told.counted, told.alone, told.open_ones, told.rows) == ((1, 2), (3,), (), (1, 3, 2, 4))


def test_what_is_unknown_or_unchecked_is_named_and_nothing_is_no_growth() -> None:
    then = {1: said(1, 100, 1000), 2: said(2, None, 500), 3: said(3, 0, 0)}
    told = growth_of({1: said(4, 110, 1000, checked=False), 2: said(5, 9, 9), 3: said(6, 0, 0)}, then)
    assert told.open_ones == (1, 2)
    assert told.counted == (3,)
    assert told.ahead is None
    assert growth_of({}, {}).ahead is None


def test_quarters_by_their_last_day() -> None:
    assert is_quarter_end(Q4)
    assert not is_quarter_end(date(2022, 12, 30))
    assert quarter_before(Q4) == date(2022, 9, 30)
    assert year_before(date(2024, 6, 30)) == date(2023, 6, 30)
    assert len(ends_between(AGO, Q4)) == 5
    assert due_of(date(2024, 3, 31)) == date(2024, 4, 22)


def test_a_bank_owes_from_its_first_quarter_on_and_one_that_never_reported_the_last() -> None:
    on = date(2023, 2, 1)
    assert owed_quarters(set(), on) == [Q4]
    assert owed_quarters({AGO, date(2022, 6, 30), Q4}, on) == [date(2022, 3, 31), date(2022, 9, 30)]
    assert owed_quarters({Q4}, on) == []
