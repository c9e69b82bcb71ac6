"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .catalogue_actions import write_names
from .permissions import Permission

__all__ = ["Permission", "write_names"]
