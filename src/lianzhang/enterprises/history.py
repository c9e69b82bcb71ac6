"""What the log says of a firm: of itself, of the firms merged into it, and of bulk edits it was part of."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from lianzhang.access.api import not_actionable, sees_all
from lianzhang.enterprises.models import BulkEdit, Enterprise
from lianzhang.records.api import Happening, history_of

__all__ = ["history_of_firm"]


# Acts written down at a firm that tell of other rows: whom to ask there, and another firm.
OF_CONTACTS = ("contact.add", "contact.change", "contact.remove", "contact.reveal")
OF_ANOTHER = ("firm.not_same", "firm.not_same_withdrawn")


def history_of_firm(firm: Enterprise, user: Any) -> list[Happening]:
    """Latest first. Whoever asks has come to the firm through the door, and need not see all that hangs on it."""
    edits = BulkEdit.objects.filter(rows__enterprise=firm)
    answers = not not_actionable(user, Enterprise.objects.filter(pk=firm.pk)).exists()
    whole = sees_all(user, Enterprise, Q(city=firm.city_id))
    untold = (*(() if answers else OF_CONTACTS), *(() if whole else OF_ANOTHER))
    return history_of(firm, *firm.merged_from.all(), *edits, untold=untold)[::-1]
