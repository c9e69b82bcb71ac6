"""What titles add to the list of firms: the filter by a title held, and the column of how many are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import ListColumn, ListFilter, register_list_column, register_list_filter
from lianzhang.kernel.sheets import WORDS, Column
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import HonourKind

from .held import held, titles_of
from .models import Honour

__all__ = ["BY_TITLE", "TITLES_HELD"]

LEVELS = dict(zip(HonourKind.Level.values, range(len(HonourKind.Level.values)), strict=True))


def _choice(vp: Viewpoint) -> forms.Field:
    """A renamed title is offered under its last name."""
    kinds = visible(vp.user, HonourKind).filter(city=vp.city, renamed_to=None).order_by("order", "code")
    choices = [("", "全部"), *kinds.values_list("code", "name")]
    return forms.ChoiceField(label="持有称号", required=False, choices=choices)


def _holders(user: Any, code: str, at: date) -> QuerySet[Any]:
    """A renamed title goes on: who holds it under any of its names."""
    kinds = list(visible(user, HonourKind))
    chosen = next((kind for kind in kinds if kind.code == code), None)
    same = titles_of(kinds)[chosen.pk] if chosen else ()
    return visible(user, Honour).filter(held(at), kind__in=same, enterprise__isnull=False).values("enterprise")


@dataclass(slots=True)
class Held:
    """The titles a firm holds."""

    rows: list[Honour] = field(default_factory=list)

    @property
    def top(self) -> str:
        """Their highest level, in words."""
        return min(self.rows, key=lambda row: LEVELS[row.kind.level]).kind.get_level_display()


def _held(user: Any, keys: Sequence[int], at: date) -> Mapping[int, Held]:
    by_firm: dict[int, Held] = defaultdict(Held)
    for row in visible(user, Honour).filter(held(at), enterprise__in=keys).select_related("kind"):
        if row.enterprise_id:
            by_firm[row.enterprise_id].rows.append(row)
    return by_firm


def _cells(user: Any, keys: Sequence[int], at: date) -> Mapping[int, Mapping[str, Any]]:
    """The names of the titles held: to make rows of models would take most of the time."""
    by_firm: dict[int, list[str]] = defaultdict(list)
    rows = visible(user, Honour).filter(held(at), enterprise__in=keys)
    for firm, kind in rows.values_list("enterprise", "kind__name"):
        by_firm[firm].append(kind)
    return {firm: {"titles": "；".join(names)} for firm, names in by_firm.items()}


BY_TITLE = ListFilter("honour", _choice, _holders)
TITLES_HELD = ListColumn(
    "titles", 10, "称号", "honours/_titles_held.html", _held, (Column("titles", "持有称号", WORDS),), _cells
)

register_list_filter(BY_TITLE)
register_list_column(TITLES_HELD)
