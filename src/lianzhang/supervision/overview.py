"""Supervision seen from above: what each unit has, which lists there are, where matters came from."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils import timezone

from lianzhang.access.api import listed_rows, visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import Colour
from lianzhang.registry.models import ResponsibleUnit

from .models import OPEN, State, SupervisionItem, SupervisionList
from .queries import ROWS, WAS_ISSUED, silent

__all__ = ["ListLine", "OfUnit", "by_unit", "kinds_of", "lists_of"]


class OfUnit(NamedTuple):
    """What one unit has under supervision."""

    unit: ResponsibleUnit
    open: int
    red: int
    silent: int
    insufficient: int
    ended: int
    late: int


def by_unit(by: User) -> list[OfUnit]:
    """Those with the most open first. Two queries."""
    today, is_open = timezone.localdate(), Q(state__in=OPEN)
    rows = visible(by, SupervisionItem).filter(WAS_ISSUED).order_by().values("lead")
    counted = rows.annotate(
        open=Count("pk", filter=is_open),
        red=Count("pk", filter=is_open & Q(colour_now=Colour.RED)),
        silent=Count("pk", filter=silent(today)),
        insufficient=Count("pk", filter=Q(state=State.INSUFFICIENT)),
        ended=Count("pk", filter=Q(state=State.ENDED)),
        late=Count("pk", filter=Q(answered_late=True)),
    )
    told: list[Any] = list(counted)
    units = visible(by, ResponsibleUnit).select_related("organization", "region", "park")
    named = units.in_bulk([each["lead"] for each in told])
    lines = [OfUnit(named[each.pop("lead")], **each) for each in told if each["lead"] in named]
    return sorted(lines, key=lambda each: (-each.open, -each.ended, str(each.unit)))


def kinds_of(by: User) -> list[tuple[str, str]]:
    """Where matters came from, as far as there are any."""
    rows = visible(by, SupervisionItem).order_by("kind").values_list("kind", "kind_title")
    return list(dict(rows.distinct()).items())


class ListLine(NamedTuple):
    """A list with how many matters in sight it has, and how many of them are open."""

    row: SupervisionList
    items: int
    open: int
    red: int


def lists_of(by: User, number: str | None) -> tuple[Page, list[ListLine]]:
    rows = visible(by, SupervisionList).order_by("-pk")
    page, shown = listed_rows(by, rows, ROWS, number)
    seen = visible(by, SupervisionItem).filter(list__in=shown).order_by().values("list")
    counts = {
        each["list"]: each
        for each in seen.annotate(
            items=Count("*"),
            open=Count("pk", filter=Q(state__in=OPEN)),
            red=Count("pk", filter=Q(colour=Colour.RED)),
        )
    }
    none = {"items": 0, "open": 0, "red": 0}
    return page, [_list_line(row, counts.get(row.pk, none)) for row in shown]


def _list_line(row: SupervisionList, counts: Any) -> ListLine:
    return ListLine(row, counts["items"], counts["open"], counts["red"])
