"""A plan written out, as a folder or as a workbook, and read again is the same plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianzhang.plans.folder import KeptSource, read_checked, read_folder, write_folder
from lianzhang.plans.workbook import plan_as_workbook, read_workbook

from .folders import FOLDERS

XIANGYANG = Path(__file__).parents[2] / "plans" / "xiangyang-2021-2023"
PLANS = [XIANGYANG, *sorted(each for each in FOLDERS.iterdir() if (each / "plan.toml").exists())]


@pytest.fixture(params=PLANS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    chosen: Path = request.param
    return chosen


def test_a_plan_written_as_a_folder_is_the_same_plan(path: Path, tmp_path: Path) -> None:
    folder, _ = read_folder(path)
    write_folder(folder.content, tmp_path / path.name)
    again, problems = read_folder(tmp_path / path.name)
    assert not problems
    assert again.content_hash == folder.content_hash


def test_what_is_kept_of_a_plan_is_the_same_plan(path: Path) -> None:
    folder, _ = read_folder(path)
    again, problems = read_checked(KeptSource(folder.content))
    assert (problems, again.content_hash) == ([], folder.content_hash)


def test_a_plan_written_as_a_workbook_is_the_same_plan(path: Path) -> None:
    folder, _ = read_folder(path)
    again, problems = read_workbook(plan_as_workbook(folder.content), "方案.xlsx")
    assert not problems
    assert again.content_hash == folder.content_hash
    # And that one, written once more, says so word for word.
    assert read_workbook(plan_as_workbook(again.content), "方案.xlsx")[0].content == again.content
