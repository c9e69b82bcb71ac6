"""Firms by what somebody writes for their name in a form: compared folded, one at a time, in the database.

A sheet of many asks `sheets/index.py`, as whoever offers near names does."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import folded

__all__ = ["called", "named"]

LOOKED_AT, OFFERED = 200, 3


def named(rows: QuerySet[Enterprise], name: str) -> QuerySet[Enterprise]:
    """Those of `rows` that bear a name: what a firm is found by begins with it."""
    word = folded(name)
    return rows.filter(Q(search=word) | Q(search__startswith=f"{word}\n")) if word else rows.none()


def called(rows: QuerySet[Enterprise], text: str) -> list[Enterprise]:
    """Those of `rows` with a code, else those that bear a name, else those that bore it."""
    word = folded(text)
    if not word:
        return []
    if firms := list(rows.filter(uscc=word)[:OFFERED]) or list(named(rows, text)[:OFFERED]):
        return firms
    found_by = rows.filter(search__contains=f"\n{word}")[:LOOKED_AT]
    former = FormerName.objects.filter(enterprise__in=[row.pk for row in found_by])
    keys = {firm for firm, name in former.values_list("enterprise", "name") if folded(name) == word}
    return [row for row in found_by if row.pk in keys][:OFFERED]
