"""Killed in the middle of anything, nothing is half done, nothing told as done is lost, a rerun finishes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrated import migrated_place
from tests.real import ROOT

pytestmark = [pytest.mark.crash, pytest.mark.django_db]

SECONDS = 12
SEED = 20231231
# An act, which of its moments, and how many there are at least.
MOMENTS = [
    *(("figure", 1, 20), ("sheet", 1, 12), ("register_sheet", 8, 5), ("paper", 1, 10), ("plan", 1, 30)),
    ("backup", 4, 5),
]


def killed(folder: Path, *arguments: object) -> int:
    """How many were killed; every look after them found nothing wrong."""
    with migrated_place(folder / "place") as place:
        done = subprocess.run(
            [sys.executable, "-m", "tests.crash.harness", *map(str, arguments)],
            env=place.environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("act", "skip", "least"), MOMENTS)
def test_at_each_moment_it_is_done_or_not_and_a_rerun_finishes_it(
    tmp_path: Path, act: str, skip: int, least: int
) -> None:
    assert killed(tmp_path, "moments", act, skip) >= least


def test_several_killed_at_random_while_others_write_leave_everything_whole(tmp_path: Path) -> None:
    assert killed(tmp_path, "random", SECONDS, SEED) > 10
