"""Whether somebody sees all rows of a register that a figure sums up: a part of a sum is never shown as the whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Model, Q

from lianzhang.access.active import acting
from lianzhang.access.row_policy import SYSTEM, sees_all

from .models import Enterprise, Honour, Statement
from .scope import SETTLED

__all__ = ["own_chains", "sees_whole"]

# Rows that belong to the city itself; all others belong to a firm of the city.
OF_CITY = (Enterprise, Honour)


def sees_whole(user: Any, model: type[Model], city: int, chains: Collection[int] | None = None) -> bool:
    """Whether all rows of `model` in a city are in sight, by the reach declared for the post.

    Of statements those that count are meant; with `chains`, those of the firms on these chains. One query at most.
    """
    if user is SYSTEM:
        return True
    if sees_all(user, model, *_whole(model, city)):
        return True
    return model is Statement and bool(chains) and set(chains or ()) <= own_chains(user)


def _whole(model: type[Model], city: int) -> tuple[Q, ...]:
    path = "city" if model in OF_CITY else "enterprise__city"
    everything = Q(**{path: city})
    return (everything, Q(**{path: city}, state__in=SETTLED)) if model is Statement else (everything,)


def own_chains(user: Any) -> set[int]:
    """The chains all of whose firms' statements a chain's team sees; nobody else's sight goes by chains. One query."""
    active = acting(user)
    if active is None or active.role.acts_for != "chains":
        return set()
    return set(active.chains.values_list("chain", flat=True))
