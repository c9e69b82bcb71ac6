"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from . import identity, second_factor, sessions
from .hashing import HashingBusy
from .requests import SignedInRequest

__all__ = [
    "HashingBusy",
    "SignedInRequest",
    "identity",
    "second_factor",
    "sessions",
]
