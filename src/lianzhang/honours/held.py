"""Who holds a title on a day. A renamed title goes on: what was granted under the old name counts under the new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from lianzhang.registry.models import HonourKind

__all__ = ["held", "lapsed", "one_title", "titles_of"]


def held(on: date) -> Q:
    """Honours in force on a day: granted by then, not run out (the last day still counts), not taken back."""
    running = Q(expires__isnull=True) | Q(expires__gte=on)
    not_ended = Q(ended__isnull=True) | Q(ended__gt=on)
    return Q(granted__lte=on) & running & not_ended


def lapsed(on: date) -> Q:
    """Honours granted by a day and no longer in force on it."""
    return Q(granted__lte=on) & (Q(expires__lt=on) | Q(ended__lte=on))


def one_title(renamed: Mapping[int, int | None]) -> dict[int, frozenset[int]]:
    """For each kind all kinds that are the same title under another name. `renamed` maps a kind to its new name."""
    ends = {kind: _last_name(kind, renamed) for kind in renamed}
    return {kind: frozenset(other for other, end in ends.items() if end == ends[kind]) for kind in renamed}


def _last_name(kind: int, renamed: Mapping[int, int | None]) -> int:
    """Where the names lead; a circle, which the loader refuses, ends where it began to turn."""
    seen = {kind}
    while (following := renamed.get(kind)) is not None and following not in seen:
        seen.add(following)
        kind = following
    return kind


def titles_of(kinds: Iterable[HonourKind]) -> dict[int, frozenset[int]]:
    """`one_title` of the kinds of a catalogue."""
    return one_title({kind.pk: kind.renamed_to_id for kind in kinds})
