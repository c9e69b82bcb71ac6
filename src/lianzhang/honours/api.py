"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .actions import months_after
from .held import held, one_title

__all__ = [
    "held",
    "months_after",
    "one_title",
]
