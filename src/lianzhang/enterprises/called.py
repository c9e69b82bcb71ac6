"""Firms by what somebody writes for their name, in a form: compared folded, and near ones offered.

One at a time, in the database. A sheet of many asks `sheets/index.py`."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import SHORT, core_name, folded, similarity

__all__ = ["called", "named", "near"]

LOOKED_AT, OFFERED = 200, 3
PART = 3  # letters at the beginning or end that a near name has in common


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


def near(rows: QuerySet[Enterprise], name: str) -> list[str]:
    """Names among `rows` that one may be meant by, the nearest first."""
    core = core_name(name)
    parts = Q(search__contains=core[:PART]) | Q(search__contains=core[-PART:])
    names = rows.filter(parts).order_by().values_list("name", flat=True)[:LOOKED_AT] if core else ()
    scores = sorted(((similarity(core, core_name(each)), each) for each in names), reverse=True)
    return [each for score, each in scores if score >= SHORT or core in folded(each)][:OFFERED]
