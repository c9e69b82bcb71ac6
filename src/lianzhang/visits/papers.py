"""The paper that comes with a form on a visit or a promise."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model

from lianzhang.accounts.models import User
from lianzhang.records.api import BYTES_ALLOWED, add_attachment

__all__ = ["attach"]


def attach(row: Model, paper: File[bytes], by: User) -> None:
    """What is too large is not read into memory only to be refused."""
    try:
        add_attachment(row=row, name=paper.name or "", content=paper.read(BYTES_ALLOWED + 1), by=by)
    except ValidationError as refused:
        raise ValidationError({"paper": refused.messages[0]}) from None
