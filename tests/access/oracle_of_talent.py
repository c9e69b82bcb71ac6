"""What a post sees of what colleges report: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from .oracle_of_rooms import GOVERNING, Looker

__all__ = ["sees_graduate_report"]


def sees_graduate_report(row: Any, who: Looker) -> bool:
    """All who govern the city; a college its own, and no other."""
    own = who.role == "expert" and who.body is not None and row.college_id == who.body
    return row.city_id == who.city and (who.role in GOVERNING or own)
