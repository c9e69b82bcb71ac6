"""What may be done to the register of posts: somebody takes office, leaves it, or was recorded by mistake.

Every act is one transaction with one audit event. What an act refuses comes back as a ValidationError by field.
`seen` is what the person saw of the row (kernel/stale.py); the acts raise StaleRow when it is that no more."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Appointment, Organization, Post
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .records_lifecycle import APPOINTMENT

__all__ = ["appoint", "appointment_texts", "end_appointment", "withdraw_appointment"]


@action
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
        asked = "请写任职者的职务，如“{government}分管负责同志”；由单位担任的，请选单位。"
        raise ValidationError({"holder": spoken(asked)})
    if ends and ends <= starts:
        raise ValidationError({"ends": f"任职止须晚于任职起（{day(starts)}）；还在任就留空。"})
    _refuse_twice(post, named, starts, ends)
    appointment = Appointment(
        post=post, holder=named, organization=organization, starts=starts, ends=ends, source=source.strip()
    )
    with create_row(appointment, "record", by=by):
        appointment.full_clean()
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


@action
def end_appointment(*, appointment: Appointment, ends: date, source: str, seen: str, by: User) -> Appointment:
    """Record that a holder left; `ends` is the first day no longer in office, `source` the paper that says so."""
    with take_step(appointment, "end", by=by, seen=seen, ends=ends, source=source) as act:
        if ends <= act.row.starts:
            raise ValidationError({"ends": f"任职止须晚于任职起（{day(act.row.starts)}）。"})
        act.row.ends = ends
        act.facts["ends_source"] = act.facts.pop("source")
    return act.row


@action
def withdraw_appointment(*, appointment: Appointment, reason: str, seen: str, by: User) -> None:
    """Take back an appointment that was recorded by mistake. The log keeps what it said and why it went."""
    with take_step(appointment, "withdraw", by=by, seen=seen, reason=reason):
        pass


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


def _facts(appointment: Appointment) -> dict[str, Any]:
    """What the log must keep to be read when the row is gone."""
    return {
        "post": appointment.post.name,
        "holder": appointment.holder,
        "starts": str(appointment.starts),
        "ends": str(appointment.ends) if appointment.ends else "",
        "source": appointment.source,
    }


register_workflow(
    Workflow(
        model=Appointment,
        lifecycle=APPOINTMENT,
        page="appointment",
        related=("post", "organization"),
        describe=_facts,
        texts=appointment_texts,
    )
)
