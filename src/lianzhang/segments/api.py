"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .chain_part import segments_of
from .queries.chain import WEIGHT, confirmed_statements

__all__ = [
    "WEIGHT",
    "confirmed_statements",
    "segments_of",
]
