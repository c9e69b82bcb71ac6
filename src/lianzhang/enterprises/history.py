"""What the log says of a firm: of itself, of firms merged into it, of bulk edits, and of what was agreed on chains.

Imports of what hangs on it, such as its places on chains, are told as far as whoever asks sees those rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, Q

from lianzhang.access.api import SYSTEM, acting, not_actionable, sees_all, visible
from lianzhang.enterprises.models import BulkEdit, Enterprise, MembershipProposal, ProposalState
from lianzhang.kernel.registers import registers
from lianzhang.records.api import Happening, Shared, history_of, register_shared, subject_of

__all__ = ["hanging_on", "hangs_on_firm", "history_of_firm"]


# Acts written down at a firm that tell of other rows: whom to ask there, and another firm.
OF_CONTACTS = ("contact.add", "contact.change", "contact.remove", "contact.reveal")
OF_ANOTHER = ("firm.not_same", "firm.not_same_withdrawn")


def history_of_firm(firm: Enterprise, by: Any) -> list[Happening]:
    """Latest first. Whoever asks has come to the firm through the door, and need not see all that hangs on it."""
    edits = BulkEdit.objects.filter(rows__enterprise=firm).exclude(change="proposal")  # not for all who see the firm
    merged = list(firm.merged_from.all())
    agreed = MembershipProposal.objects.filter(enterprise__in=[firm, *merged], state=ProposalState.AGREED)
    answers = not not_actionable(by, Enterprise.objects.filter(pk=firm.pk)).exists()
    whole = sees_all(by, Enterprise, Q(city=firm.city_id))
    untold = (*(() if answers else OF_CONTACTS), *(() if whole else OF_ANOTHER))
    return history_of(firm, *merged, *edits, *agreed, besides=hanging_on([firm.pk], by), untold=untold)[::-1]


def hanging_on(firms: Iterable[int], by: Any = SYSTEM) -> Iterator[Model]:
    """The rows of registers that hang on firms (their keys), as far as `by` sees them. One query for each register.

    One without a key stands for those of its kind that are gone: for who sees all of the kind in the city."""
    active = None if by is SYSTEM else acting(by)
    wholes = [Q(**{path: active.city}) for path in ("city", "enterprise__city")] if active else []
    for register in registers():
        if hangs_on_firm(register.model) and not register.by_acts:
            yield from visible(by, register.model).filter(enterprise__in=firms).only("pk")
            if sees_all(by, register.model, *wholes):
                yield register.model()


def hangs_on_firm(model: type[Model]) -> bool:
    return any(field.name == "enterprise" for field in model._meta.fields)


def _edits_of(model: type[Model], key: int) -> Iterator[Shared]:
    for edit in BulkEdit.objects.filter(rows__enterprise=key) if model is Enterprise else ():
        yield Shared(subject_of(edit), "firm.bulk_edit")
        yield Shared(subject_of(edit), "firm.bulk_undo")


register_shared(_edits_of)
