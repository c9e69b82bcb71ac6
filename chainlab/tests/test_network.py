"""A network is the same for the same rows, whatever their order, and says what it left out."""

import pickle
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlab import ChainlabError, SupplyNetwork

Row = tuple[int, int, float, int]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 6),
        st.floats(0, 1e6, allow_nan=False, allow_subnormal=False),
        st.integers(0, 2),
    ),
    max_size=40,
)


def network_of(rows: list[Row], **more: Any) -> SupplyNetwork:
    """A network of rows of whole numbers."""
    supplier, customer, value, product = zip(*rows, strict=True) if rows else ((), (), (), ())
    return SupplyNetwork.from_arrays(
        np.array(supplier, dtype=np.int64),
        np.array(customer, dtype=np.int64),
        value,
        np.array(product, np.int64),
        **more,
    )


def queried(rows: list[Row], texts: bool = False, **more: Any) -> SupplyNetwork:
    """The same network through DuckDB."""
    kind = "VARCHAR" if texts else "INTEGER"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t (supplier {kind}, customer {kind}, value DOUBLE, product {kind})")
        if rows:
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        return SupplyNetwork.from_duckdb(connection, "SELECT * FROM t", **more)


def links_of(network: SupplyNetwork) -> list[tuple[Any, Any, Any, float]]:
    """Links by their ids."""
    firms, products = network.firms.tolist(), network.products.tolist()
    columns = zip(network.supplier, network.customer, network.product, network.value.tolist(), strict=True)
    return [(firms[s], firms[c], products[p], v) for s, c, p, v in columns]


@given(ROWS, st.randoms(use_true_random=False))
def test_same_network_from_rows_in_any_order(rows: list[Row], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert network_of(rows).fingerprint() == network_of(shuffled).fingerprint()


@given(ROWS)
def test_every_row_is_accounted_for_and_no_value_lost(rows: list[Row]) -> None:
    network = network_of(rows)
    report = network.report
    assert report.rows == len(rows) == report.links + report.merged + report.self_links + report.zeros + report.unknown
    assert report.links == len({(s, c, p) for s, c, v, p in rows if s != c and v > 0}) == network.value.size
    assert network.value.sum() == pytest.approx(sum(v for s, c, v, _ in rows if s != c))
    links = links_of(network)
    assert links == sorted(links)
    assert all(v > 0 and s != c for s, c, _, v in links)


@settings(max_examples=15)
@given(ROWS, st.booleans())
def test_duckdb_gives_the_network_that_arrays_give(rows: list[Row], texts: bool) -> None:
    if texts:
        rows = [(f"厂{s}", f"厂{c}", v, f"p{p}") for s, c, v, p in rows]  # type: ignore[misc]
    supplier, customer, value, product = zip(*rows, strict=True) if rows else ((), (), (), ())
    kind: Any = np.str_ if texts else np.int64
    told = SupplyNetwork.from_arrays(
        np.array(supplier, kind), np.array(customer, kind), value, np.array(product, kind), firms=None
    )
    assert links_of(queried(rows, texts)) == links_of(told)


def test_parquet_gives_the_network_that_arrays_give(tmp_path: Any) -> None:
    rows = [(1, 2, 3.0, 0), (2, 3, 4.0, 1), (1, 2, 3.0, 0)]
    path = tmp_path / "it's links.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (supplier INTEGER, customer INTEGER, value DOUBLE, product INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        connection.table("t").write_parquet(str(path))
    assert SupplyNetwork.from_parquet(path).fingerprint() == network_of(rows).fingerprint()
    assert SupplyNetwork.from_parquet([path, path]).report.rows == 6
    with pytest.raises(ChainlabError, match="cannot be read"):
        SupplyNetwork.from_parquet(tmp_path / "none.parquet")


def test_report_counts_what_was_left_out() -> None:
    report = network_of([(1, 2, 1, 0), (1, 2, 2, 0), (2, 2, 5, 0), (3, 1, 0, 0), (9, 1, 7, 0)], firms=[1, 2, 3],
                        on_unknown="leave_out").report  # fmt: skip
    assert (report.rows, report.links, report.merged) == (5, 1, 1)
    assert (report.self_links, report.zeros, report.unknown) == (1, 1, 1)


def test_firms_without_links_stay_when_listed() -> None:
    network = network_of([(1, 2, 1, 0)], firms=[5, 2, 1])
    assert network.firms.tolist() == [1, 2, 5]
    assert network.sales.tolist() == [1, 0, 0]
    assert network.purchases.tolist() == [0, 1, 0]


@pytest.mark.parametrize("rows", [[], [(1, 1, 5.0, 0)], [(1, 2, 0.0, 0)]])
def test_network_without_links_stands(rows: list[Row]) -> None:
    network = network_of(rows, firms=[1, 2])
    assert network.value.size == 0
    assert network.sales.tolist() == [0.0, 0.0]
    assert network.sales.dtype == np.float64


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf"), -float("inf")])
def test_impossible_values_are_named_by_row(bad: float) -> None:
    rows = [(1, 2, 1.0, 0), (2, 3, bad, 0), (3, 1, bad, 0)]
    with pytest.raises(ChainlabError, match=r"links, column value, rows 1, 2: a value is a finite number"):
        network_of(rows)
    with pytest.raises(ChainlabError, match=r"query, column value, rows 2, 3: a value is a finite number"):
        queried(rows)


@pytest.mark.parametrize("texts", [False, True])
def test_unknown_ids_are_named_by_row(texts: bool) -> None:
    rows: list[Any] = [(1, 2, 1.0, 0), (7, 2, 1.0, 0), (1, 8, 1.0, 0)]
    firms: list[Any] = [1, 2]
    if texts:
        rows, firms = [tuple(map(str, row)) for row in rows], ["1", "2"]
    with pytest.raises(ChainlabError, match=r"query, column supplier, row 2: not among the firms: 7"):
        queried(rows, texts, firms=firms)
    with pytest.raises(ChainlabError, match=r"links, column customer, row 1: not among the firms: 8"):
        SupplyNetwork.from_arrays(["1", "1"], ["2", "8"], [1, 1], firms=["1", "2"])
    assert queried(rows, texts, firms=firms, on_unknown="leave_out").report.unknown == 2


def test_empty_ids_are_named_by_row() -> None:
    with pytest.raises(ChainlabError, match=r"column customer, row 1: no id stands here"):
        SupplyNetwork.from_arrays(["a", "a"], ["b", ""], [1, 1])
    for empty in ("", None):
        with pytest.raises(ChainlabError, match=r"query, column product, row 2: no id stands here"):
            queried([("a", "b", 1, "p"), ("a", "b", 1, empty)], texts=True)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("supplier", "message"),
    [
        ([1.5, 2.0], "whole numbers or text"),
        ([1, None], "row 1: no id of the kind of the others, but None"),
        ([None, None], "whole numbers or text"),
        ([[1], [2]], "one axis"),
        ([1], "equal length"),
        (["a", "b"], "two kinds"),
        (np.array([1, 2**63], dtype=np.uint64), "below 2"),
        ([True, False], "whole numbers or text"),
    ],
)
def test_columns_that_hold_no_ids_are_refused(supplier: Any, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        SupplyNetwork.from_arrays(np.asarray(supplier), [3, 4], [1, 1])


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ChainlabError, match="not all values are numbers"):
        SupplyNetwork.from_arrays([1], [2], ["much"])
    with pytest.raises(ChainlabError, match="one axis"):
        SupplyNetwork.from_arrays([1], [2], [[1.0]])


