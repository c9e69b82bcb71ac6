"""Promises that units owe, for those who find them kept: how many, how many are late, the longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import LastWord, Link, Owing, WaitingRow, WithOthers
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import ResponsibleUnit

from .models import Promise, PromiseState
from .permissions import Permission
from .queries import LISTED_PROMISES, promises_to_do

__all__ = ["with_others"]

MOST = 8


def with_others(vp: Viewpoint) -> WithOthers | None:
    """None for those who decide on none. Three queries at most."""
    if not may(vp.user, Permission.DECIDE):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Promise).filter(state=PromiseState.OPEN).exclude(promises_to_do(vp.user))
    held = list(rows.order_by("deadline", "pk").values_list("pk", "unit", "deadline"))
    late = [pk for pk, _, deadline in held if deadline < today]
    shown = rows.filter(pk__in=late[:MOST]).select_related(*LISTED_PROMISES).order_by("deadline", "pk") if late else ()
    return WithOthers(
        count=len(held),
        late=len(late),
        everything=Link("承诺", "promises", query={"mine": "open"}),
        overdue=Link("承诺", "promises", query={"mine": "overdue"}),
        rows=tuple(_row(row, today) for row in shown),
        owing=tuple(_owing(held, today)),
    )


def _row(row: Promise, today: date) -> WaitingRow:
    calendar = work_calendar()
    return WaitingRow(
        Link(row.text, "promise", (row.pk,)),
        f"超{calendar.workdays_between(row.deadline, today)}",
        row.name,
        urgent=True,
        kind="承诺",
        chain=str(row.chain or ""),
        due=row.deadline,
        who=str(row.unit),
        last_word=LastWord(row.said, row.spoken_on, calendar.workdays_between(row.spoken_on, today)),
    )


def _owing(held: list[tuple[int, int, date]], today: date) -> Iterator[Owing]:
    dues: dict[int, list[date]] = defaultdict(list)
    for _, unit, deadline in held:
        dues[unit].append(deadline)
    names = tuple(name.removeprefix("unit__") for name in joined("unit"))
    units = ResponsibleUnit.objects.select_related(*names).in_bulk(list(dues)) if dues else {}
    for unit, days in dues.items():
        late, who = [day for day in days if day < today], str(units[unit])
        longest = work_calendar().workdays_between(min(late), today) if late else 0
        link = Link(who, "promises", query={"unit": str(unit), "mine": "open"})
        yield Owing(who, len(days), len(late), longest, link)
