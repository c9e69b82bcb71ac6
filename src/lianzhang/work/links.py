"""Links between rows of different rooms: what a row led to, and where it came from. Rooms need not know each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from lianzhang.access.api import SYSTEM, visible
from lianzhang.kernel import desk
from lianzhang.records.api import model_of, subject_of

from .models import Link
from .workflows import joined_of, page_of

__all__ = ["LinkedRow", "LinkedRows", "link", "linked_rows", "links_of", "rows_in_sight"]


DIGITS = 18  # no key has more


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """The other end of a link: `followed` where it came of the row; `link` opens it, where its kind has a page."""

    row: Model
    followed: bool
    link: desk.Link | None

    @property
    def kind(self) -> str:
        return str(self.row._meta.verbose_name)


@dataclass(frozen=True, slots=True)
class LinkedRows:
    """The linked rows in sight, oldest link first, and how many others there are."""

    rows: list[LinkedRow]
    unseen: int


def link(source: Model, target: Model, *, by: Any) -> Link:
    """Store that `source` led to `target`, within the act that wrote the latter; once for each pair."""
    stored_link, _ = Link.objects.get_or_create(
        source=subject_of(source), target=subject_of(target), defaults={"by": None if by is SYSTEM else by}
    )
    return stored_link


def links_of(row: Model) -> list[Link]:
    """What the row came from and what it led to, oldest first. One query."""
    subject = subject_of(row)
    return list(Link.objects.filter(Q(source=subject) | Q(target=subject)).order_by("pk"))


def linked_rows(row: Model, by: Any) -> LinkedRows:
    """The other ends of a row's links, as far as `by` sees them. One query, and two for each kind of row."""
    subject = subject_of(row)
    ends = {each.source if each.target == subject else each.target: each.source == subject for each in links_of(row)}
    seen = rows_in_sight(ends, by)
    told = [LinkedRow(seen[end], followed, page_of(seen[end])) for end, followed in ends.items() if end in seen]
    return LinkedRows(told, sum(_there(end) for end in ends if end not in seen))


def rows_in_sight(subjects: Iterable[str], by: Any) -> dict[str, Model]:
    """Of the rows that are named like this (app.Model:pk), those that `by` sees. A query for each kind of row."""
    keys: dict[type[Model], list[str]] = defaultdict(list)
    for subject in subjects:
        key = subject.rpartition(":")[2]
        # A kind that this release no longer knows has no rows; a name may come out of an address.
        if (model := model_of(subject)) and key.isascii() and key.isdigit() and len(key) <= DIGITS:
            keys[model].append(key)
    seen: dict[str, Model] = {}
    for model, wanted in keys.items():
        rows = visible(by, model).select_related(*joined_of(model)).filter(pk__in=wanted)
        seen |= {subject_of(each): each for each in rows}
    return seen


def _there(subject: str) -> bool:
    model = model_of(subject)
    return model is not None and model._default_manager.filter(pk=subject.rpartition(":")[2]).exists()
