"""Files are read as people write them, and what is wrong is named by file, column and row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from chainlab import ChainlabError
from chainlab.files import (
    read_amounts,
    read_essential,
    read_firms,
    read_links,
    read_shocks,
    read_values,
    write_table,
)
from chainlab.loading import in_memory

Write = Callable[[str, str], Path]
FIRMS = np.array(["10", "9", "8"])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into a folder with a quote in its name."""
    folder = tmp_path / "it's here"
    folder.mkdir()

    def file(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_links_are_read_with_ids_as_text_and_columns_in_any_order(write: Write) -> None:
    path = write("edges.csv", '\ufeffvalue,customer,supplier,note\n 1.5 ,b," a",x\n2,厂,"a,1",\n')
    network = read_links(path)
    assert network.firms.tolist() == ["a", "a,1", "b", "厂"]
    assert network.value.tolist() == [1.5, 2]
    assert network.products.tolist() == [""]


def test_links_with_products_keep_them_apart(write: Write) -> None:
    path = write("edges.csv", "supplier,customer,product,value\n1,2,p,3\n1,2,q,4\n1,2,q,4\n")
    assert read_links(path).report.merged == 1
    assert read_links(path).products.tolist() == ["p", "q"]


def test_parquet_is_read_as_csv_is(write: Write, tmp_path: Path) -> None:
    path, other = write("edges.csv", "supplier,customer,value\n1,2,0.1\n2,3,4\n"), tmp_path / "edges.PARQUET"
    duckdb.sql(f"SELECT * FROM read_csv('{str(path).replace(chr(39), chr(39) * 2)}')").write_parquet(str(other))
    assert read_links(path).fingerprint() == read_links(other).fingerprint()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("supplier,customer\n1,2\n", "edges.csv has no column value; it has supplier, customer"),
        ("supplier,customer,value\n1,2,x\n1,3,2\n", r"edges.csv, column value, row 2: .* not empty or no number"),
        ("supplier,customer,value\n1,2,1\n1,3,-2\n", r"edges.csv, column value, row 3: .* not -2"),
        ("supplier,customer,value\n1,2,nan\n", r"edges.csv, column value, row 2: .* not nan"),
        ("supplier,customer,value\n,2,1\n", "edges.csv, column supplier, row 2: no id stands here"),
        ("supplier,customer,value\n1,7,1\n", "edges.csv, column customer, row 2: not among the firms: 7"),
        ("supplier,customer,value\n1,2,3\n1,2\n", r"edges.csv cannot be read: .*Line: 3"),
        ("supplier,customer,value\n1,2,3,4\n", r"edges.csv cannot be read: .*Line: 2"),
        ("supplier,supplier,value\n1,2,3\n", "has column supplier twice"),
        ("", "edges.csv is empty"),
    ],
)
def test_wrong_links_are_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        read_links(write("edges.csv", text), np.array(["1", "2", "3"]))


def test_a_file_that_is_not_there_or_not_utf8_says_so(write: Write, tmp_path: Path) -> None:
    with pytest.raises(ChainlabError, match=r"There is no file .*none\.csv"):
        read_links(tmp_path / "none.csv")
    for place, text in enumerate(("supplier,customer,value\n1,厂,1\n", "supplier,厂,value\n1,1,1\n")):
        path = tmp_path / f"{place}.csv"
        path.write_bytes(text.encode("gbk"))
        with pytest.raises(ChainlabError, match="is not UTF-8"):
            read_links(path)
    (tmp_path / "no.parquet").write_text("text")
    with pytest.raises(ChainlabError, match=r"no\.parquet cannot be read"):
        read_links(tmp_path / "no.parquet")


def test_firms_come_in_the_order_of_the_file(write: Write) -> None:
    firms, (sectors,) = read_firms(write("firms.csv", "sector,firm\nx,10\ny,9\nx,8\n"), "sector")
    assert firms.tolist() == FIRMS.tolist()
    assert sectors.tolist() == ["x", "y", "x"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("firm,sector\n1,\n", r"firms.csv, column sector, row 2: the cell is empty"),
        ("firm,sector\n1,x\n2,x\n1,y\n", r"firms.csv, column firm, row 4: comes twice: 1"),
        ("firm\n1\n", "has no column sector"),
    ],
)
def test_wrong_firms_are_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        read_firms(write("firms.csv", text), "sector")


