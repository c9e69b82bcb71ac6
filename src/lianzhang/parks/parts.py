"""What rooms above add to a capacity's page: sheets with who draws on it and who asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Capacity

__all__ = ["CapacityPart", "capacity_parts", "register_capacity_part"]


@dataclass(frozen=True, slots=True)
class CapacityPart:
    """A sheet on a capacity's page: `template` knows as `part` what `context(viewpoint, row)` gives, if anything."""

    code: str
    order: int
    template: str
    context: Callable[[Any, Capacity], Any]


_PARTS: dict[str, CapacityPart] = {}


def register_capacity_part(part: CapacityPart) -> None:
    """Raises ValueError when two rooms use one code."""
    if _PARTS.setdefault(part.code, part) is not part:
        raise ValueError(f"{part.code!r} is registered twice")


def capacity_parts() -> list[CapacityPart]:
    return sorted(_PARTS.values(), key=lambda each: each.order)
