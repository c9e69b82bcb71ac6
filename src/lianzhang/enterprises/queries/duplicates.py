"""Firms that may be one, two by two; and two of them side by side with what a merge would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from lianzhang.access.api import page_rows, visible
from lianzhang.enterprises.belongings import Union
from lianzhang.enterprises.merging import union_of
from lianzhang.enterprises.models import DuplicateCandidate, Enterprise, NotSame
from lianzhang.enterprises.texts import texts_of, title_of

from .listing import Wanted, filter_firms

__all__ = ["SideBySide", "candidates", "judged", "page_of", "side_by_side", "suggested"]

ROWS, SHOWN = 30, 20
COMPARED = (
    *("name", "uscc", "region", "park", "outside_place", "address", "industry", "state", "founded", "organization"),
    *("scope", "source"),
)


def candidates(user: Any) -> QuerySet[DuplicateCandidate]:
    """The most alike first."""
    rows = visible(user, DuplicateCandidate).select_related("one__region", "other__region", "one__park", "other__park")
    return rows.order_by("-score", "pk")


def page_of(user: Any, number: str | None) -> Page[Any]:
    return page_rows(user, candidates(user), ROWS, number)


def judged(user: Any) -> QuerySet[NotSame]:
    return visible(user, NotSame).select_related("one", "other", "by").order_by("-at")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`lines`: title, what the one says, what the other says, whether they differ."""

    stays: Enterprise
    goes: Enterprise
    lines: list[tuple[str, str, str, bool]]
    union: Union

    @property
    def filled(self) -> list[str]:
        return [title_of(name) for name in self.union.taken]


def side_by_side(stays: Enterprise, goes: Enterprise) -> SideBySide:
    left, right = texts_of(stays, COMPARED), texts_of(goes, COMPARED)
    lines = [(title_of(name), left[name], right[name], left[name] != right[name]) for name in COMPARED]
    return SideBySide(stays, goes, [line for line in lines if line[1] or line[2]], union_of(stays, goes))


def suggested(user: Any, firm: Enterprise, text: str, at: date) -> list[Enterprise]:
    """Firms it may be merged with: those found by the words, else those that look like it."""
    if text.strip():
        return list(filter_firms(user, Wanted(q=text), at).exclude(pk=firm.pk).select_related("region")[:SHOWN])
    rows = visible(user, DuplicateCandidate).filter(Q(one=firm) | Q(other=firm)).select_related("one", "other")
    return [row.other if row.one_id == firm.pk else row.one for row in rows[:SHOWN]]
