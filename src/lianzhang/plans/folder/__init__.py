"""A plan folder: its tables declared as data, read and checked. Nothing here touches the database.

What is wrong comes back as a list of problems, each with its file, row and column."""

from pathlib import Path

from lianzhang.kernel.sheets import Problem, capped

from .checks import check
from .reading import PlanFolder, read_source
from .sources import PLAN_FILE, Content, FolderSource, KeptSource, PlanSource, Sections
from .writing import write_folder

__all__ = [
    "PLAN_FILE",
    "Content",
    "KeptSource",
    "PlanFolder",
    "PlanSource",
    "Sections",
    "read_checked",
    "read_folder",
    "write_folder",
]


def read_folder(path: Path) -> tuple[PlanFolder, list[Problem]]:
    """Read and check a folder. Raises NotADirectoryError where there is none."""
    return read_checked(FolderSource(path))


def read_checked(source: PlanSource) -> tuple[PlanFolder, list[Problem]]:
    """Read and check a plan wherever it is written."""
    folder, problems = read_source(source)
    return folder, capped([*problems, *check(folder)])
