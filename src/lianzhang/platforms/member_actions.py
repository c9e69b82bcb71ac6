"""Who takes part in a platform: entered, and left again. Both are acts on the platform."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import day
from lianzhang.registry.models import Organization
from lianzhang.work.api import action, take_step

from .models import Platform, PlatformMember
from .rules import member_faults

__all__ = ["join", "leave"]


@action
def join(
    *,
    row: Platform,
    version: int,
    since: date,
    by: User,
    enterprise: Enterprise | None = None,
    organization: Organization | None = None,
    name: str = "",
) -> Platform:
    """A firm, a body or one outside of both takes part from a day on."""
    with take_step(row, "join", by=by, version=version) as act:
        member = PlatformMember(platform=act.row, enterprise=enterprise, organization=organization, since=since)
        member.name = name.strip()
        others = act.row.members.select_related("enterprise", "organization")
        if faults := member_faults(member, others):
            raise ValidationError(faults)
        member.save()
        act.facts |= {"member": str(member), "since": since.isoformat()}
    return act.row


@action
def leave(*, row: Platform, version: int, member: PlatformMember, until: date, by: User) -> Platform:
    with take_step(row, "leave", by=by, version=version) as act:
        current = act.row.members.filter(pk=member.pk, until=None).first()
        if current is None:
            raise ValidationError({"member": "已经退出，或不是这个平台的成员；请重新选。"})
        if not current.since <= until <= timezone.localdate():
            raise ValidationError({"until": f"要在{day(current.since)}到今天之间。"})
        current.until = until
        current.save()
        act.facts |= {"member": str(current), "day": until.isoformat()}
    return act.row
