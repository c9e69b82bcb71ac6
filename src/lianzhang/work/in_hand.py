"""Rows that units have in hand, for those who may urge them: how many, how many are late, the longest overdue first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.kernel.desk import Link, Owing, WaitingRow, WithOthers
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import ResponsibleUnit

__all__ = ["in_hand"]


def in_hand(
    rows: QuerySet[Any], told: Callable[[Any, date], WaitingRow], list_link: Link, *, late: str, most: int
) -> WithOthers:
    """Of rows with a unit, `lead`, and a day, `due`. Three queries at most.

    `told` says one that is late, of which there are `most`. The list that `list_link` opens is narrowed by `mine`: to
    open ones, or to those that are `late`."""
    today, ordered = timezone.localdate(), rows.order_by("due", "pk")
    held = list(ordered.values_list("pk", "lead", "due"))
    overdue = [pk for pk, _, due in held if due < today]
    everything, of_late = (Link(list_link.title, list_link.page, query={"mine": mine}) for mine in ("open", late))
    return WithOthers(
        count=len(held),
        late=len(overdue),
        everything=everything,
        overdue=of_late,
        rows=tuple(told(row, today) for row in (ordered.filter(pk__in=overdue[:most]) if overdue else ())),
        owing=tuple(_owing(held, list_link.page, today)),
    )


def _owing(held: Iterable[tuple[int, int | None, date]], page: str, today: date) -> Iterator[Owing]:
    dues: dict[int | None, list[date]] = defaultdict(list)
    for _, lead, due in held:
        dues[lead].append(due)
    names = tuple(name.removeprefix("lead__") for name in joined("lead"))
    units = ResponsibleUnit.objects.select_related(*names).in_bulk([lead for lead in dues if lead]) if dues else {}
    for lead, days in dues.items():
        late, who = [day for day in days if day < today], str(units[lead]) if lead else "没有写明主办"
        query = {"mine": "open"} | ({"lead": str(lead)} if lead else {})
        longest = work_calendar().workdays_between(min(late), today) if late else 0
        yield Owing(who, len(days), len(late), longest, Link(who, page, query=query))
