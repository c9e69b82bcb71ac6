"""A plan as one workbook: a worksheet a table, Chinese heads, names instead of ids. The same plan as in a folder."""

from pathlib import Path

from lianzhang.kernel.sheets import Problem
from lianzhang.kernel.workbooks import FileRefused
from lianzhang.plans.folder import PlanFolder, read_folder

from .reading import BYTES_ALLOWED, ENDINGS, read_basis, read_workbook
from .telling import in_workbook, said_of_workbook
from .writing import plan_as_workbook

__all__ = [
    "BYTES_ALLOWED",
    "ENDINGS",
    "in_workbook",
    "plan_as_workbook",
    "read_basis",
    "read_plan",
    "read_workbook",
    "said_of_workbook",
]


def read_plan(path: Path) -> tuple[PlanFolder, list[Problem]]:
    """Read and check a plan in a folder or in a workbook. Raises OSError where neither can be read."""
    if path.is_dir():
        return read_folder(path)
    try:
        return read_workbook(path.read_bytes(), path.name)
    except FileRefused as refused:
        return PlanFolder(""), [Problem(path.name, refused.row, "", str(refused))]
