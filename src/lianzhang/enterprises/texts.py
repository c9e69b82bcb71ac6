"""What a firm says, field by field, in words: as events, pages and comparisons write it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lianzhang.kernel.formatting import day

from .models import Enterprise

__all__ = ["texts_of", "title_of"]


def title_of(name: str) -> str:
    """What a field is called, in the words spoken now."""
    return str(Enterprise._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _say(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return day(value) if isinstance(value, date) else "" if value is None else str(value)


def texts_of(row: Enterprise, names: Iterable[str]) -> dict[str, str]:
    shown = {"state": row.get_state_display(), "coordinates": row.get_coordinates_display()}
    return {name: shown[name] if name in shown else _say(getattr(row, name)) for name in names}
