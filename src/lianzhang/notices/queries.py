"""Digests and hand-overs as their pages show them: rows by their names, as far as they are in sight now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model, Q
from django.http import Http404
from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting, acting_as, current_assignments, visible
from lianzhang.access.models import HandOver
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Link
from lianzhang.kernel.rooms import act_words, rooms
from lianzhang.records.api import model_of
from lianzhang.work.api import page_of, rows_in_sight, workflow_of

from .models import Digest
from .moved import state_of, subjects_of_kinds

__all__ = ["DigestTold", "HandOverTold", "RowTold", "digest_of", "hand_over_of"]

DAYS = 14  # days before that can be opened from the page


class RowTold(NamedTuple):
    """A row in sight: the page that opens it, what kind it is, where it stands now, what was done.

    Of a hand-over `then` is where it stood, and `goes_on` whether it is open still; None: its table does not say."""

    link: Link | None
    title: str
    kind: str
    state: str
    acts: str = ""
    then: str = ""
    goes_on: bool | None = None


@dataclass(frozen=True, slots=True)
class DigestTold:
    """One digest: counts as they were that morning, rows as they are read now."""

    digest: Digest
    rooms: list[tuple[str, int, int]]
    to_do: list[RowTold]
    overdue: list[RowTold]
    moved: list[RowTold]
    days: list[date]


def digest_of(user: User, day: date | None) -> DigestTold | None:
    """That of the day, else the last; None where there is none. Raises Http404 for a day without one."""
    rows = visible(user, Digest)
    days = list(rows.values_list("day", flat=True)[:DAYS])
    digest = rows.filter(day=day).first() if day else rows.first()
    if digest is None:
        if day:
            raise Http404
        return None
    acts = dict(digest.moved)
    seen = rows_in_sight({*digest.to_do, *digest.overdue, *acts}, user)
    titles = {room.code: room.title for room in rooms()}
    active = acting(user)
    outside = active is None or active.role.outside
    return DigestTold(
        digest,
        [(titles.get(code, code), count, urgent) for code, count, urgent in digest.waits],
        _told(digest.to_do, seen),
        _told(digest.overdue, seen),
        # Who is outside learns that a row moved, and on its page as much of how as is told to them there.
        _told(acts, seen, {} if outside else acts),
        days,
    )


def _told(subjects: Iterable[str], seen: dict[str, Model], acts: dict[str, list[str]] | None = None) -> list[RowTold]:
    words = act_words()
    told = acts or {}
    return [
        _row(seen[each], "、".join(words[act].rpartition("：")[2] for act in told.get(each, ()) if act in words))
        for each in subjects
        if each in seen
    ]


def _row(row: Any, acts: str = "") -> RowTold:
    return RowTold(page_of(row), str(row), str(row._meta.verbose_name), state_of(row), acts)


@dataclass(frozen=True, slots=True)
class HandOverTold:
    """What passed on, as one of the two reads it now; `unseen`: how many of each kind are out of their sight.

    `done` and `open` count all of it, in sight or not; of what has no table of its own neither is known."""

    paper: HandOver
    took: bool
    rows: list[RowTold]
    counted: list[str]
    unseen: list[tuple[str, int]]
    done: int
    open: int

    @property
    def listed(self) -> int:
        """How many there are by name; of what was counted alone each line."""
        return len(self.paper.moved) - len(self.counted) or len(self.counted)


def hand_over_of(user: User, pk: int) -> HandOverTold:
    """To the one who left as to the one who took over. Raises Http404 for anybody else."""
    own = HandOver.objects.filter(Q(left__user=user.pk) | Q(taken__user=user.pk), pk=pk)
    paper = own.select_related("left__user", "left__post", "taken__user", "taken__post").first()
    if paper is None:
        raise Http404
    subjects = subjects_of_kinds((work["kind"], work["pk"]) for work in paper.moved)
    seen = _in_sight_anywhere(subjects, user)
    pairs = list(zip(paper.moved, subjects, strict=True))
    rows = [
        _row(seen[subject])._replace(title=work["title"], then=work.get("state", ""), goes_on=_goes_on(seen[subject]))
        for work, subject in pairs
        if subject in seen
    ]
    ends = Counter(_goes_on(row) for row in rows_in_sight(filter(None, subjects), SYSTEM).values())
    hidden = [subject for work, subject in pairs if work["kind"] and subject not in seen]
    counted = [work["title"] for work, _ in pairs if not work["kind"]]
    took = paper.taken.user_id == user.pk
    rows.sort(key=lambda row: row.goes_on is False)
    return HandOverTold(paper, took, rows, counted, _by_kind(hidden), ends[False], ends[True])


def _goes_on(row: Model) -> bool | None:
    return workflow_of(type(row)).lifecycle.goes_on(row)


def _by_kind(subjects: Iterable[str]) -> list[tuple[str, int]]:
    models = (model_of(subject) for subject in subjects)
    return list(Counter(str(model._meta.verbose_name) if model else "别的记录" for model in models).items())


def _in_sight_anywhere(subjects: Sequence[str], user: User) -> dict[str, Model]:
    """In any of the posts that the account holds today: a link leads to the switch."""
    seen: dict[str, Model] = {}
    held = current_assignments(timezone.localdate()).filter(user=user.pk, user__is_active=True)
    for each in held.select_related("user", "post__rank", "post__park", "post__city"):
        if looker := acting_as(each):
            seen |= rows_in_sight(subjects, looker)
    return seen
