"""Whom to ask at a firm, and the bodies for research it set up: added, changed, removed. One act, one event.

Numbers never enter the log: an event tells which post, and that its number was looked at."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may
from lianzhang.enterprises.models import Contact, Enterprise, ResearchBody
from lianzhang.kernel.formatting import day
from lianzhang.kernel.seen import refuse_changed
from lianzhang.records.actions import record

from .acting import current, demand, refuse, tell

__all__ = [
    *("add_contact", "add_research_body", "change_contact", "contact_texts", "remove_contact"),
    *("remove_research_body", "reveal_contact"),
]

PHONE = re.compile(r"(?=(?:\D*\d){7})\+?[\d\- ()（）转]{7,30}")


def contact_texts(row: Contact) -> dict[str, str]:
    """What a person saw of it: the number as it stands on pages."""
    return {"岗位": row.post, "电话": row.masked, "说明": row.note}


@transaction.atomic
def add_contact(*, firm: Enterprise, post: str, phone: str, by: Any, note: str = "") -> Contact:
    firm = current(firm)
    demand(by, firm, own=True)
    row = Contact(enterprise=firm, post=post.strip(), phone=phone.strip(), note=note.strip())
    _refuse_contact(row)
    row.save()
    tell("contact.add", firm, by, changes={"contact": ["", row.post]})
    return row


@transaction.atomic
def change_contact(*, contact: Contact, seen: str, post: str, phone: str, by: Any, note: str = "") -> Contact:
    """A blank `phone` leaves the number as it is: who may not see it can still mend the rest."""
    row = _current(contact, by)
    refuse_changed(seen, contact_texts(row))
    before = row.post
    row.post, row.note = post.strip(), note.strip()
    renumbered = bool(phone.strip()) and phone.strip() != row.phone
    if renumbered:
        row.phone = phone.strip()
    _refuse_contact(row)
    row.save()
    tell("contact.change", row.enterprise, by, changes={"contact": [before, row.post]}, number_changed=renumbered)
    return row


@transaction.atomic
def remove_contact(*, contact: Contact, by: Any) -> Enterprise:
    row = _current(contact, by)
    tell("contact.remove", row.enterprise, by, changes={"contact": [row.post, ""]})
    row.delete()
    return row.enterprise


@transaction.atomic
def reveal_contact(*, contact: Contact, by: Any) -> str:
    """The whole number; that it was looked at is on record. Whoever calls has counted it (access/limits.py)."""
    if not may(by, Permission.REVEAL_CONTACT, contact):
        raise PermissionDenied
    record("contact.reveal", contact.enterprise, by=by, post=contact.post)
    return contact.phone


def _current(contact: Contact, by: Any) -> Contact:
    current(contact.enterprise)
    row = Contact.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=contact.pk)
    demand(by, row, own=True)
    return row


def _refuse_contact(row: Contact) -> None:
    found = {}
    if not row.post:
        found["post"] = "请写岗位，如“生产部负责人”，不写姓名。"
    if not PHONE.fullmatch(row.phone):
        found["phone"] = "电话写7位以上的数字，可以带区号、短横和分机，如0710-3511111转8。"
    refuse(found)
    row.full_clean(exclude=("enterprise",))


@transaction.atomic
def add_research_body(
    *, firm: Enterprise, name: str, kind: str, opened: date, by: Any, source: str = ""
) -> ResearchBody:
    firm = current(firm)
    demand(by, firm)
    row = ResearchBody(enterprise=firm, name=name.strip(), kind=kind, opened=opened, source=source.strip())
    if firm.research_bodies.filter(name=row.name).exists():
        raise ValidationError({"name": "这家机构已经登记。"})
    if firm.founded and opened < firm.founded:
        raise ValidationError({"opened": f"早于企业成立日期（{day(firm.founded)}）；请核对。"})
    if opened > timezone.localdate():
        raise ValidationError({"opened": "建立日期还没到；建成以后再登记。"})
    row.full_clean(exclude=("enterprise",))
    row.save()
    tell("research_body.add", firm, by, changes={"research_body": ["", f"{row.name}（{day(opened)}）"]})
    return row


@transaction.atomic
def remove_research_body(*, body: ResearchBody, by: Any) -> Enterprise:
    firm = current(body.enterprise)
    demand(by, firm)
    tell("research_body.remove", firm, by, changes={"research_body": [f"{body.name}（{day(body.opened)}）", ""]})
    body.delete()
    return firm
