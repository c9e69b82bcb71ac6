"""A plan folder: its tables declared as data, read and checked. Nothing here touches the database.

What is wrong comes back as a list of problems, each with its file, row and column."""

from pathlib import Path

from lianzhang.kernel.sheets import Problem, capped

from .checks import check
from .reading import PLAN_FILE, PlanFolder, read_tables

__all__ = ["PLAN_FILE", "PlanFolder", "read_folder"]


def read_folder(path: Path) -> tuple[PlanFolder, list[Problem]]:
    """Read and check a folder. Raises NotADirectoryError where there is none."""
    folder, problems = read_tables(path)
    return folder, capped([*problems, *check(folder)])
