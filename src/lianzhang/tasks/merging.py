"""What becomes of lists of who came when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import Attendee, WorkRecord

__all__: list[str] = []

TITLE = "到场人员"


def _let_go(row: Attendee, stays: Enterprise) -> None:  # noqa: ARG001 - what others do with the firm that stays
    """One who stands on a list under both firms is one person."""
    record = WorkRecord.objects.select_for_update(no_key=True).get(pk=row.record_id)
    if row.pk:
        row.delete()
    record.attended = record.count_attendees()
    record.save(update_fields=["attended"])


same = compare_by_key(TITLE, "attendees", lambda row: (row.record_id, row.folded))
register_belonging(Belonging(TITLE, 97, same, _let_go))
