"""Papers that come with an act: stored in its transaction, so that nothing is left of them where it is refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File

from lianzhang.records.api import BYTES_ALLOWED, add_attachment

from .models import Project

__all__ = ["attach"]


def attach(row: Project, paper: File[Any] | None, *, by: Any) -> None:
    """What is too large is not read into memory only to be refused. Raises ValidationError at `paper`."""
    if paper is None:
        return
    try:
        add_attachment(row=row, name=paper.name or "", content=paper.read(BYTES_ALLOWED + 1), by=by)
    except ValidationError as refused:
        raise ValidationError({"paper": refused.messages[0]}) from None
