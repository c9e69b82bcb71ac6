"""A plan's workbook as it is sent: read and checked; with a fault in it nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from lianzhang.kernel.sheets import Problem
from lianzhang.kernel.workbooks import FileRefused
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.workbook import in_workbook, read_basis

from .forms import WorkbookForm

__all__ = ["Upload", "uploaded"]

Kept = TypeVar("Kept")


@dataclass
class Upload(Generic[Kept]):
    """The form as it is shown again, what is wrong cell by cell, and the row that was kept where nothing is."""

    form: WorkbookForm
    problems: list[Problem] = field(default_factory=list)
    name: str = ""
    row: Kept | None = None


def uploaded(
    request: HttpRequest,
    form: type[WorkbookForm],
    faults: Callable[[PlanFolder], Iterable[Problem]],
    keep: Callable[[PlanFolder, str, Mapping[str, Any]], Kept],
) -> Upload[Kept]:
    """`faults`: what stands against it besides what any plan must keep. `keep` is given what it says, the content_hash
    of the plan from which it was handed out, and what the form says."""
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    upload: Upload[Kept] = Upload(form(*sent), name=getattr(request.FILES.get("file"), "name", ""))
    if not upload.form.is_bound or not upload.form.is_valid():
        return upload
    file = upload.form.cleaned_data["file"]
    try:
        folder, upload.problems, basis = read_basis(file.read(), file.name)
        upload.problems += [in_workbook(each) for each in faults(folder)]
        upload.row = None if upload.problems else keep(folder, basis, upload.form.cleaned_data)
    except FileRefused as refused:
        upload.form.add_error("file", str(refused))
    except ValidationError as refused:
        upload.form.add_error("file", refused)
    return upload
