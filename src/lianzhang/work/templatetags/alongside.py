"""What stands beside a row on its page, as `<c-alongside>` draws it: limits that run, rows of other rooms."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from lianzhang.kernel.desk import Link
from lianzhang.kernel.rooms import rooms
from lianzhang.work import clocks, links

register = template.Library()


@register.simple_tag
def running_clocks(row: Any) -> list[clocks.RunningClock]:
    """Seen from today, as are the steps that may be taken."""
    return clocks.running_clocks(row, timezone.localdate())


@register.simple_tag(takes_context=True)
def linked_rows(context: Context, row: Any) -> links.LinkedRows:
    return links.linked_rows(row, context["request"].user)


@register.simple_tag(takes_context=True)
def begun_from(context: Context, row: Any) -> list[Link]:
    """Pages of any room where something may be begun from this row."""
    vp = getattr(context["request"], "viewpoint", None)
    if vp is None or vp.plan is None:
        return []
    return [link for room in rooms() if room.begins and (link := room.begins(vp, row))]
