"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .participants import posts_for, who_chairs

__all__ = ["posts_for", "who_chairs"]
