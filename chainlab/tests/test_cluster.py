"""Runs on a real cluster of several processes: the same results, nothing lost with a worker, clear words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chainlab import CascadeModel, ChainlabError, SupplyNetwork, cluster_risk, saved_risk, systemic_risk
from chainlab.__main__ import main
from chainlab.errors import Stopped

# What the cluster's own libraries warn of.
pytestmark = pytest.mark.filterwarnings("default")
COLUMNS = ("esri", "esri_d", "esri_u", "rounds", "converged")
FIRMS, PART = 300, 16


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    asked = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    with LocalCluster(**asked) as cluster:
        yield cluster


def made(seed: int) -> CascadeModel:
    random = np.random.default_rng(seed)
    supplier, customer = random.integers(0, FIRMS, (2, 900))
    network = SupplyNetwork.from_arrays(supplier, customer, 1 - random.random(900), firms=np.arange(FIRMS))
    return CascadeModel.build(network, random.integers(0, 12, FIRMS), random.integers(0, 3, (12, 12)))


@pytest.fixture(scope="module")
def model() -> CascadeModel:
    return made(5)


def assert_same(one: Any, other: Any) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_results_are_those_of_one_machine(cluster: Any, model: CascadeModel) -> None:
    seen: list[tuple[int, int]] = []
    found = cluster_risk(model, cluster.scheduler_address, part=PART, progress=lambda *told: seen.append(told))
    assert_same(found, systemic_risk(model))
    assert seen[-1] == (FIRMS, FIRMS)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    rows = np.random.default_rng(1).random((5, FIRMS))
    asked = {"scenarios": rows, "scenarios_up": 1 - rows / 2, "epsilon": 1e-3}
    assert_same(cluster_risk(model, cluster.scheduler_address, part=2, **asked), systemic_risk(model, **asked))
    nothing = cluster_risk(model, cluster.scheduler_address, scenarios=[])
    assert nothing.esri.shape == (0,)


def test_a_killed_worker_loses_nothing(cluster: Any, model: CascadeModel) -> None:
    killed: list[int] = []

    def kill(done: int, _of: int) -> None:
        if not killed:
            nanny = next(iter(cluster.workers.values()))
            killed.append(nanny.pid)
            os.kill(nanny.pid, signal.SIGKILL)

    found = cluster_risk(model, cluster.scheduler_address, part=4, progress=kill)
    assert killed
    assert_same(found, systemic_risk(model))


def test_a_run_that_was_stopped_goes_on_here_or_there(cluster: Any, model: CascadeModel, tmp_path: Path) -> None:
    folder, looks = tmp_path / "run", iter([False, False, True])
    with pytest.raises(Stopped, match="of 300 scenarios are kept"):
        cluster_risk(model, cluster.scheduler_address, folder=folder, part=PART, cancelled=lambda: next(looks))
    kept = len(list(folder.glob("part-*.npz")))
    assert kept == 3
    seen: list[int] = []
    asked = {"folder": folder, "part": PART, "progress": lambda done, _of: seen.append(done)}
    found = cluster_risk(model, cluster.scheduler_address, **asked)
    assert len(seen) == FIRMS // PART + 1 - kept
    assert_same(found, systemic_risk(model))
    assert_same(saved_risk(model, folder, part=PART), found)
    other = made(6)
    with pytest.raises(ChainlabError, match="another network"):
        cluster_risk(other, cluster.scheduler_address, folder=folder, part=PART)


def test_the_command_line_writes_the_same_file_from_a_cluster(cluster: Any, tmp_path: Path) -> None:
    files = {
        "edges": "supplier,customer,value\nore,mill,2\nmill,car,3\n",
        "firms": "firm,sector\nore,1\nmill,2\ncar,3\n",
    }
    files["essential"] = ",1,2,3\n1,2,2,2\n2,2,2,2\n3,2,2,2\n"
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    asked = ["esri", *(f"--{name}={tmp_path / name}.csv" for name in files)]
    assert main([*asked, f"--out={tmp_path / 'here.csv'}"]) == 0
    assert main([*asked, f"--out={tmp_path / 'there.csv'}", f"--scheduler={cluster.scheduler_address}"]) == 0
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
    begun_here = [*asked, f"--out={tmp_path / 'again.csv'}", f"--resume={tmp_path / 'run'}"]
    assert main(begun_here) == 0
    assert main([*begun_here, f"--scheduler={cluster.scheduler_address}"]) == 0


def test_without_a_scheduler_or_workers_it_is_said(model: CascadeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr("chainlab.cluster.PATIENCE", "1s")
    with pytest.raises(ChainlabError, match=r"No scheduler answers at tcp://127\.0\.0\.1:1\."):
        cluster_risk(model, "tcp://127.0.0.1:1")
    asked = {"n_workers": 0, "processes": True, "dashboard_address": ":0"}
    with LocalCluster(**asked) as empty, pytest.raises(ChainlabError, match="has no worker"):
        cluster_risk(model, empty.scheduler_address)
