"""The lines of the navigation that somebody may open, as what one acts now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lianzhang.kernel.rooms import NavigationEntry, navigation

from .row_policy import may

__all__ = ["TABS", "navigation_for"]

TABS = 4  # so many stand in the bar of a phone, the others behind one more


def navigation_for(user: Any) -> list[NavigationEntry]:
    """In order; `tab` for those in the bar of a phone: that ask for it, then the first of the others."""
    entries = [
        entry
        for entry in navigation()
        if (not entry.permission or may(user, entry.permission)) and not (entry.unless and may(user, entry.unless))
    ]
    tabs = sorted(entries, key=lambda entry: not entry.tab)[:TABS]
    return [replace(entry, tab=entry in tabs) for entry in entries]
