"""Links between rows of different rooms: what a row led to, and where it came from. Rooms need not know each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from lianzhang.access.api import SYSTEM, visible
from lianzhang.kernel import desk
from lianzhang.records.api import model_of, subject_of

from .models import Link
from .workflows import joined_of, page_of

__all__ = ["LinkedRow", "LinkedRows", "link", "linked_rows", "links_of"]


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
    keys: dict[type[Model], list[str]] = defaultdict(list)
    for end in ends:
        if model := model_of(end):  # a kind that this release no longer knows has no rows
            keys[model].append(end.rpartition(":")[2])
    seen: dict[str, Model] = {}
    unseen = 0
    for model, wanted in keys.items():
        rows = list(visible(by, model).select_related(*joined_of(model)).filter(pk__in=wanted))
        unseen += model._default_manager.filter(pk__in=wanted).count() - len(rows)
        seen |= {subject_of(each): each for each in rows}
    told = [LinkedRow(seen[end], followed, page_of(seen[end])) for end, followed in ends.items() if end in seen]
    return LinkedRows(told, unseen)
