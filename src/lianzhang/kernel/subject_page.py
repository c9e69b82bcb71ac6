"""What rooms add to the page of a duty or a target of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SubjectPart"]


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """`template` finds `part`, which is `context`, besides what is on the page; parts stand in their `order`."""

    template: str
    order: int
    context: Mapping[str, Any] = field(default_factory=dict)
