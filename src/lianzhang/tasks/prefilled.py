"""What the form of a new task says beforehand: what its target or duty tells, what the address gives, its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils import timezone

from lianzhang.access.api import may
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.plans.api import Item, PlanViewpoint, State, items
from lianzhang.plans.models import Target
from lianzhang.records.api import subject_of
from lianzhang.registry.api import key_of_body
from lianzhang.responsibility.api import responsible_for
from lianzhang.work.api import page_of, rows_in_sight

from .permissions import Permission

__all__ = ["link_to_assign", "prefilled", "source_of"]

GIVEN = ("duty", "target", "chain", "lead", "title", "text", "proof")
SUBJECT = re.compile(r"[a-z_]+\.[A-Za-z]+:[1-9][0-9]{0,17}", re.ASCII)
SHORT = (State.MISSED, State.BEHIND)


def prefilled(vp: PlanViewpoint, given: Mapping[str, str]) -> dict[str, Any]:
    """By field. Who answers for the target or duty today leads, though the plan looked at may have ended."""
    said = {name: given[name] for name in GIVEN if given.get(name)}
    kind = next((each for each in ("target", "duty") if each in said), "")
    item = (
        next((each for each in items(vp) if (each.kind, each.subject.code) == (kind, said[kind])), None)
        if kind
        else None
    )
    return (_told(vp, item) if item else {}) | said


def _told(vp: PlanViewpoint, item: Item) -> dict[str, Any]:
    subject, today = item.subject, timezone.localdate()
    who = responsible_for(vp.plan, today, vp.user).get((item.kind, subject.pk))
    leads = who.leads if who else ()
    stands = "，".join(filter(None, (LIGHTS[item.state], item.goal, item.value and f"现为{item.value}")))
    name = f"补上“{subject.name}”的差距" if item.state in SHORT and isinstance(subject, Target) else subject.name
    return {
        "title": name[:80],
        "text": f"{subject.name}：{stands}。",
        "proof": subject.record or "报来的数和它的出处",
        "lead": key_of_body(leads[0]) if leads else "",
        "helpers": [key_of_body(each) for each in (*leads[1:], *(who.helpers if who else ()))],
        "chain": subject.chain.code if isinstance(subject, Target) and subject.chain else "",
        "deadline": subject.due if subject.due and subject.due > today else None,
    }


def source_of(subject: str, by: User) -> tuple[Model | None, Link | None]:
    """The row that the task comes of, named as the log names it, and its page; raises Http404 for one out of sight."""
    if not subject:
        return None, None
    source = rows_in_sight([subject], by).get(subject) if SUBJECT.fullmatch(subject) else None
    page = page_of(source) if source else None
    if page is None:
        raise Http404
    return source, page


def link_to_assign(by: User, source: Model, **given: str) -> Link | None:
    """Where a task is set from a row of another room, with what is known filled in; None for those who assign none."""
    if not may(by, Permission.ASSIGN):
        return None
    known = {name: value for name, value in given.items() if value}
    return Link("交办任务", "task_new", query={"source": subject_of(source), **known})
