"""What may be done to the register of posts: somebody takes office, leaves it, or was recorded by mistake.

Every act is one transaction with one audit event. What an act refuses comes back as a ValidationError by field.
`seen` is what the person saw of the row (kernel/seen.py); the acts raise Changed when it is that no more."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.seen import refuse_changed
from lianzhang.records.actions import record

from .models import Appointment, Organization, Post

__all__ = ["appoint", "appointment_texts", "end_appointment", "withdraw_appointment"]


@transaction.atomic
def appoint(
    *,
    post: Post,
    starts: date,
    source: str,
    by: User,
    holder: str = "",
    organization: Organization | None = None,
    ends: date | None = None,
) -> Appointment:
    """Record who holds a post from `starts` on; `ends` is the first day no longer in office.

    The holder is an office or an organization, never a person's name.
    """
    Post.objects.select_for_update().get(pk=post.pk)  # two clerks with the same paper wait in line
    named = holder.strip() or (organization.name if organization else "")
    if not named:
        raise ValidationError({"holder": "请写任职者的职务，如“市政府分管负责同志”；由单位担任的，请选单位。"})
    if ends and ends <= starts:
        raise ValidationError({"ends": f"任职止须晚于任职起（{day(starts)}）；还在任就留空。"})
    _refuse_twice(post, named, starts, ends)
    appointment = Appointment(
        post=post, holder=named, organization=organization, starts=starts, ends=ends, source=source.strip()
    )
    appointment.full_clean()
    appointment.save()
    record("appointment.record", appointment, by=by, **_facts(appointment))
    return appointment


def _refuse_twice(post: Post, holder: str, starts: date, ends: date | None) -> None:
    """One holder counts once: two stretches of one holder in one post may not overlap."""
    same = Appointment.objects.filter(post=post, holder=holder).filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    other = same.filter(starts__lt=ends).first() if ends else same.first()
    if other:
        until = f"至{day(other.ends)}" if other.ends else "起，至今在任"
        raise ValidationError(
            {"holder": f"“{holder}”担任这一职务已有记录（{day(other.starts)}{until}），不必重复登记。"}
        )


@transaction.atomic
def end_appointment(*, appointment: Appointment, ends: date, source: str, seen: str, by: User) -> Appointment:
    """Record that a holder left; `ends` is the first day no longer in office, `source` the paper that says so."""
    current = _as_seen(appointment, seen)
    if current.ends:
        raise ValidationError(f"这一任职已记录止于{day(current.ends)}，不能再改。请先核对，记错的可撤销后重新登记。")
    if ends <= current.starts:
        raise ValidationError({"ends": f"任职止须晚于任职起（{day(current.starts)}）。"})
    if not source.strip():
        raise ValidationError({"source": "请写免职或调整的依据，如文件名称和文号。"})
    current.ends = ends
    current.save(update_fields=["ends"])
    record("appointment.end", current, by=by, **_facts(current), ends_source=source.strip())
    return current


@transaction.atomic
def withdraw_appointment(*, appointment: Appointment, reason: str, seen: str, by: User) -> None:
    """Take back an appointment that was recorded by mistake. The log keeps what it said and why it went."""
    current = _as_seen(appointment, seen)
    if not reason.strip():
        raise ValidationError({"reason": "请写撤销的理由，如“任职日期录错，另行登记”。"})
    record("appointment.withdraw", current, by=by, **_facts(current), reason=reason.strip())
    current.delete()


def appointment_texts(appointment: Appointment) -> dict[str, str]:
    """What its page says, by title."""
    return {
        "职务": appointment.post.name,
        "任职者": appointment.holder,
        "所在单位": str(appointment.organization or "没有写明"),
        "任职起": day(appointment.starts),
        "任职止": day(appointment.ends) if appointment.ends else "没有记录",
        "依据": appointment.source,
    }


def _as_seen(appointment: Appointment, seen: str) -> Appointment:
    """The row, locked. Raises Changed if it is not what the person saw."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("post", "organization")
    current = rows.get(pk=appointment.pk)
    refuse_changed(seen, appointment_texts(current))
    return current


def _facts(appointment: Appointment) -> dict[str, Any]:
    """What the log must keep to be read when the row is gone."""
    return {
        "post": appointment.post.name,
        "holder": appointment.holder,
        "starts": str(appointment.starts),
        "ends": str(appointment.ends) if appointment.ends else "",
        "source": appointment.source,
    }
