"""A request as pages of this floor and above get it: of an account that acts for a post."""

from __future__ import annotations

from django_htmx.middleware import HtmxDetails

from lianzhang.accounts.api import SignedInRequest

from .active import ActiveAssignment

__all__ = ["Request"]


class Request(SignedInRequest):
    """`acting` is None for an account without a post. For type checks only; middleware sets these on Django's own."""

    acting: ActiveAssignment | None
    active_assignments: list[ActiveAssignment]
    htmx: HtmxDetails
