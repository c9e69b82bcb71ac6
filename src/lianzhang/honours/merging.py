"""What becomes of titles when two firms turn out to be one."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging
from lianzhang.enterprises.models import Enterprise
from lianzhang.records.api import move_attachments

from .models import Honour

__all__ = ["HONOURS"]

TITLE = "荣誉"


def _let_go(row: Honour, stays: Enterprise) -> None:
    """Its papers go to the one that says the same."""
    twin = Honour.objects.get(enterprise=stays, kind=row.kind_id, subject_name=row.subject_name, granted=row.granted)
    move_attachments(row, twin)
    row.delete()


HONOURS = Belonging(
    TITLE, 40, compare_by_key(TITLE, "honours", lambda row: (row.kind_id, row.subject_name, row.granted)), _let_go
)

register_belonging(HONOURS)
