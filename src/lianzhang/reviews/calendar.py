"""What falls due in all rooms, month by month, and the secret address at which a calendar program reads it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import ActiveAssignment, acting, acting_as, current_assignments, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import DueRows, Link
from lianzhang.kernel.icalendar import CalendarEvent
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar
from lianzhang.work.api import action, log_event

from .models import COMING, HAPPENED, CalendarFeed, Meeting
from .permissions import Permission

__all__ = ["CalendarDay", "Month", "events_of", "feed_of", "month_of", "reader_of", "renew"]

AHEAD = timedelta(days=183)  # how far a calendar program sees
BEHIND = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    on: date
    inside: bool
    workday: bool
    groups: tuple[DueRows, ...]
    held: tuple[Meeting, ...]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups) + len(self.held)


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[CalendarDay, ...], ...]

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def days(self) -> list[CalendarDay]:
        """Those on which something is."""
        return [day for week in self.weeks for day in week if day.inside and day.count]

    @property
    def count(self) -> int:
        return sum(day.count for day in self.days)


def month_of(vp: Viewpoint, first: date) -> Month:
    """Whole weeks from Monday on; what falls due lies ahead of the day one looks from, behind it are meetings held."""
    monday = first - timedelta(days=first.weekday())
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    sunday = last + timedelta(days=6 - last.weekday())
    due: dict[date, list[DueRows]] = {}
    for group in _due(vp, sunday):
        due.setdefault(group.on, []).append(group)
    held: dict[date, list[Meeting]] = {}
    rows = visible(vp.user, Meeting).filter(state__in=HAPPENED, held_on__gte=monday, held_on__lte=sunday)
    for row in rows.select_related("chain", "city"):
        held.setdefault(row.day, []).append(row)
    days = [monday + timedelta(days=number) for number in range((sunday - monday).days + 1)]
    told = [
        CalendarDay(
            day,
            day.month == first.month,
            work_calendar().is_workday(day),
            tuple(due.get(day, ())),
            tuple(held.get(day, ())),
        )
        for day in days
    ]
    return Month(first, tuple(tuple(told[start : start + 7]) for start in range(0, len(told), 7)))


def _due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    for room in rooms():
        if room.due:
            yield from room.due(vp, until)


# --- the feed
def feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user).first()


@action
def renew(*, by: User) -> str:
    """A new secret address for the post from which one acts; the one before opens nothing from now on.

    Nor does this one once another password was set: who had to be kept out had perhaps copied it."""
    active = _post_of(by)
    token = secrets.token_urlsafe(32)
    told = {"assignment": active.assignment, "token_digest": _digest(token), "made_at": timezone.now(), "read_at": None}
    CalendarFeed.objects.update_or_create(user=by, defaults=told)
    log_event("calendar.renew", by, by=by)
    return token


def _post_of(by: User) -> ActiveAssignment:
    """Only a post gives the permission to read meetings."""
    active = acting(by)
    if active is None or not active.has(Permission.READ):
        raise PermissionDenied
    return active


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def reader_of(token: str) -> User | None:
    """The account as it acts in the post of the feed; None where address, account or post is no longer good."""
    feed = CalendarFeed.objects.filter(token_digest=_digest(token)).select_related("user").first()
    if feed is None or feed.over:
        return None
    held = current_assignments(timezone.localdate()).filter(pk=feed.assignment_id, user__is_active=True)
    assignment = held.select_related("user", "post__rank", "post__park", "post__city").first()
    user = acting_as(assignment) if assignment else None
    active = acting(user)
    if user is None or active is None or not active.has(Permission.READ):
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
    return user


def events_of(vp: Viewpoint, base: str) -> Iterator[CalendarEvent]:
    """Meetings with their time and place, and what else falls due, as days; `base` is the address of the house."""
    today = timezone.localdate()
    rows = visible(vp.user, Meeting).filter(on__gte=today - BEHIND, on__lte=today + AHEAD)
    for row in rows.filter(state__in=(*COMING, *HAPPENED)).select_related("chain", "city", "chair"):
        address = base + reverse("meeting", args=[row.pk])
        uid = f"meeting-{row.pk}@lianzhang"
        yield CalendarEvent(uid, row.day, str(row), row.time, f"{row.chair}主持", row.room, address)
    for group in _due(vp, today + AHEAD):
        for each in group.rows:
            if each.link.page != "meeting":
                yield CalendarEvent(_uid(each.link, group.on), group.on, each.link.title, note=each.note,
                                    address=_address(each.link, base))  # fmt: skip


def _uid(link: Link, on: date) -> str:
    """By what it opens; what opens nothing, by its words. Something due in each period is an event in each."""
    told: Any = (link.page, link.args, sorted(link.query.items()), link.title if not link.page else "", on)
    return f"{sha256(repr(told).encode()).hexdigest()[:32]}@lianzhang"


def _address(link: Link, base: str) -> str:
    return base + reverse(link.page, args=link.args) if link.page else ""
