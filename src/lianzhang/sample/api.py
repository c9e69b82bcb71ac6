"""The face of this room: what the composition of the house imports."""

from __future__ import annotations

from .commands import make_with_progress
from .presence import fictitious_city

__all__ = [
    "fictitious_city",
    "make_with_progress",
]
