"""The list of a row's papers, with the form to add one: `{% attachments row address_of_its_page %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from lianzhang.access.attachments import kind_of_holder, shown
from lianzhang.access.doors import may
from lianzhang.access.permissions import Permission
from lianzhang.records.attachments.looking import ACCEPTED, BYTES_ALLOWED

register = template.Library()


@register.inclusion_tag("access/_attachments.html", takes_context=True)
def attachments(context: Context, row: Model, back: str) -> dict[str, Any]:
    request = context["request"]
    return {
        "papers": shown(request.user, row),
        "may_add": may(request.user, Permission.ADD_ATTACHMENT, row),
        "kind": kind_of_holder(row),
        "row": row,
        "back": back,
        "accepted": ACCEPTED,
        "megabytes": BYTES_ALLOWED // 1024 // 1024,
        # What included components read.
        **{name: context.get(name) for name in ("request", "csrf_token", "viewpoint")},
    }
