"""What a room adds to the page of a row of any other room: shown beside it, and neither knows the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .desk import Link

__all__ = ["RowPart"]


@dataclass(frozen=True, slots=True)
class RowPart:
    """A sheet on a row's page: `template` finds `context` as `part`; `start` begins something new about the row."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    count: str = ""
    start: Link | None = None
