"""What is left, and what will be short, by sums alone: no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lianzhang.kernel.desk import Link
from lianzhang.kernel.foreseeing import Supply, foreseen, quarters_from
from lianzhang.parks.draws import Draw, Want
from lianzhang.parks.left import standing_of
from lianzhang.parks.models import Capacity

TODAY = date(2023, 5, 20)
D = Decimal


def standing(*draws: tuple[int, date], **more: Any) -> Any:
    row = Capacity(pk=1, **{"state": "usable", "amount": D(100)} | more)
    return standing_of(row, [Draw(1, D(quantity), on) for quantity, on in draws], TODAY)


class TestLeft:
    def test_nobody_said_how_much_is_used_so_what_is_left_is_unknown_and_not_all(self) -> None:
        told = standing((30, TODAY))
        assert (told.left, told.most, told.word) == (None, D(70), "不清楚剩多少")

    def test_what_was_delivered_after_the_statement_comes_on_top_and_what_came_before_is_in_it(self) -> None:
        told = standing((30, date(2023, 1, 1)), (20, date(2023, 4, 2)), used=D(40), used_on=date(2023, 4, 1))
        assert (told.taken, told.left) == (D(60), D(40))

    def test_a_statement_smaller_than_what_was_delivered_by_then_is_no_free_room(self) -> None:
        told = standing((60, date(2023, 1, 1)), used=D(10), used_on=date(2023, 4, 1))
        assert told.left == D(40)

    def test_more_used_than_there_is_is_full_and_says_by_how_much(self) -> None:
        told = standing(used=D(120), used_on=TODAY)
        assert (told.full, told.over, told.left) == (True, D(20), D(0))

    def test_nobody_knows_how_much_there_is(self) -> None:
        told = standing(amount=None, used=D(5), used_on=TODAY)
        assert (told.left, told.most, told.full) == (None, None, False)

    def test_of_a_quota_that_lapsed_nothing_is_left(self) -> None:
        told = standing(used=D(5), used_on=TODAY, lapses_on=date(2023, 5, 19))
        assert (told.left, told.word, told.full) == (D(0), "已失效", False)
        assert standing(used=D(5), used_on=TODAY, lapses_on=TODAY).left == D(95)

    def test_what_is_not_usable_yet_has_nothing_left(self) -> None:
        assert standing(state="building").left == D(0)


def wants(*told: tuple[int | None, date | None]) -> list[Want]:
    return [Want(1, None if much is None else D(much), by, Link("件", "need", (1,)), "需求") for much, by in told]


def supply(most: int | None, known: bool = True, since: date = TODAY, until: date | None = None) -> Supply:
    return Supply(None if most is None else D(most), known, since, until)


def words(*given: Any) -> list[str]:
    return [each.word for each in foreseen(*given, TODAY)]


class TestForeseen:
    def test_quarters_go_over_the_turn_of_the_year(self) -> None:
        assert [start for start, _ in quarters_from(date(2023, 11, 30))][:3] == [
            *(date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1))
        ]
        assert quarters_from(TODAY)[0] == (date(2023, 4, 1), date(2023, 6, 30))

    def test_what_should_have_been_there_before_is_wanted_now(self) -> None:
        assert foreseen(wants((50, date(2022, 1, 1))), [], TODAY)[0].short == D(50)

    def test_what_is_short_waits_for_what_comes(self) -> None:
        cells = foreseen(wants((50, TODAY)), [supply(20), supply(40, since=date(2023, 8, 1))], TODAY)
        assert [each.short for each in cells[:2]] == [D(30), D(0)]
        assert (cells[1].comes, cells[1].word) == (D(40), "enough")

    def test_what_lapses_is_used_first_and_does_not_serve_the_year_after(self) -> None:
        quota = supply(100, until=date(2023, 12, 31))
        cells = foreseen(wants((30, TODAY), (90, date(2024, 2, 1))), [quota, supply(50)], TODAY)
        assert [each.short for each in cells] == [D(0), D(0), D(0), D(40), D(40)]

    def test_unknown_is_neither_short_nor_enough(self) -> None:
        assert words(wants((50, TODAY)), [supply(None, known=False)])[0] == "unknown"
        assert words(wants((50, TODAY)), [supply(80, known=False)])[0] == "unknown"
        assert words(wants((50, TODAY)), [supply(80, known=False), supply(60)])[0] == "enough"
        assert words(wants((90, TODAY)), [supply(80, known=False)])[0] == "short"

    def test_a_need_that_says_not_how_much_leaves_it_open(self) -> None:
        assert words(wants((None, TODAY)), [supply(80)]) == ["unknown"] * 5
        assert words([], [supply(80)]) == [""] * 5

    @pytest.mark.parametrize("by", [None])
    def test_without_a_day_it_stands_in_no_quarter(self, by: None) -> None:
        assert words(wants((50, by)), [supply(80)]) == [""] * 5
