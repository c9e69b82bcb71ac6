"""What rooms add to the page of a target or a duty: a sheet each, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SubjectPart"]


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """`template` is drawn with `context` as `part`. It is kept with the page between two acts: it holds no form."""

    order: int
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
