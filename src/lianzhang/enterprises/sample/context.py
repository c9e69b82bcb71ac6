"""What every page knows of the fictitious city: whether one acts in it, and which seat leads there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

__all__ = ["context"]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `fictitious`, and `sample_seat`, the seat to switch to from the real city, or None."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.fictitious:
        return {"fictitious": acting is not None, "sample_seat": None}
    made_up = (seat for seat in request.seats if seat.fictitious)  # type: ignore[attr-defined]
    return {"fictitious": False, "sample_seat": next(made_up, None)}
