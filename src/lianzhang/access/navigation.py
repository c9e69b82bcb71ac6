"""The lines of the navigation that somebody may open, as what one acts now."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.rooms import NavigationEntry, navigation

from .row_policy import may

__all__ = ["navigation_for"]


def navigation_for(user: Any) -> list[NavigationEntry]:
    return [
        entry
        for entry in navigation()
        if (not entry.permission or may(user, entry.permission)) and not (entry.unless and may(user, entry.unless))
    ]
