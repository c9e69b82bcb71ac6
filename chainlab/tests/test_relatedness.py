"""Relatedness equals the reference table digit for digit, and says what cannot be told."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from chainlab import ChainlabError, location_quotient, relatedness

REFERENCE = Path(__file__).parent / "reference" / "ecomplexity"
TABLES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.one_of(st.just(0.0), st.floats(0.01, 100)),
).filter(lambda table: bool(table.any()))
GRADED = [[4, 4, 4, 4], [4, 4, 1, 0], [4, 0, 0, 0], [4, 0, 4, 0]]


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pivot(rows: list[dict[str, str]], row: str, column: str, value: str) -> Any:
    """The table of a value, rows and columns sorted by name."""
    lines, columns = sorted({one[row] for one in rows}), sorted({one[column] for one in rows})
    table = np.zeros((len(lines), len(columns)))
    for one in rows:
        table[lines.index(one[row]), columns.index(one[column])] = float(one[value])
    return table


@pytest.mark.parametrize("column", ["rca", "mcp", "diversity", "ubiquity", "density", "eci", "pci", "coi", "cog"])
def test_equal_to_the_reference_to_its_printed_digits(column: str) -> None:
    expected = read("output_ecomplexity_0.5.3.csv")
    found = np.asarray(getattr(relatedness(pivot(expected, "city", "product", "value")), column), dtype=np.float64)
    wanted = pivot(expected, "city", "product", column)
    spread = found[:, None] if column in ("diversity", "eci", "coi") else found
    np.testing.assert_allclose(np.broadcast_to(spread, wanted.shape), wanted, rtol=1e-10, atol=1e-11)


def test_the_input_gives_the_table_that_the_reference_rests_on() -> None:
    stated = pivot(read("output_ecomplexity_0.5.3.csv"), "city", "product", "value")
    np.testing.assert_array_equal(pivot(read("input.csv"), "city", "product", "value"), stated)


def test_proximity_equals_the_reference() -> None:
    values = pivot(read("input.csv"), "city", "product", "value")
    wanted = pivot(read("output_proximity.csv"), "product_1", "product_2", "proximity")
    np.testing.assert_allclose(relatedness(values).proximity, wanted, rtol=0, atol=1e-12)


@given(TABLES)
def test_quotients_average_to_one_by_the_weight_of_products(table: Any) -> None:
    weights = table.sum(axis=0) / table.sum()
    means = location_quotient(table) @ weights
    np.testing.assert_allclose(means[table.sum(axis=1) > 0], 1.0)


@given(TABLES)
def test_every_figure_is_finite_and_in_its_range(table: Any) -> None:
    found = relatedness(table)
    for name in ("rca", "density", "proximity", "eci", "pci", "coi", "cog"):
        figures = getattr(found, name)
        assert (figures is None and found.undefined) or np.isfinite(figures).all()
    assert ((found.density >= 0) & (found.density <= 1 + 1e-12)).all()
    assert ((found.proximity >= 0) & (found.proximity <= 1)).all()
    assert (found.diversity > 0).all()
    assert (found.ubiquity > 0).all()
    assert found.cities.tolist() == np.flatnonzero(table.any(axis=1)).tolist()
    assert found.products.tolist() == np.flatnonzero(table.any(axis=0)).tolist()


@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_cities_and_products_changes_nothing_but_rounding(table: Any, random: Any) -> None:
    rows, columns = (random.sample(range(size), size) for size in table.shape)
    one, other = relatedness(table[table.any(axis=1)][:, table.any(axis=0)]), None
    shuffled = table[np.ix_(rows, columns)]
    other = relatedness(shuffled[shuffled.any(axis=1)][:, shuffled.any(axis=0)])
    lines = [row for row in rows if table[row].any()]
    at = np.argsort(lines)
    np.testing.assert_allclose(other.diversity[at], one.diversity)
    assert one.undefined == other.undefined
    if one.eci is not None and other.eci is not None:
        np.testing.assert_allclose(other.eci[at], one.eci, rtol=1e-6, atol=1e-6)


@given(TABLES, st.floats(0.001, 1000))
def test_unit_of_values_changes_nothing(table: Any, factor: float) -> None:
    np.testing.assert_allclose(location_quotient(table * factor), location_quotient(table), rtol=1e-9)


def test_complexity_is_standardised_by_city() -> None:
    found = relatedness(GRADED)
    for figures in (found.eci, found.coi):
        assert figures is not None
        assert figures.mean() == pytest.approx(0, abs=1e-12)
        assert figures.std() == pytest.approx(1)
    assert found.cog is not None
    assert not found.cog[found.mcp == 1].any()


def test_cities_and_products_with_nothing_are_left_out() -> None:
    table = np.zeros((6, 6))
    table[1:5, 1:5] = GRADED
    found, alone = relatedness(table), relatedness(GRADED)
    assert found.cities.tolist() == found.products.tolist() == [1, 2, 3, 4]
    np.testing.assert_array_equal(found.density, alone.density)
    assert location_quotient(table)[0].tolist() == [0] * 6


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[1], [2]], "same products"),
        ([[1, 2, 3]], "same products"),
        ([[1, 2, 3], [2, 4, 6]], "same products"),
        ([[1, 0], [0, 1]], "without a product in common"),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], "equally well"),
        ([[9, 5, 5, 0], [9, 5, 0, 0], [9, 0, 0, 1]], "direction"),
    ],
)
def test_complexity_that_cannot_be_told_says_why(table: list[list[float]], why: str) -> None:
    found = relatedness(table)
    assert found.eci is found.pci is found.coi is found.cog is None
    assert why in found.undefined
    assert np.isfinite(found.density).all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([1, 2], "two axes"),
        ([[1, -2]], "city 0, product 1: -2"),
        ([[float("nan")]], "city 0, product 0: nan"),
        ([[1, float("inf")]], "inf"),
        ([[0, 0]], "no value above 0"),
        (np.zeros((0, 3)), "no value above 0"),
        ([[1e308, 1e308], [1, 1]], "too many powers of ten"),
    ],
)
def test_tables_that_cannot_be_compared_are_refused(table: Any, message: str) -> None:
    for ask in (location_quotient, relatedness):
        with pytest.raises(ChainlabError, match=message):
            ask(table)


def test_threshold_that_nobody_reaches_is_refused() -> None:
    with pytest.raises(ChainlabError, match="Lower the threshold"):
        relatedness(GRADED, threshold=100)


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan"), float("inf")])
def test_threshold_that_means_nothing_is_refused(threshold: float) -> None:
    with pytest.raises(ChainlabError, match="above 0"):
        relatedness(GRADED, threshold=threshold)
