"""What a digest says to one account in one post: what waits, what fell overdue, what others moved. Rooms say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Model
from django.utils import timezone

from lianzhang.access.api import acting, acting_as, current_assignments, visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Waiting
from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.vocabulary import speaking
from lianzhang.plans.api import Viewpoint, viewpoint
from lianzhang.records.api import model_of, subject_of
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import workflows
from lianzhang.work.models import Clock, WorkRow

from .models import Digest

__all__ = ["gather", "subjects_waiting", "waiting_for"]

FIRST, LONGEST = timedelta(days=1), timedelta(days=14)  # what is told of the time before, at first and at most
KEPT = 30  # rows named in one part of a digest; the others are counted
EVENTS = 20_000  # the latest that are looked at


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    account: str
    action: str


def gather(today: date, now: datetime) -> list[Digest]:
    """The digests of the day that are not there yet, unsaved: for every account in every post it acts for."""
    held = current_assignments(today).filter(user__is_active=True, post__isnull=False).exclude(digests__day=today)
    rows = list(held.select_related("user", "post__rank", "post__park", "post__city"))
    last = dict(Digest.objects.filter(assignment__in=held).values_list("assignment").annotate(Max("made_at")))
    since = {row.pk: max(last.get(row.pk) or now - FIRST, now - LONGEST) for row in rows}
    moved = _Moved(min(since.values(), default=now), today)
    return [digest for row in rows if (digest := _digest(row, since[row.pk], moved, today, now))]


def _digest(row: Assignment, since: datetime, moved: _Moved, today: date, now: datetime) -> Digest | None:
    user = acting_as(row)
    vp = viewpoint(user, {}, today) if user else None
    if user is None or vp is None:
        return None
    digest = Digest(assignment=row, day=today, since=since, made_at=now)
    with speaking(lambda: vp.vocabulary):
        told = waiting_for(vp)
    digest.waits = [[code, each.count, each.pressing] for code, each in told if each.count]
    digest.waiting, digest.urgent = sum(each[1] for each in digest.waits), sum(each[2] for each in digest.waits)
    digest.to_do = list(subjects_waiting(each for _, each in told))[:KEPT]
    overdue = moved.overdue_for(user, since)
    digest.overdue, digest.overdue_count = overdue[:KEPT], len(overdue)
    acts = moved.moved_for(user, since)
    digest.moved, digest.moved_count = [[subject, each] for subject, each in acts[:KEPT]], len(acts)
    return digest


def waiting_for(vp: Viewpoint) -> list[tuple[str, Waiting]]:
    """What waits for the one who looks, by room, the highest floor first."""
    asked = [(room.code, room.waiting(vp)) for room in reversed(rooms()) if room.waiting]
    return [(code, each) for code, each in asked if each is not None]


def subjects_waiting(told: Iterable[Waiting], *, urgent: bool = False) -> Iterator[str]:
    """The rows that wait one by one, as the log names them; those that stand behind one link are counted alone."""
    models = {flow.page: flow.model for flow in workflows() if flow.page}
    for each in told:
        for row in each.rows:
            if (row.urgent or not urgent) and len(row.link.args) == 1 and (model := models.get(row.link.page)):
                yield subject_of(model(pk=row.link.args[0]))


class _Moved:
    """What happened since, loaded once for all accounts; each is told what is in its sight."""

    def __init__(self, since: datetime, today: date) -> None:
        self.today = today
        self.shown = {flow.model for flow in workflows() if flow.page and not flow.owner}
        self.events: dict[str, list[_Event]] = defaultdict(list)
        rows = AuditEvent.objects.filter(at__gt=since).order_by("-pk")[:EVENTS]
        for at, account, action, subject in rows.values_list("at", "account", "action", "subject"):
            self.events[subject].append(_Event(at, account, action))
        # A limit is over at the end of its last day.
        late = Clock.objects.filter(stopped_at=None, due__gte=timezone.localdate(since), due__lt=today)
        self.late = {each.subject: each.due for each in late.order_by("due", "pk") if each.due}
        self.moved_rows, self.late_rows = self._by_model(self.events), self._by_model(self.late)

    def _by_model(self, subjects: Iterable[str]) -> dict[type[Model], list[str]]:
        labels: dict[str, list[str]] = defaultdict(list)
        for subject in subjects:
            labels[subject.partition(":")[0]].append(subject)
        models = [(model_of(label), named) for label, named in labels.items()]
        return {model: named for model, named in models if model and model in self.shown}

    def overdue_for(self, user: User, since: datetime) -> list[str]:
        from_day = timezone.localdate(since)
        wanted = {
            model: [each for each in rows if self.late[each] >= from_day] for model, rows in self.late_rows.items()
        }
        return _in_sight(user, wanted)

    def moved_for(self, user: User, since: datetime) -> list[tuple[str, list[str]]]:
        """What others did, each with the acts in order: first what is the post's own, then the latest."""
        acts = {
            subject: [each.action for each in events if each.at > since and each.account != user.username]
            for subject, events in self.events.items()
        }
        wanted = {model: [each for each in rows if acts[each]] for model, rows in self.moved_rows.items()}
        seen = _in_sight(user, wanted)
        own, there = _own(user, seen), set(seen)
        told = [(each, list(dict.fromkeys(reversed(acts[each])))) for each in self.events if each in there]
        return sorted(told, key=lambda pair: pair[0] not in own)


def _own(user: Any, subjects: Iterable[str]) -> set[str]:
    """Those of them that are the duty of the post. One query for each kind of row that has a duty."""
    active, keys = acting(user), defaultdict[type[Model], list[str]](list)
    for subject in subjects:
        model = model_of(subject)
        if model is not None and issubclass(model, WorkRow):
            keys[model].append(subject.rpartition(":")[2])
    if active is None or active.post is None:
        return set()
    rows = (visible(user, model).filter(post=active.post, pk__in=wanted) for model, wanted in keys.items())
    return {subject_of(each) for mine in rows for each in mine.only("pk")}


def _in_sight(user: Any, wanted: dict[type[Model], list[str]]) -> list[str]:
    """One query for each kind of row."""
    told: list[str] = []
    for model, subjects in wanted.items():
        by_key = {int(subject.rpartition(":")[2]): subject for subject in subjects}
        if by_key:
            seen = set(visible(user, model).filter(pk__in=by_key).values_list("pk", flat=True))
            told += [subject for key, subject in by_key.items() if key in seen]
    return told
