"""The model of a stop from a few lines: who makes what, what hangs on it, what it weighs, and what names it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.runs.risk_model import Facts, Figures, RiskModel, Rules, assemble

CHIP, BOARD, STEEL = 11, 12, 13
Row = tuple[int, int, int, float]  # supplier, customer, product, value


def lines(rows: list[Row], strangers: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Lines:
    table = np.array(rows, float).reshape(len(rows), 4)
    supplier, customer, product = (table[:, at].astype(np.int64) for at in (0, 1, 2))
    none = np.zeros(len(rows))
    return Lines(
        np.arange(len(rows)), customer, supplier, product, table[:, 3],
        none.astype(np.int8), none.astype(bool), none.astype(bool), none.astype(np.int32), strangers, items,
    )  # fmt: skip


def facts(**more: Any) -> Facts:
    given: dict[str, Any] = {"industry": {}, "ours": frozenset((1, 2, 3)), "stated": {}, "bought": {}, "months": 12}
    return Facts(**(given | more))


def model(rows: list[Row], rules: Rules | None = None, **more: Any) -> RiskModel:
    words = {name: more.pop(name) for name in ("strangers", "items") if name in more}
    return assemble(lines(rows, **words), facts(**more), rules or Rules({}, {}))


def test_a_firm_is_what_it_sells_most_of_or_else_its_industry() -> None:
    made = model(
        [(1, 3, CHIP, 5), (1, 3, BOARD, 4), (1, 2, BOARD, 3), (2, 3, -1, 9)], items=("壳",), industry={2: "3670"}
    )
    sectors = [made.sectors[code] for code in made.sector.tolist()]
    assert dict(zip(made.firms.tolist(), sectors, strict=True)) == {1: BOARD, 2: 0, 3: 0}
    assert made.sector[1] != made.sector[2]
    assert made.basis.unmapped == pytest.approx(9 / 21)


def test_nobody_takes_the_place_of_one_of_whom_nothing_is_known() -> None:
    made = model(
        [(-1, 3, -1, 5), (-2, 3, -1, 4), (1, 3, CHIP, 1), (2, 3, CHIP, 1)], strangers=("乙厂", "甲厂"), items=("壳",)
    )
    market = dict(zip(made.firms.tolist(), made.market.tolist(), strict=True))
    assert market[1] == market[2]
    assert len({market[-1], market[-2], market[1]}) == 3


def test_the_nearest_product_that_says_anything_of_the_industry_speaks() -> None:
    rules = Rules({(CHIP, "36"): 2, (CHIP, "3670"): 0, (BOARD, ""): 2}, {CHIP: BOARD, BOARD: None, STEEL: None})
    asked = [(CHIP, "3670"), (CHIP, "3610"), (CHIP, "38"), (BOARD, ""), (STEEL, "3670")]
    assert [rules.of(*each) for each in asked] == [0, 2, 2, 2, 1]
    made = model([(1, 2, CHIP, 1), (1, 3, CHIP, 1)], rules, industry={2: "3670", 3: "3610"})
    row = made.essential[made.sector[0]]
    assert [row[made.needs[position]] for position in (1, 2)] == [0, 2]


def test_a_tree_that_goes_in_a_circle_ends() -> None:
    assert Rules({}, {CHIP: BOARD, BOARD: CHIP}).of(CHIP, "36") == 1


def test_weights_are_output_a_month_or_else_recorded_sales_and_nothing_outside_the_city() -> None:
    stated = {1: Figures(1200.0)}
    made = model([(1, 2, CHIP, 60), (2, 3, STEEL, 24), (9, 3, STEEL, 100)], stated=stated, months=3)
    assert made.weights.tolist() == [100, 8, 0, 0]
    assert (made.basis.firms, made.basis.stated, made.basis.by_sales, made.basis.weightless) == (3, 1, 1, 1)


def test_a_firm_that_stated_its_output_weighs_though_nobody_recorded_what_it_buys() -> None:
    made = model([(1, 2, CHIP, 60)], stated={3: Figures(1200.0)})
    assert made.weights[2] == 100
    assert made.linked.tolist() == [True, True, False]


def test_a_stated_amount_below_what_is_recorded_gives_way_and_is_counted() -> None:
    stated = {1: Figures(10.0, 5.0, np.nan), 2: Figures(10.0, 80.0, 30.0)}
    made = model([(1, 2, CHIP, 40)], stated=stated, bought={2: 50.0}, months=6)
    np.testing.assert_array_equal(made.revenue, [40, 40])
    np.testing.assert_array_equal(made.cost, [np.nan, 50])
    assert made.basis.below == 1


def test_the_fingerprint_names_the_purchases_and_not_the_order_in_which_they_were_read() -> None:
    one = model([(-1, 1, -1, 5), (-2, 1, -2, 6)], strangers=("甲", "乙"), items=("板", "壳"))
    other = model([(-1, 1, -1, 6), (-2, 1, -2, 5)], strangers=("乙", "甲"), items=("壳", "板"))
    assert one.fingerprint == other.fingerprint
    assert one.digest == other.digest
    dearer = model([(-1, 1, -1, 5), (-2, 1, -2, 7)], strangers=("甲", "乙"), items=("板", "壳"))
    renamed = model([(-1, 1, -1, 5), (-2, 1, -2, 6)], strangers=("甲", "丙"), items=("板", "壳"))
    assert len({one.fingerprint, dearer.fingerprint, renamed.fingerprint}) == 3
    weighed = model(
        [(-1, 1, -1, 5), (-2, 1, -2, 6)], strangers=("甲", "乙"), items=("板", "壳"), stated={1: Figures(12.0)}
    )
    assert weighed.fingerprint == one.fingerprint
    assert weighed.digest != one.digest


def test_without_purchases_there_is_a_model_of_nothing() -> None:
    made = model([])
    assert (made.firms.size, made.essential.shape, made.basis.unmapped) == (0, (0, 0), 0)


def test_a_firm_whose_output_nobody_knows_weighs_nothing_and_is_known_to_do_so() -> None:
    made = model([(1, 2, CHIP, 60)])
    assert (made.weights.tolist(), made.weighed.tolist()) == ([5, 0], [True, False])
    assert made.ours.tolist() == [True, True]
