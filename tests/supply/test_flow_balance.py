"""The balance of a material: what came in is what became of it and what nobody can explain; unknown is never zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.supply.flows.balance import Balance, Verdict, balance_of, closed, counted

TOLERANCE = Decimal(5)
amounts = st.decimals(min_value=0, max_value=1_000_000, places=3)
changes = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=3)


@dataclass(frozen=True)
class Report:
    from_local: Decimal | None = Decimal(80)
    from_outside: Decimal | None = Decimal(20)
    product: Decimal | None = Decimal(90)
    residue: Decimal | None = Decimal(8)
    stock_change: Decimal | None = Decimal(0)
    enterprise_id: int = 1
    site: str = ""
    period_start: date = date(2022, 1, 1)
    period_end: date = date(2022, 12, 31)


QUARTERS = [
    replace(Report(), period_start=date(2022, month, 1), period_end=date(2022, month + 2, day))
    for month, day in ((1, 31), (4, 30), (7, 30), (10, 31))
]

balances = st.builds(Balance, amounts, amounts, amounts, amounts, changes, st.just(TOLERANCE))


@given(balances)
def test_what_came_in_is_what_became_of_it_and_the_rest(told: Balance) -> None:
    assert None not in (told.product, told.residue, told.stock_change)
    gone = told.product + told.residue + told.stock_change  # type: ignore[operator]
    assert told.taken_in == gone + told.unexplained  # type: ignore[operator]
    assert told.excess == max(-told.unexplained, 0)  # type: ignore[operator, type-var]


@given(balances)
def test_the_three_verdicts_part_all_that_is_known(told: Balance) -> None:
    rest, allowed = told.unexplained, told.allowed
    assert rest is not None
    assert allowed is not None
    expected = Verdict.REST if rest > allowed else Verdict.EXCESS if -rest > allowed else Verdict.EXPLAINED
    assert told.comes_to is expected


@given(balances, st.sampled_from(["from_local", "from_outside", "product", "residue", "stock_change"]))
def test_where_one_quantity_is_unknown_the_rest_is_not_guessed(told: Balance, name: str) -> None:
    partly = replace(told, **{name: None})
    assert partly.unexplained is None
    assert partly.comes_to in (Verdict.UNKNOWN, Verdict.EXCESS)
    if partly.comes_to is Verdict.EXCESS:  # whatever the unknown was, no less went out
        assert name in ("product", "residue")
        assert told.comes_to is Verdict.EXCESS


@given(balances)
def test_no_more_local_scrap_becomes_product_than_was_taken_in(told: Balance) -> None:
    if told.turned is not None:
        assert told.from_local is not None
        assert 0 <= told.turned <= told.from_local


@given(st.lists(st.builds(Report, amounts, amounts, amounts, amounts, changes, st.integers(1, 9)), max_size=9))
def test_the_closed_share_lies_between_nothing_and_all(rows: list[Report]) -> None:
    share = closed(rows, TOLERANCE).share
    assert share is None or 0 <= share <= 1


def test_scrap_from_outside_does_not_flatter_the_loop() -> None:
    """900 of 1000 became product, so 720 of the local 800."""
    told = closed([Report(Decimal(800), Decimal(200), Decimal(900))], TOLERANCE)
    assert (told.local, told.turned, told.share) == (800, 720, Decimal("0.9"))
    assert closed([Report(Decimal(0), Decimal(200), Decimal(180))], TOLERANCE).share is None


def test_what_is_unknown_is_left_out_and_counted() -> None:
    told = closed([Report(), replace(Report(), enterprise_id=2, product=None)], TOLERANCE)
    assert (told.reports, told.firms, told.unknown, told.local) == (2, 2, 1, 80)
    nothing = closed([replace(Report(), from_local=None)], TOLERANCE)
    assert (nothing.share, nothing.unknown) == (None, 1)


@pytest.mark.parametrize("place", range(5))
def test_a_year_and_its_quarters_count_once(place: int) -> None:
    rows = [*QUARTERS[:place], Report(), *QUARTERS[place:]]
    counting, held = counted(rows)
    assert counting == [Report()]
    assert {id(each) for each in rows if each != Report()} == set(held)


def test_quarters_of_a_year_that_nobody_reported_and_other_sites_all_count() -> None:
    assert len(counted(QUARTERS)[0]) == 4
    sites = [replace(Report(), site="东厂"), replace(QUARTERS[0], site="西厂"), replace(QUARTERS[0], enterprise_id=2)]
    assert len(counted(sites)[0]) == 3


def test_the_tolerance_itself_is_still_explained() -> None:
    at_edge = balance_of(replace(Report(), residue=Decimal(5)), TOLERANCE)
    assert (at_edge.unexplained, at_edge.comes_to) == (5, Verdict.EXPLAINED)
    over = balance_of(replace(Report(), residue=Decimal("4.999")), TOLERANCE)
    assert over.comes_to is Verdict.REST
