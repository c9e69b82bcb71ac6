"""What the folders stated at their last load, kept in `Plan.listed`: shared rows, and fields the screens change too.

A folder that says of a row what it said the last time leaves alone what people have done to it on the screens since."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone

from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import Plan
from lianzhang.plans.prevailing import weight

from .mirrors import Mirror

__all__ = ["Key", "LastStated", "Marks", "key_of", "key_text", "last_stated", "said_before", "saying", "sayings_name"]

Key = tuple[Any, ...]
Marks = set[tuple[str, str]]
JOINED = "|"


def key_of(mirror: Mirror, flat: Flat) -> Key:
    return tuple(flat[name] for name in mirror.key)


def key_text(key: Key) -> str:
    return JOINED.join("" if part is None else str(part) for part in key)


class LastStated(NamedTuple):
    """What this plan kept of its folder, what the other plans of the city kept, and those among them that prevail."""

    own: Marks
    others: Marks
    prevailing: Marks


def last_stated(folder: PlanFolder) -> LastStated:
    stated = LastStated(set(), set(), set())
    today = timezone.localdate()
    own = weight(folder.starts, folder.code, today)
    plans = Plan.objects.filter(city__code=folder.plan["city"], city__city=None)
    for plan, starts, listed in plans.values_list("code", "starts", "listed"):
        marks = {(name, text) for name, texts in listed.items() for text in texts}
        if plan == folder.code:
            stated.own.update(marks)
            continue
        stated.others.update(marks)
        if weight(starts, plan, today) > own:
            stated.prevailing.update(marks)
    return stated


def sayings_name(mirror: Mirror) -> str:
    """Under which name `Plan.listed` holds what the folder said of the model's rows."""
    return f"{mirror.name}.said"


def saying(mirror: Mirror, flat: Flat) -> str:
    """What a row says of the fields that the screens may change; "" where it leaves them blank."""
    values = tuple(flat[name] for name in mirror.on_screen or ())
    return key_text(values) if any(values) else ""


def said_before(mirror: Mirror, stated: Marks) -> dict[str, str]:
    """What the folder said the last time of those fields, by the text of the row's key."""
    sayings: dict[str, str] = {}
    for name, text in stated:
        if name == sayings_name(mirror):
            *key, said = text.split(JOINED, len(mirror.key))
            sayings[JOINED.join(key)] = said
    return sayings
