"""What rooms add to the page of one row: `{% row_parts row as parts %}`, as `<c-row_parts>` draws it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.row_parts import RowPart

register = template.Library()


@register.simple_tag(takes_context=True)
def row_parts(context: Context, row: Any) -> list[RowPart]:
    """Those that have something to say to the one who looks."""
    vp = getattr(context["request"], "viewpoint", None)
    if vp is None:
        return []
    return [part for room in rooms() if room.row_part and (part := room.row_part(vp, row))]
