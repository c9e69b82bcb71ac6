"""What waits next for the one who acted, beside the message of what was done."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.urls import reverse

from lianzhang.kernel.desk import Link, Waiting
from lianzhang.kernel.rooms import rooms
from lianzhang.work.outcome import NEXT

register = template.Library()


@register.simple_tag(takes_context=True)
def next_waiting(context: Context, message: Message) -> Link | None:
    """The first row that waits, of the room that was worked in, else of the others; never the one on the page."""
    tag, _, worked_in = (message.extra_tags or "").partition(" ")
    vp, request = context.get("viewpoint"), context["request"]
    if tag != NEXT or vp is None or vp.plan is None:
        return None
    asked = [room for room in rooms() if room.waiting]
    for room in sorted(asked, key=lambda room: room.code != worked_in):
        waiting = room.waiting(vp) if room.waiting else None
        for link in _links(waiting) if waiting else ():
            if reverse(link.page, args=link.args) != request.path:
                return link
    return None


def _links(waiting: Waiting) -> Iterator[Link]:
    if waiting.first and waiting.count and (first := waiting.first()):
        yield first
    yield from (row.link for row in waiting.rows)
