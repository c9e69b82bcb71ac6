"""What the log says of a firm: of itself, of the firms merged into it, and of bulk edits it was part of.

Imports of what hangs on it, such as its places on chains, are told as far as whoever asks sees those rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.models import BulkEdit, Enterprise
from lianzhang.kernel.registers import registers
from lianzhang.records.api import Happening, Shared, history_of, register_shared, subject_of

__all__ = ["hanging_on", "history_of_firm"]


def history_of_firm(firm: Enterprise, by: Any) -> list[Happening]:
    """Latest first. Whoever asks has come to the firm through the door."""
    edits, merged = BulkEdit.objects.filter(rows__enterprise=firm), firm.merged_from.all()
    return history_of(firm, *merged, *edits, besides=hanging_on([firm.pk], by))[::-1]


def hanging_on(firms: Iterable[int], by: Any = SYSTEM) -> Iterator[Model]:
    """The rows of registers that hang on firms (their keys), as far as `by` sees them. One query for each register."""
    for register in registers():
        if any(field.name == "enterprise" for field in register.model._meta.fields):
            yield from visible(by, register.model).filter(enterprise__in=firms).only("pk")


def _edits_of(model: type[Model], key: int) -> Iterator[Shared]:
    for edit in BulkEdit.objects.filter(rows__enterprise=key) if model is Enterprise else ():
        yield Shared(subject_of(edit), "firm.bulk_edit")
        yield Shared(subject_of(edit), "firm.bulk_undo")


register_shared(_edits_of)
