"""What supervision puts on the agenda of a meeting: what has not ended, and what nobody answered in time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar

from .models import OPEN, SupervisionItem
from .queries import silent

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Two queries."""
    rows: Any = visible(vp.user, SupervisionItem).filter(state__in=OPEN).order_by()
    asked = {}
    if query.chain is not None:
        rows, asked = rows.filter(chain=query.chain), {"chain": query.chain.code}
    yield AgendaRow(
        group=AgendaGroup.MOVED,
        title="没有销号的督办",
        link=Link("督办", "supervision", query=asked),
        code="supervision_open",
        value=Decimal(rows.count()),
        unit="件",
        up_is_good=False,
    )
    for row in rows.filter(silent(query.at)).order_by("due", "pk")[: query.most]:
        yield AgendaRow(
            group=AgendaGroup.BEHIND,
            title=row.matter,
            link=Link(row.matter, "supervision_item", (row.pk,)),
            kind="督办",
            state=f"超{work_calendar().workdays_between(row.due, query.at)}",
            owner=row.lead_name,
            due=row.due,
            note=f"{row.get_colour_now_display()}督办，没有反馈",
            late=True,
            row=row,
        )
