"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .reckoning import keep, work_out
from .rules import key_of_object, worth
from .windows import Window, windows_of

__all__ = ["Window", "keep", "key_of_object", "windows_of", "work_out", "worth"]
