"""What the folders stated at their last load, kept in `Plan.listed`: shared rows, and fields the screens change too.

A folder that says of a row what it said the last time leaves alone what people have done to it on the screens since."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import Plan

from .mirrors import MIRRORS, Mirror

__all__ = ["Key", "Marks", "key_of", "key_text", "last_stated", "said_before", "saying", "saying_kept_as"]

Key = tuple[Any, ...]
Marks = set[tuple[str, str]]
JOINED = "|"


def key_of(mirror: Mirror, flat: Flat) -> Key:
    return tuple(flat[name] for name in mirror.key)


def key_text(key: Key) -> str:
    return JOINED.join("" if part is None else str(part) for part in key)


def last_stated(folder: PlanFolder) -> tuple[Marks, Marks]:
    """What this plan kept of its folder, and what others kept of the same rows: those of its city, and of regions all.

    Two cities may use the same codes.
    """
    own: Marks = set()
    others: Marks = set()
    everywhere = {mirror.name for mirror in MIRRORS if not mirror.within}
    for plan, city, listed in Plan.objects.values_list("code", "city__code", "listed"):
        found = own if plan == folder.code else others
        here = city == folder.plan["city"]
        found |= {(name, text) for name, texts in listed.items() if here or name in everywhere for text in texts}
    return own, others


def saying_kept_as(mirror: Mirror) -> str:
    return f"{mirror.name}.said"


def saying(mirror: Mirror, flat: Flat) -> str:
    """What a row says of the fields that the screens may change; "" where it leaves them blank."""
    values = tuple(flat[name] for name in mirror.on_screen or ())
    return key_text(values) if any(values) else ""


def said_before(mirror: Mirror, stated: Marks) -> dict[str, str]:
    """What the folder said the last time of those fields, by the text of the row's key."""
    found: dict[str, str] = {}
    for name, text in stated:
        if name == saying_kept_as(mirror):
            *key, said = text.split(JOINED, len(mirror.key))
            found[JOINED.join(key)] = said
    return found
