"""What consultations put on the agenda of a meeting: how many were answered, and those that nobody answered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint

from .models import Consultation, State

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Two queries."""
    rows: Any = visible(vp.user, Consultation).filter(**query.within("closed_at")).order_by()
    asked = {}
    if query.chain is not None:
        rows, asked = rows.filter(chain=query.chain), {"chain": query.chain.code}
    answered = rows.filter(answers__gt=0).count()
    yield AgendaRow(
        group=AgendaGroup.DONE,
        title="专家答复的咨询",
        link=Link("专家咨询", "consultations", query=asked),
        code="consultations_answered",
        value=Decimal(answered),
        unit="件",
    )
    for row in rows.filter(state=State.LAPSED).select_related("chain").order_by("closed_at", "pk")[: query.most]:
        yield AgendaRow(
            group=AgendaGroup.BEHIND,
            title=row.title,
            link=Link(row.title, "consultation", (row.pk,)),
            kind="咨询",
            state="没有答复",
            owner=str(row.chain),
            since=timezone.localtime(row.asked_at).date(),
            due=row.wanted_by,
            note="专家到期都没有答复，请另请专家或先行商定。",
            late=True,
            row=row,
        )
