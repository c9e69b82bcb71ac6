"""The row that an address names, handed to the view: one out of sight answers like one that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import HttpResponse

from .row_policy import get_visible_or_404

__all__ = ["fetched"]

View = Callable[..., HttpResponse]


def fetched(model: type[Model], *related: str) -> Callable[[View], View]:
    """A decorator: the view gets the row of `model` whose key is `pk`, with `related` rows joined, in its place."""

    def decorate(view: View) -> View:
        @wraps(view)
        def looking(request: Any, pk: int, **named: Any) -> HttpResponse:
            return view(request, get_visible_or_404(request.user, model, *related, pk=pk), **named)

        return looking

    return decorate
