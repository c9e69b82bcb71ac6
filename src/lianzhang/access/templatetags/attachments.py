"""A row's papers for its page: `{% attachments row as attached %}`, then `access/_attachments.html` with `back`."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from lianzhang.access.attachments import shown
from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may
from lianzhang.records.api import ACCEPTED, BYTES_ALLOWED, label_of

register = template.Library()


@register.simple_tag(takes_context=True)
def attachments(context: Context, row: Model) -> dict[str, Any]:
    user = context["request"].user
    return {
        "papers": shown(user, row),
        "may_add": may(user, Permission.ADD_ATTACHMENT, row),
        "kind": label_of(row),
        "pk": row.pk,
        "accepted": ACCEPTED,
        "megabytes": BYTES_ALLOWED // 1024 // 1024,
    }
