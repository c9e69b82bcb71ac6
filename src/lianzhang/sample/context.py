"""What every page knows of the fictitious city: whether one acts in it, and which active leads there."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import Request

__all__ = ["context"]


def context(request: Request) -> dict[str, Any]:
    """Context processor: `fictitious`, and `sample_assignment`, the post to switch to from the real city, or None."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.fictitious:
        return {"fictitious": acting is not None, "sample_assignment": None}
    made_up = (active for active in request.active_assignments if active.fictitious)
    return {"fictitious": False, "sample_assignment": next(made_up, None)}
