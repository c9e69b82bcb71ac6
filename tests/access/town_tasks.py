"""Courses in the city for tests of access: who entered them, and who came."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.models import WorkTopic
from lianzhang.tasks.models import Attendee, WorkRecord
from tests.enterprises.world import START

__all__ = ["add_course"]


def add_course(town: Any, post: int, row: WorkRecord | None = None) -> None:
    """A course that a post entered, and who came to it; `row`: that record is it."""
    topic, _ = WorkTopic.objects.get_or_create(plan=town.plan, code="tax", kind=town.work, defaults={"name": "财税"})
    if row is None:
        given = {"kind": town.work, "title": "讲课", "result": "好", "date": START, "state": "submitted"}
        row = WorkRecord.objects.create(city=town.region, entered_by=town.office, **given)
    WorkRecord.objects.filter(pk=row.pk).update(post=post, topic=topic, attended=2)
    for name in ("厂长", "会计"):
        Attendee.objects.create(record=row, name=name, folded=name)
