"""In the morning of a workday one digest for each account in each post; what is urgent by mail at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import acting_as, current_assignments
from lianzhang.accounts.models import User
from lianzhang.jobs.api import enqueue, job
from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.vocabulary import speaking
from lianzhang.plans.api import viewpoint
from lianzhang.records.models import AuditEvent
from lianzhang.registry.api import work_calendar
from lianzhang.work.api import subscribe

from .actions import choice_of, keep_digests, note_told
from .gathering import gather, subjects_waiting, waiting_for
from .mailing import mail_digest, mail_urgent, mails
from .models import Digest

__all__ = ["make_digests", "send_digest", "tell_urgent"]

MORNING = time(6, 30)
PAUSE = timedelta(hours=1)  # between two mails on urgent things to one account


def _prepared() -> list[Digest]:
    """Nothing on a day off, and nothing before the morning: who was away since yesterday gets today's alone."""
    now = timezone.now()
    here = timezone.localtime(now)
    if here.time() < MORNING or not work_calendar().is_workday(here.date()):
        return []
    return gather(here.date(), now)


@job("notices.daily", title="每个工作日早上的提要", daily=MORNING, prepare=_prepared)
def make_digests(*, prepared: list[Digest]) -> dict[str, Any]:
    kept = keep_digests(prepared)
    wanted = [each for each in kept if mails() and not each.empty and each.assignment.user.email]
    for each in wanted:
        enqueue("notices.mail", key=str(each.pk), digest=each.pk)
    return {"digests": len(kept), "mails": len(wanted)}


@job("notices.mail", title="发提要的邮件")
def send_digest(*, digest: int) -> bool:
    """Once: whether it went is kept with it. Who left the post, or wants no mail, gets none."""
    row = Digest.objects.select_for_update(of=("self",)).select_related("assignment__user").filter(pk=digest).first()
    if row is None or row.mailed_at or not mails():
        return False
    user, today = row.assignment.user, timezone.localdate()
    stands = user.is_active and user.email and row.assignment.current(today) and row.day == today
    if not stands or not choice_of(user).daily:
        return False
    mail_digest(row, user.email)
    row.mailed_at = timezone.now()
    row.save(update_fields=["mailed_at"])
    return True


# --- what is urgent
def follow_urgent(event: AuditEvent) -> None:
    """Acts of one minute are looked at together, once it is over."""
    if mails():
        minute = event.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        enqueue("notices.urgent", key=minute.isoformat(), not_before=minute)


for _acts in sorted({acts for room in rooms() for acts in room.urgent_acts}):
    subscribe(f"notices.urgent {_acts}", _acts, follow_urgent)


@job("notices.urgent", title="发急件的邮件")
def tell_urgent() -> int:
    """To each account with mail that has something urgent of which it was not told; one an hour at most."""
    now, sent, again = timezone.now(), 0, []
    for user, told in _urgent_by_account():
        choice = choice_of(user)
        if not choice.urgent or not set(told) - set(choice.told):
            continue
        if choice.told_at and choice.told_at > now - PAUSE:
            again.append(choice.told_at + PAUSE)
            continue
        mail_urgent(len(told), user.email)
        note_told(user, told, now)
        sent += 1
    if again:
        later: datetime = min(again)
        enqueue("notices.urgent", key=later.isoformat(), not_before=later)
    return sent


def _urgent_by_account() -> list[tuple[User, list[str]]]:
    today = timezone.localdate()
    held = current_assignments(today).filter(~Q(user__email=""), user__is_active=True, post__isnull=False)
    by_user: dict[int, tuple[User, list[str]]] = {}
    for row in held.select_related("user", "post__rank", "post__park", "post__city"):
        user = acting_as(row)
        vp = viewpoint(user, {}, today) if user else None
        if user is None or vp is None:
            continue
        with speaking(lambda vp=vp: vp.vocabulary):  # type: ignore[misc]
            told = subjects_waiting((each for _, each in waiting_for(vp)), urgent=True)
        by_user.setdefault(user.pk, (user, []))[1].extend(told)
    return [(user, sorted(set(told))) for user, told in by_user.values()]
