"""What stands beside a row on its page, as `<c-alongside>` draws it: limits that run, rows of other rooms."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from lianzhang.work import clocks, links

register = template.Library()


@register.simple_tag
def running_clocks(row: Any) -> list[clocks.RunningClock]:
    """Seen from today, as are the steps that may be taken."""
    return clocks.running_clocks(row, timezone.localdate())


@register.simple_tag(takes_context=True)
def linked_rows(context: Context, row: Any) -> links.LinkedRows:
    return links.linked_rows(row, context["request"].user)
