"""The closing line of `make test`: it must not be possible to fail, or to run nothing, and look well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOTAL = Path(__file__).parents[2] / "scripts" / "total"


def report(path: Path, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    path.write_text(f"<testsuites><testsuite {counts}/></testsuites>")
    return str(path)


def total(*reports: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, TOTAL, *reports], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()


def test_reports_are_added_up(tmp_path: Path) -> None:
    reports = report(tmp_path / "a.xml", 5), report(tmp_path / "b.xml", 7, skipped=1)
    assert total(*reports) == (0, "11 passed, 0 failed, 1 skipped")


def test_failures_and_errors_both_fail(tmp_path: Path) -> None:
    reports = report(tmp_path / "a.xml", 5, failures=1), report(tmp_path / "b.xml", 7, errors=2)
    assert total(*reports) == (1, "9 passed, 3 failed")


def test_a_run_without_a_report_has_failed(tmp_path: Path) -> None:
    assert total(report(tmp_path / "a.xml", 5), str(tmp_path / "none.xml")) == (1, "5 passed, 1 failed")


def test_a_run_that_ran_nothing_has_failed(tmp_path: Path) -> None:
    assert total(report(tmp_path / "a.xml", 5), report(tmp_path / "b.xml", 0)) == (1, "5 passed, 0 failed")
