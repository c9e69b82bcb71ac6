"""Papers that come with an act: stored in its transaction, so that nothing is left of them where it is refused."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File

from lianzhang.records.api import BYTES_ALLOWED, add_attachment, attachments_of
from lianzhang.records.models import Attachment

from .models import Problem

__all__ = ["attach"]


def attach(row: Problem, file: File[Any], field: str, *, by: Any) -> Attachment:
    """The paper, new or attached already. Raises ValidationError at `field`, with the file's name."""
    content = file.read(BYTES_ALLOWED + 1)
    if twin := attachments_of(row).filter(sha256=sha256(content).hexdigest()).first():
        return twin
    try:
        return add_attachment(row=row, name=file.name or "", content=content, by=by)
    except ValidationError as refused:
        raise ValidationError({field: f"“{file.name}”：{refused.messages[0]}"}) from refused
