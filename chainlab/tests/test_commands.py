"""The command line answers from files, and ends with a sentence where it cannot."""

import csv
from pathlib import Path

import numpy as np
import pytest

from chainlab import commands
from chainlab.__main__ import main

REFERENCE = Path(__file__).parent / "reference"
EDGES = (
    "supplier,customer,product,value\nseats,cars,seat,300\naxles,cars,axle,500\nsteel,cars,sheet,200\ncars,cars,car,9\n"
)
FIRMS = "firm,region\nseats,city\ncars,city\naxles,coast\nsteel,north\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands run in, with a network in it."""
    monkeypatch.chdir(tmp_path)
    Path("edges.csv").write_text(EDGES, encoding="utf-8")
    Path("firms.csv").write_text(FIRMS, encoding="utf-8")
    return tmp_path


def rows(path: str | Path) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


RATES = ["rates", "--edges", "edges.csv", "--firms", "firms.csv", "--within", "city", "--out", "out.csv"]


@pytest.mark.usefixtures("folder")
def test_rates_are_told_and_written_by_customer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(RATES) == 0
    assert capsys.readouterr().out == (
        "3 links from 4 rows: 1 self-purchases left out.\nLocal supply rate: 30.0% of 1000.\n"
    )
    assert rows("out.csv") == [{"customer": "cars", "local": "300.0", "total": "1000.0", "rate": "0.3"}]


@pytest.mark.usefixtures("folder")
def test_rates_without_some_products_are_told_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RATES, "--leave-out", "sheet", "--by", "product"]) == 0
    assert "Local supply rate: 37.5% of 800.\nWith what the region cannot make: 30.0%" in capsys.readouterr().out
    assert {row["product"]: row["gain"] for row in rows("out.csv")} == {"axle": "0.625", "seat": "0.0"}


@pytest.mark.usefixtures("folder")
def test_rates_say_how_much_of_purchases_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bought.csv").write_text("firm,purchases\ncars,4000\nseats,\n", encoding="utf-8")
    assert main([*RATES, "--purchases", "bought.csv"]) == 0
    assert "Recorded of all purchases: 25.0% (1 firms known, 0 not)." in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_rates_by_item_show_the_concentration_of_suppliers() -> None:
    assert main([*RATES, "--by", "item"]) == 0
    assert [(row["product"], row["suppliers"], row["largest"]) for row in rows("out.csv")] == [
        ("axle", "1", "axles"), ("seat", "1", "seats"), ("sheet", "1", "steel"),
    ]  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_customers_may_lie_elsewhere_than_the_radius(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RATES, "--customers", "coast"]) == 0
    assert "Local supply rate: not known of 0." in capsys.readouterr().out
    assert rows("out.csv") == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--within", "town"], "firms.csv has no firm in region town"),
        (["--leave-out", "ore"], "edges.csv has no product ore"),
        (["--edges", "none.csv"], "There is no file none.csv"),
        (["--out", "none/out.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_used_ends_with_a_sentence(
    more: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*RATES, *more]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("chainlab: ")
    assert message in told.err
    assert not Path("out.csv").exists()


@pytest.mark.usefixtures("folder")
def test_an_interrupt_ends_as_shells_expect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "read_firms", interrupted)
    assert main(RATES) == 130
    assert "nothing was written" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_relatedness_writes_the_columns_of_the_reference() -> None:
    source = REFERENCE / "ecomplexity"
    command = ["relatedness", "--values", str(source / "input.csv"), "--out", "out.csv", "--proximity", "near.csv"]
    assert main(command) == 0
    for name, reference in (("out.csv", "output_ecomplexity_0.5.3.csv"), ("near.csv", "output_proximity.csv")):
        found, wanted = rows(name), rows(source / reference)
        assert len(found) == len(wanted)
        assert set(wanted[0]) - {"year"} == set(found[0])
        for column in found[0]:
            told, known = ([one[column] for one in table] for table in (found, wanted))
            if column in ("city", "product", "product_1", "product_2"):
                assert told == known
            else:
                np.testing.assert_allclose(np.array(told, float), np.array(known, float), rtol=1e-9, atol=1e-11)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_complexity_that_cannot_be_told_leaves_its_cells_empty(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("values.csv").write_text("city,product,value\na,p,1\nb,q,1\n", encoding="utf-8")
    assert main(["relatedness", "--values", "values.csv", "--out", name]) == 0
    assert "Complexity is not told: The cities fall into groups" in capsys.readouterr().out
    if name.endswith("csv"):
        assert {row["eci"] for row in rows(name)} == {""}
