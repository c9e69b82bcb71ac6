"""What consultations put on the agenda of a meeting: how many the experts of a chain answered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint

from .models import Consultation

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """One query."""
    rows: Any = visible(vp.user, Consultation).filter(answers__gt=0).order_by()
    asked = {}
    if query.chain is not None:
        rows, asked = rows.filter(chain=query.chain), {"chain": query.chain.code}
    answered = rows.filter(closed_at__date__gte=query.since, closed_at__date__lte=query.at).count()
    yield AgendaRow(
        group=AgendaGroup.DONE,
        title="专家答复的咨询",
        link=Link("专家咨询", "consultations", query=asked),
        code="consultations_answered",
        value=Decimal(answered),
        unit="件",
    )
