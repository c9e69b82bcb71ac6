"""What the log says of a firm: of itself, of the firms merged into it, and of bulk edits it was part of."""

from __future__ import annotations

from lianzhang.enterprises.models import BulkEdit, Enterprise
from lianzhang.records.api import Happening, history_of

__all__ = ["history_of_firm"]


def history_of_firm(firm: Enterprise) -> list[Happening]:
    """Latest first. Whoever asks has come to the firm through the door."""
    edits = BulkEdit.objects.filter(rows__enterprise=firm)
    return history_of(firm, *firm.merged_from.all(), *edits)[::-1]
