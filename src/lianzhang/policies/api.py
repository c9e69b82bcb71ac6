"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .lending.growth import Balance, growth_of
from .reckoning import keep, work_out
from .review_lines import begun as begun_lines
from .review_scores import total_of as total_of_lines
from .rules import key_of_object, worth
from .windows import Window, windows_of

__all__ = [
    "Balance",
    "Window",
    "begun_lines",
    "growth_of",
    "keep",
    "key_of_object",
    "total_of_lines",
    "windows_of",
    "work_out",
    "worth",
]
