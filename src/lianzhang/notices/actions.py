"""What is done with digests and mail: kept, sent, wanted or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianzhang.accounts.models import User
from lianzhang.work.api import action, log_event

from .models import Digest, MailChoice

__all__ = ["choice_of", "choose_mail", "keep_digests", "note_told"]


@action
def choose_mail(*, daily: bool, urgent: bool, by: User) -> MailChoice:
    """Say whether one's own account is told by mail; what is read in the house stays as it is."""
    row, _ = MailChoice.objects.select_for_update().get_or_create(user=by)
    before = {"daily": row.daily, "urgent": row.urgent}
    row.daily, row.urgent = daily, urgent
    row.save(update_fields=["daily", "urgent"])
    after = {"daily": daily, "urgent": urgent}
    if after != before:
        log_event("mail.choose", by, by=by, changes={name: [before[name], after[name]] for name in after})
    return row


def keep_digests(digests: Sequence[Digest]) -> list[Digest]:
    """Save those whose day has none yet: of two workers, one. What each holds is no act of anybody."""
    Digest.objects.bulk_create(digests, ignore_conflicts=True)
    days = {each.day for each in digests}
    made = Digest.objects.filter(assignment__in=[each.assignment_id for each in digests], day__in=days)
    ours = {(each.assignment_id, each.made_at) for each in digests}
    return [each for each in made.select_related("assignment__user") if (each.assignment_id, each.made_at) in ours]


def note_told(user: User, told: Sequence[str], at: datetime) -> None:
    MailChoice.objects.update_or_create(user=user, defaults={"told": list(told), "told_at": at})


def choice_of(user: User) -> MailChoice:
    """As it stands; unsaved where nothing was chosen yet."""
    return MailChoice.objects.filter(user=user).first() or MailChoice(user=user)
