"""Runs saved in parts: killed in the middle and gone on with, and folders that belong to another run."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import chainlab as cl
from chainlab.__main__ import main
from chainlab.runs import digest

REFERENCE = Path(__file__).parent / "reference" / "esri"
KILLED = """
import os, sys, time
import numpy as np
import chainlab as cl
from tests_of_runs import model
calls = []
def slowly(done, of):
    print(done, flush=True)
    time.sleep(0.3)
cl.saved_risk(model(), sys.argv[1], part=10, progress=slowly)
"""


def model(**more: Any) -> cl.CascadeModel:
    random = np.random.default_rng(3)
    supplier, customer = random.integers(0, 60, (2, 300))
    network = cl.SupplyNetwork.from_arrays(supplier, customer, 1 - random.random(300), firms=np.arange(60))
    return cl.CascadeModel.build(network, random.integers(0, 5, 60), random.integers(0, 3, (5, 5)), **more)


def same(one: cl.RiskResult, other: cl.RiskResult) -> bool:
    return all(
        getattr(one, name).tolist() == getattr(other, name).tolist()
        for name in ("esri", "esri_d", "esri_u", "rounds", "converged")
    )


def test_a_killed_run_goes_on_where_it_was_with_the_same_answer(tmp_path: Path) -> None:
    (tmp_path / "tests_of_runs.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    folder = tmp_path / "run"
    sources = os.pathsep.join([str(tmp_path), *sys.path])
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": sources}) as run:
        assert run.stdout is not None
        told = [run.stdout.readline() for _ in range(3)]
        run.send_signal(signal.SIGKILL)
    assert told == ["10\n", "20\n", "30\n"]
    kept = {file.name: file.stat().st_mtime_ns for file in folder.glob("part-*.npz")}
    assert len(kept) in (2, 3)
    done: list[int] = []
    found = cl.saved_risk(model(), folder, part=10, progress=lambda count, _: done.append(count))
    assert done == [10, 20, 30, 40, 50, 60]
    assert same(found, cl.systemic_risk(model()))
    assert kept.items() <= {file.name: file.stat().st_mtime_ns for file in folder.glob("part-*.npz")}.items()


def test_a_cancelled_run_keeps_its_parts(tmp_path: Path) -> None:
    parts = tmp_path / "run"
    with pytest.raises(cl.Stopped, match="Stopped; 20 of 60 scenarios are kept in"):
        cl.saved_risk(model(), parts, part=10, cancelled=lambda: len(list(parts.glob("part-*"))) == 2)
    assert same(cl.saved_risk(model(), parts, part=10), cl.systemic_risk(model()))


def test_a_part_that_cannot_be_read_is_reckoned_anew(tmp_path: Path) -> None:
    first = cl.saved_risk(model(), tmp_path / "run", part=25)
    files = sorted((tmp_path / "run").glob("part-*"))
    files[0].write_bytes(files[0].read_bytes()[:100])
    files[1].write_bytes(b"")
    files[2].write_bytes(files[0].read_bytes())
    assert same(first, cl.saved_risk(model(), tmp_path / "run", part=25))


def test_scenarios_as_rows_and_none_at_all_are_saved_too(tmp_path: Path) -> None:
    down, up = np.random.default_rng(1).random((2, 7, 60))
    for again in range(2):
        found = cl.saved_risk(model(), tmp_path / "rows", scenarios=down, scenarios_up=up, part=3)
        assert same(found, cl.systemic_risk(model(), scenarios=down, scenarios_up=up)), again
    assert cl.saved_risk(model(), tmp_path / "none", scenarios=[]).esri.size == 0


@pytest.mark.parametrize(
    ("other", "asked", "words"),
    [
        ({"markets": None}, {}, "a run of another network"),
        ({"revenue": np.full(60, 9.0)}, {}, "a run of another network"),
        ({}, {"epsilon": 1e-3}, "a run of another epsilon"),
        ({}, {"scenarios": [1, 2]}, "a run of other scenarios"),
        ({}, {"max_rounds": 5}, "a run of another limit of rounds"),
        ({}, {"part": 20}, "a run of parts of another size"),
    ],
)
def test_parts_of_another_run_are_refused(tmp_path: Path, other: Any, asked: dict[str, Any], words: str) -> None:
    cl.saved_risk(model(), tmp_path / "run", part=30)
    with pytest.raises(cl.ChainlabError, match=words):
        cl.saved_risk(model(**other), tmp_path / "run", **({"part": 30} | asked))


def test_a_folder_that_cannot_keep_a_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "run.json").write_text("[1]", encoding="utf-8")
    for name, words in (("full", "holds other files"), ("file", "cannot keep a run"), ("odd", "another network")):
        with pytest.raises(cl.ChainlabError, match=words):
            cl.saved_risk(model(), tmp_path / name)
    with pytest.raises(cl.ChainlabError, match="part is 0"):
        cl.saved_risk(model(), tmp_path / "new", part=0)


def test_equal_models_have_one_digest_whatever_the_kind_of_ids() -> None:
    assert digest(model()) == digest(model()) != digest(model(markets=None))
    texts = [cl.SupplyNetwork.from_arrays([a], ["x"], [1.0]) for a in ("y", "z")]
    assert len({digest(cl.CascadeModel.build(each, [0, 0], [[1]])) for each in texts}) == 2


def test_the_command_resumes_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"edges": "edges.csv", "firms": "firms.csv", "essential": "ess.csv"}
    asked = ["esri", *(word for name, file in files.items() for word in (f"--{name}", str(REFERENCE / file)))]
    asked += ["--resume", str(tmp_path / "run"), "--out"]
    assert main([*asked, str(tmp_path / "one.csv")]) == 0
    assert main([*asked, str(tmp_path / "two.csv")]) == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["epsilon"] == 0.01
    assert main([*asked, str(tmp_path / "two.csv"), "--epsilon", "0.1"]) == 1
    assert "another epsilon" in capsys.readouterr().err
