"""Whom to ask at a firm, and the bodies for research it set up: added, changed, removed. One act, one event.

Numbers never enter the log: an event tells which post, and that its number was looked at."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import require
from lianzhang.enterprises.models import Contact, Enterprise, ResearchBody
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.formatting import day
from lianzhang.work.api import Workflow, action, create_row, log_event, register_workflow, take_step

from .lifecycle import CONTACT, RESEARCH_BODY
from .revisions import touch

__all__ = [
    *("add_contact", "add_research_body", "change_contact", "contact_texts", "remove_contact"),
    *("remove_research_body", "reveal_contact"),
]

PHONE = re.compile(r"(?=(?:\D*\d){7})\+?[\d\- ()（）转]{7,30}")


def contact_texts(row: Contact) -> dict[str, str]:
    """What a person saw of it: the number as it stands on pages."""
    return {"岗位": row.post, "电话": row.masked, "说明": row.note}


@action
def add_contact(*, firm: Enterprise, post: str, phone: str, by: Any, note: str = "") -> Contact:
    row = Contact(enterprise=firm, post=post.strip(), phone=phone.strip(), note=note.strip())
    with create_row(row, "add", by=by, on=firm):
        _refuse_contact(row)
    return row


@action
def change_contact(*, contact: Contact, seen: str, post: str, phone: str, by: Any, note: str = "") -> Contact:
    """A blank `phone` leaves the number as it is: who may not see it can still mend the rest."""
    with take_step(contact, "change", by=by, seen=seen) as act:
        row = act.row
        before = row.post
        row.post, row.note = post.strip(), note.strip()
        renumbered = bool(phone.strip()) and phone.strip() != row.phone
        if renumbered:
            row.phone = phone.strip()
        _refuse_contact(row)
        act.facts |= {"changes": {"contact": [before, row.post]}, "number_changed": renumbered}
    return act.row


@action
def remove_contact(*, contact: Contact, by: Any) -> Enterprise:
    with take_step(contact, "remove", by=by) as act:
        pass
    return act.owner


@action
def reveal_contact(*, contact: Contact, by: Any) -> str:
    """The whole number; that it was looked at is on record. Whoever calls has counted it (access/limits.py).

    Looking changes nothing, so it is no step: neither revision nor firm moves.
    """
    require(by, Permission.REVEAL_CONTACT, contact)
    log_event("contact.reveal", contact.enterprise, by=by, post=contact.post)
    return contact.phone


def _refuse_contact(row: Contact) -> None:
    faults = {}
    if not row.post:
        faults["post"] = "请写岗位，如“生产部负责人”，不写姓名。"
    if not PHONE.fullmatch(row.phone):
        faults["phone"] = "电话写7位以上的数字，可以带区号、短横和分机，如0710-3511111转8。"
    if faults:
        raise ValidationError(faults)
    row.full_clean(exclude=("enterprise",))


@action
def add_research_body(
    *, firm: Enterprise, name: str, kind: str, opened: date, by: Any, source: str = ""
) -> ResearchBody:
    row = ResearchBody(enterprise=firm, name=name.strip(), kind=kind, opened=opened, source=source.strip())
    with create_row(row, "add", by=by, on=firm) as act:
        if act.owner.research_bodies.filter(name=row.name).exists():
            raise ValidationError({"name": "这家机构已经登记。"})
        if act.owner.founded and opened < act.owner.founded:
            raise ValidationError({"opened": f"早于企业成立日期（{day(act.owner.founded)}）；请核对。"})
        if opened > timezone.localdate():
            raise ValidationError({"opened": "建立日期还没到；建成以后再登记。"})
        row.full_clean(exclude=("enterprise",))
    return row


@action
def remove_research_body(*, body: ResearchBody, by: Any) -> Enterprise:
    with take_step(body, "remove", by=by) as act:
        pass
    return act.owner


def _touch_city(row: Contact | ResearchBody) -> None:
    touch(row.enterprise.city_id)


register_workflow(
    Workflow(
        model=Contact,
        lifecycle=CONTACT,
        page="firm",
        related=("enterprise",),
        owner="enterprise",
        touch=_touch_city,
        describe=lambda row: {"contact": row.post},
        texts=contact_texts,
    )
)
register_workflow(
    Workflow(
        model=ResearchBody,
        lifecycle=RESEARCH_BODY,
        page="research_body_row",
        related=("enterprise",),
        owner="enterprise",
        touch=_touch_city,
        describe=lambda row: {"research_body": f"{row.name}（{day(row.opened)}）"},
    )
)
