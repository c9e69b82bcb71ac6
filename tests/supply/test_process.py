"""What chainlab is asked and what comes back: a small network worked out by hand, and what must always hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.supply.runs.process import DOWN, UP, Asked, answer
from lianzhang.supply.runs.risk_model import Figures, RiskModel, Rules

from .test_risk_model import BOARD, CHIP, STEEL, model

# An outside chip maker 9 supplies the board maker 2 alone, who supplies the car maker 3, who also buys steel of 4.
ROWS = [(9, 2, CHIP, 10.0), (2, 3, BOARD, 40.0), (4, 3, STEEL, 60.0)]
RULES = Rules({(CHIP, ""): 2, (BOARD, ""): 2}, {})
STATED = {2: Figures(600.0), 3: Figures(1200.0), 4: Figures(240.0)}
PLACE = {2: 0, 3: 1, 4: 2, 9: 3}


def small(**more: Any) -> RiskModel:
    given = {"stated": STATED, "ours": frozenset((2, 3, 4))} | more
    return model(ROWS, RULES, **given)


def columns(made: RiskModel) -> dict[str, Any]:
    return made.arrays() | {"linked": made.linked}


def asked(made: RiskModel, *stop: int, **more: Any) -> Any:
    return answer(columns(made), Asked(**{"epsilon": 1e-6, "stop": list(stop)} | more), Path(), lambda *_: None)


def test_the_stop_of_a_sole_supplier_costs_what_was_worked_out_by_hand() -> None:
    told = asked(small(), PLACE[9])
    assert told["left"].tolist() == [0, 0, 1, 0]
    assert told["by_round"].tolist() == [0, 50, 150, 150]  # boards stop at once, cars in the next round
    assert told["round"].tolist() == [1, 2, -1, 0]
    assert told["way"][:2].tolist() == [DOWN, DOWN]
    assert list(zip(told["to"].tolist(), told["from"].tolist(), strict=True)) == [(1, 0), (0, 3)]
    assert told["converged"]


def test_half_a_stop_costs_half() -> None:
    assert asked(small(), PLACE[9], part=0.5)["by_round"][-1] == pytest.approx(75)


def test_what_is_missing_of_other_goods_costs_its_share_of_all_that_is_bought() -> None:
    told = asked(small(), PLACE[4])
    assert told["left"][PLACE[3]] == pytest.approx(0.4)
    assert told["by_round"][-1] == pytest.approx(20 + 60)


def test_who_loses_a_customer_loses_what_it_bought() -> None:
    told = asked(small(), PLACE[3])
    assert told["left"].tolist() == [0, 0, 0, 0]
    assert told["way"][PLACE[4]] == UP


def test_of_purchases_that_are_not_recorded_the_loss_is_told_between_two_bounds() -> None:
    told = asked(small(bought={3: 200.0}), PLACE[9])
    assert told["by_round"][-1] == pytest.approx(50 + 50)
    assert told["widest"] == pytest.approx(150)


def test_a_second_source_of_half_keeps_half() -> None:
    assert asked(small(), PLACE[9], second=True)["second"] * 170 == pytest.approx(75)


def test_each_stop_in_turn_costs_what_it_costs_alone(tmp_path: Path) -> None:
    made = small()
    found = answer(columns(made), Asked(epsilon=1e-6), tmp_path, lambda *_: None)
    alone = [asked(made, place)["by_round"][-1] / made.weights.sum() for place in found["firm"].tolist()]
    np.testing.assert_allclose(found["risk"], alone)


def test_a_city_whose_output_nobody_knows_loses_shares_and_no_money(tmp_path: Path) -> None:
    made = model([(9, 2, CHIP, 10.0)], ours=frozenset((2,)))
    assert asked(made, 1)["by_round"].tolist()[-1] == 0
    assert answer(columns(made), Asked(epsilon=1e-6), tmp_path, lambda *_: None)["risk"].max() > 0


def test_a_network_with_no_link_answers_with_nothing(tmp_path: Path) -> None:
    made = model([], stated={1: Figures(1200.0)})
    found = answer(columns(made), Asked(epsilon=1e-2), tmp_path, lambda *_: None)
    assert found["risk"].size == 0
    assert asked(made, 0)["by_round"].tolist()[-1] == 100


@st.composite
def networks(draw: st.DrawFn) -> RiskModel:
    size = draw(st.integers(2, 7))
    firm = st.integers(1, size)
    row = st.tuples(firm, firm, st.sampled_from([CHIP, BOARD, STEEL, -1]), st.integers(1, 50).map(float))
    rows = [each for each in draw(st.lists(row, min_size=1, max_size=14)) if each[0] != each[1]]
    levels = st.integers(0, 2)
    rules = Rules({(CHIP, ""): draw(levels), (BOARD, ""): draw(levels), (STEEL, ""): draw(levels)}, {})
    stated = {key: Figures(draw(st.integers(0, 100)) * 12.0) for key in range(1, size + 1)}
    bought = dict.fromkeys(draw(st.sets(firm)), 200.0)
    return model(rows, rules, stated=stated, bought=bought, ours=frozenset(range(1, size + 1)), items=("件",))


@settings(max_examples=60)
@given(networks(), st.data())
def test_losses_are_never_negative_and_more_stopped_never_loses_less(made: RiskModel, data: st.DataObject) -> None:
    place = st.integers(0, made.firms.size - 1)
    few = data.draw(st.sets(place, min_size=1))
    more = few | data.draw(st.sets(place))
    part = data.draw(st.sampled_from([0.3, 0.5, 1.0]))
    less, least = asked(made, *sorted(more), part=part), asked(made, *sorted(few), part=part)
    for told in (less, least):
        assert (told["left"] >= 0).all()
        assert (told["left"] <= 1).all()
        assert (np.diff(told["by_round"]) >= -1e-9).all()
        assert told["widest"] >= told["by_round"][-1] - 1e-9
    assert less["by_round"][-1] >= least["by_round"][-1] - 1e-3 * max(made.weights.sum(), 1)
