"""What a person saw of a row, as forms carry it: taken from the row, or read off a page."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse

from lianzhang.kernel.stale import as_seen
from lianzhang.plans.appointment_actions import appointment_texts
from lianzhang.plans.checklist_actions import checklist_texts
from lianzhang.plans.models import ChecklistRecord
from lianzhang.registry.models import Appointment


def seen(row: Appointment | ChecklistRecord) -> str:
    row = type(row).objects.get(pk=row.pk)
    return as_seen(checklist_texts(row) if isinstance(row, ChecklistRecord) else appointment_texts(row))


def seen_on(page: HttpResponse) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page.text)
    assert found, "no form tells what was seen"
    return html.unescape(found[1])