def test_essential_matrix_follows_the_sectors_asked_for(write: Write) -> None:
    path = write("ess.csv", ",b,a,c\nc,0,0,0\na,1,2,0\nb,0,1,0\n")
    sectors, matrix = read_essential(path, np.array(["b", "a", "b"]))
    assert sectors.tolist() == ["a", "b"]
    assert matrix.tolist() == [[2, 1], [1, 0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (",a\na,0\nb,1\n", "ess.csv has no column for sector b"),
        (",a,b\na,0,1\n", "ess.csv has no row for sector b"),
        (",a,b\na,0,1\nb,0,3\n", "ess.csv, column b, row 3: 2, 1 or 0 stand here, and not 3"),
        (",a,b\na,0,1\nb,0,\n", "ess.csv, column b, row 3: numbers stand here, and not an empty cell"),
        (",a,b\na,0,1\nb,yes,1\n", "ess.csv, column a, row 3: numbers stand here, and not 'yes'"),
        (",a,b\na,0,1\na,0,1\nb,1,1\n", "ess.csv, column firm, row 3: comes twice: a"),
    ],
)
def test_wrong_essential_matrices_are_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        read_essential(write("ess.csv", text), np.array(["a", "b"]))


def test_amounts_that_are_empty_are_not_known(write: Write) -> None:
    firms, (revenue, costs) = read_amounts(write("m.csv", "firm,revenue,costs\n9,  1.5,\n8,0,2\n"), "revenue", "costs")
    assert firms.tolist() == ["9", "8"]
    assert revenue.tolist() == [1.5, 0]
    assert np.isnan(costs).tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("firm,revenue,costs\n9,,1\n8,x,1\n", "m.csv, column revenue, row 3: numbers stand here, and not 'x'"),
        ("firm,revenue,costs\n9,1,-1\n", "m.csv, column costs, row 2: amounts are not negative, as -1"),
        ("firm,revenue,costs\n9,1,1\n9,1,1\n", "m.csv, column firm, row 3: comes twice"),
    ],
)
def test_wrong_amounts_are_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        read_amounts(write("m.csv", text), "revenue", "costs")


def test_shocks_follow_the_rows_of_firms_or_name_them(write: Write) -> None:
    names, losses = read_shocks(write("psi.csv", '"V1","V2"\n0,1\n0.5,0\n0,0\n'), FIRMS)
    assert names == ["V1", "V2"]
    assert losses.tolist() == [[0, 1], [0.5, 0], [0, 0]]
    names, losses = read_shocks(write("psi.csv", "flood,firm\n1,8\n0.25,10\n"), FIRMS)
    assert (names, losses.tolist()) == (["flood"], [[0.25], [0], [1]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("V1\n0\n", "psi.csv has 1 rows for 3 firms"),
        ("V1\n0\n2\n0\n", r"psi.csv, column V1, row 3: a loss lies between 0 and 1, and 2 does not"),
        ("V1\n0\n-1\n0\n", "and -1 does not"),
        ("firm,V1\n7,1\n", "psi.csv, column firm, row 2: not among the firms: 7"),
        ("firm,V1\n8,1\n8,1\n", "comes twice: 8"),
        ("firm\n8\n", "psi.csv has no scenario"),
        ("V1\n0\n\n1\n", "psi.csv, column V1, row 3: numbers stand here, and not an empty cell"),
    ],
)
def test_wrong_shocks_are_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(ChainlabError, match=message):
        read_shocks(write("psi.csv", text), FIRMS)


def test_values_become_a_table_of_cities_and_products(write: Write) -> None:
    path = write("v.csv", "city,product,value\nb,p,1\na,q,2\nb,p,3\n")
    cities, products, table = read_values(path)
    assert (cities.tolist(), products.tolist(), table.tolist()) == (["a", "b"], ["p", "q"], [[0, 2], [4, 0]])
    with pytest.raises(ChainlabError, match=r"v\.csv, column value, row 2: values are not negative"):
        read_values(write("v.csv", "city,product,value\nb,p,-1\n"))


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_written_tables_read_back_to_the_last_bit(tmp_path: Path, name: str) -> None:
    told: dict[str, Any] = {
        "firm": np.array(["a,b", "厂"]),
        "esri": np.array([0.1 + 0.2, 1e-300]),
        "T": np.array([3, 4]),
    }
    write_table(tmp_path / name, told)
    firms, (esri, rounds) = read_amounts(tmp_path / name, "esri", "T")
    assert firms.tolist() == told["firm"].tolist()
    assert esri.tolist() == told["esri"].tolist()
    assert rounds.tolist() == [3, 4]
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_folder_that_is_not_there_leaves_no_part(tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet"):
        with pytest.raises(ChainlabError, match="cannot be written"):
            write_table(tmp_path / "none" / name, {"firm": np.array(["a"])})


def test_a_long_query_draws_no_progress_into_what_a_caller_reads() -> None:
    with in_memory() as connection:
        assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
