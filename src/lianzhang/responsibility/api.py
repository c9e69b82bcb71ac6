"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .responsible import Responsible, responsible_for

__all__ = ["Responsible", "responsible_for"]
