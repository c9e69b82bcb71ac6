"""A reckoning in a process of its own: ended in the middle, gone on with, begun anew where purchases changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lianzhang.supply.runs import reckoning
from lianzhang.supply.runs.reckoning import _prepare as prepare

from .test_process import small

RUN = 7
ASKED = {"epsilon": 1e-6}


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.mark.crash
def test_a_killed_reckoning_goes_on_where_it_was(tmp_path: Path) -> None:
    compiled = Path(__file__).parents[2] / "build" / "compiled"
    compiled.mkdir(parents=True, exist_ok=True)
    (tmp_path / "compiled").symlink_to(compiled)  # what was compiled once serves every run of the tests
    made = small()
    assert reckoning.reckon(RUN, made, ASKED, lambda *_: False) is None
    whole = reckoning.reckon(RUN, made, ASKED, lambda *_: True)
    assert whole is not None
    assert whole["risk"].max() == pytest.approx(1.0)
    (part,) = (reckoning.folder_of(RUN) / "parts").glob("part-*.npz")
    written = part.stat().st_mtime_ns
    again = reckoning.reckon(RUN, made, ASKED, lambda *_: True)
    assert again is not None
    assert (again["risk"].tolist(), part.stat().st_mtime_ns) == (whole["risk"].tolist(), written)


def test_parts_of_other_purchases_are_thrown_away() -> None:
    folder = reckoning.folder_of(RUN)
    prepare(folder, small(), ASKED)
    (folder / "parts").mkdir()
    prepare(folder, small(), ASKED)
    assert (folder / "parts").exists()
    prepare(folder, small(bought={3: 200.0}), ASKED)
    assert not (folder / "parts").exists()
    reckoning.clear(RUN)
    assert reckoning.kept_folders() == []


def test_a_process_that_died_is_an_error_and_what_chainlab_refused_is_told_in_words() -> None:
    folder = reckoning.folder_of(RUN)
    prepare(folder, small(), ASKED)
    with pytest.raises(RuntimeError):
        reckoning._answered(folder, -9)
    (folder / "problem.json").write_text('{"words": "No scheduler answers at tcp://x."}', encoding="utf-8")
    with pytest.raises(reckoning.Unanswered, match="连不上集群"):
        reckoning._answered(folder, 0)


def test_the_process_inherits_no_secret(settings_with: Any) -> None:
    given = {"SECRET_KEY": "x" * 60, "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "ca.pem"}
    passed = settings_with(**given)["CHILD_ENVIRONMENT"]
    assert not {"SECRET_KEY", "DATABASE_URL", "VAR"} & set(passed)
    assert passed["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"] == "ca.pem"
    assert reckoning._environment()["NUMBA_CACHE_DIR"].endswith("compiled")
