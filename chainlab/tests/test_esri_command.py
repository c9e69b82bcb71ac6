"""The command line gives the reference vectors from the reference files, whatever the order of their rows."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from chainlab.__main__ import main

REFERENCE = Path(__file__).parent / "reference" / "esri"
COLUMNS = ["esri", "esri_d", "esri_u", "T"]


def asked(out: Path, *more: str, edges: Path = REFERENCE / "edges.csv", firms: Path = REFERENCE / "firms.csv") -> int:
    files = ["--edges", str(edges), "--firms", str(firms), "--essential", str(REFERENCE / "ess.csv")]
    return main(["esri", *files, "--out", str(out), *more])


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file))


def vectors(path: Path) -> np.ndarray:
    return np.array([row[-4:] for row in read(path)[1:]], dtype=np.float64)


@pytest.mark.parametrize(
    ("reference", "more"),
    [
        ("base_eps1e-2", []),
        ("base_eps1e-6", ["--epsilon", "1e-6"]),
        ("nomarket_eps1e-2", ["--no-markets"]),
        ("partial_eps1e-6", ["--epsilon", "1e-6", "--shocks", str(REFERENCE / "psi_partial.csv")]),
        ("revcost_eps1e-8", ["--epsilon", "1e-8", "--costs", str(REFERENCE / "revenue_costs.csv")]),
    ],
)
def test_reference_files_give_the_reference_vectors(tmp_path: Path, reference: str, more: list[str]) -> None:
    out = tmp_path / "out.csv"
    assert asked(out, *more) == 0
    found, wanted = vectors(out), vectors(REFERENCE / f"{reference}_esri.csv")
    np.testing.assert_allclose(found[:, :3], wanted[:, :3], rtol=0, atol=1e-12)
    assert found[:, 3].tolist() == wanted[:, 3].tolist()
    heading = read(out)[0]
    assert heading == (["scenario", *COLUMNS] if "--shocks" in more else ["firm", *COLUMNS])


def test_order_of_rows_moves_lines_and_nothing_else(tmp_path: Path) -> None:
    shuffled = {}
    for name in ("edges.csv", "firms.csv"):
        heading, *lines = (REFERENCE / name).read_text(encoding="utf-8").split()
        shuffled[name] = tmp_path / name
        shuffled[name].write_text("\n".join([heading, *random.Random(4).sample(lines, len(lines))]), encoding="utf-8")
    assert asked(tmp_path / "one.csv") == 0
    assert asked(tmp_path / "other.csv", edges=shuffled["edges.csv"], firms=shuffled["firms.csv"]) == 0
    assert sorted(read(tmp_path / "one.csv")) == sorted(read(tmp_path / "other.csv"))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--essential", "firms.csv"], "firms.csv has no row for sector"),
        (["--costs", "firms.csv"], "firms.csv has no column revenue, costs"),
        (["--epsilon", "0"], "epsilon"),
        (["--shocks", "shocks.csv"], "shocks.csv has 1 rows for 60 firms"),
    ],
)
def test_what_cannot_be_used_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("firms.csv").write_text("firm,sector\n1,x\n", encoding="utf-8")
    Path("shocks.csv").write_text("flood\n1\n", encoding="utf-8")
    assert asked(tmp_path / "out.csv", *more) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