def test_values_that_add_up_to_infinity_are_refused() -> None:
    with pytest.raises(ChainlabError, match="infinity"):
        SupplyNetwork.from_arrays([1, 1], [2, 2], [1e308, 1e308])


def test_firms_listed_twice_are_refused() -> None:
    with pytest.raises(ChainlabError, match=r"firms, column firm, row 2: comes twice: 1"):
        network_of([(1, 2, 1, 0)], firms=[1, 2, 1])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1 AS supplier, 2 AS customer", "no column value"),
        ("SELECT 1 AS supplier, 2 AS customer, 'a' AS value", "values are numbers"),
        ("SELECT 1.5 AS supplier, 2 AS customer, 1 AS value", "ids are whole numbers or text"),
        ("SELECT nothing", "cannot be read"),
    ],
)
def test_queries_that_give_no_links_are_refused(query: str, message: str) -> None:
    with duckdb.connect() as connection, pytest.raises(ChainlabError, match=message):
        SupplyNetwork.from_duckdb(connection, query)


def test_connection_is_left_as_it_was() -> None:
    with duckdb.connect() as connection:
        SupplyNetwork.from_duckdb(connection, "SELECT 1 AS supplier, 2 AS customer, 3 AS value;")
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]


def test_columns_cannot_be_changed_here_or_after_travelling() -> None:
    network = network_of([(1, 2, 1, 0)])
    for one in (network, pickle.loads(pickle.dumps(network))):
        with pytest.raises(ValueError, match="read-only"):
            one.value[0] = 2
        assert one.fingerprint() == network.fingerprint()


def test_products_are_apart_and_without_them_there_is_one() -> None:
    assert network_of([(1, 2, 1, 0), (1, 2, 1, 1)]).value.size == 2
    assert SupplyNetwork.from_arrays([1, 1], [2, 2], [1, 1]).products.tolist() == [""]


def test_fingerprint_differs_with_firms_values_and_products() -> None:
    rows = [(1, 2, 1.0, 0)]
    others = [network_of(rows, firms=[1, 2, 3]), network_of([(1, 2, 2.0, 0)]), network_of([(1, 2, 1.0, 1)])]
    assert len({one.fingerprint() for one in (network_of(rows), *others)}) == 4


def test_fingerprint_is_the_same_however_much_room_ids_were_given() -> None:
    narrow, wide = (SupplyNetwork.from_arrays(["a"], ["b"], [1], firms=np.array(["a", "b"], f"U{n}")) for n in (1, 9))
    assert narrow.fingerprint() == wide.fingerprint()


def test_another_word_for_what_to_do_with_unknown_ids_is_refused() -> None:
    for build in (network_of, queried):
        with pytest.raises(ChainlabError, match="on_unknown is 'error' or 'leave_out', and not 'ignore'"):
            build([(1, 2, 1.0, 0)], on_unknown="ignore")


def test_align_follows_the_order_of_firms() -> None:
    network = network_of([(1, 2, 1, 0), (3, 2, 1, 0)])
    assert network.align([3, 1, 2, 9], [30.0, 10.0, 20.0, 90.0]).tolist() == [10, 20, 30]
    assert network.align([3], [30.5], fill=0).tolist() == [0, 0, 30.5]
    assert network.align(np.array([], np.int64), [], fill=0).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("ids", "values", "message"),
    [([1, 2], [1, 2], "nothing for 1 firms, first 3"), ([1, 1], [1, 2], "comes twice: 1"), ([1], [1, 2], "one value"),
     (["1"], [1], "two kinds")],
)  # fmt: skip
def test_align_refuses_what_does_not_fit(ids: list[Any], values: list[float], message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        network_of([(1, 2, 1, 0), (3, 2, 1, 0)]).align(ids, values)


def test_positions_name_an_unknown_firm() -> None:
    with pytest.raises(ChainlabError, match="not among the firms: 4"):
        network_of([(1, 2, 1, 0)]).positions([2, 4])
