"""A request of somebody signed in: what Django types loosely, said plainly. Each room above adds what it gives."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User

__all__ = ["SignedInRequest"]


class SignedInRequest(HttpRequest):
    """Every page is behind sign-in (LoginRequiredMiddleware), so there is an account. For type checks only."""

    user: User
