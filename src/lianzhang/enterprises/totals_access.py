"""Whether somebody sees all rows of a register that a figure sums up: a part of a sum is never shown as the whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Model, Q

from lianzhang.access.api import SYSTEM, acting, sees_all

from .models import Enterprise

__all__ = ["Whole", "declare_whole", "own_chains", "sees_whole"]


class Whole(NamedTuple):
    """All rows of a city's register: `path` leads from a row to the city, `counting` says which alone are summed.

    With `by_chains` a chain's team sees all rows that count for its chains.
    """

    path: str = "enterprise__city"
    counting: Q = Q()
    by_chains: bool = False


_WHOLES: dict[type[Model], Whole] = {Enterprise: Whole("city")}


def declare_whole(model: type[Model], whole: Whole) -> None:
    """Rooms say so in scope.py of rows that are no firm's own, or do not all count."""
    _WHOLES[model] = whole


def sees_whole(user: Any, model: type[Model], city: int, chains: Collection[int] | None = None) -> bool:
    """Whether all rows of `model` in a city are in sight, by the reach declared for the post.

    Only those that count are meant; with `chains`, those of the firms on these chains. One query at most.
    """
    if user is SYSTEM:
        return True
    whole = _WHOLES.get(model, Whole())
    everything = Q(**{whole.path: city})
    if sees_all(user, model, everything, everything & whole.counting):
        return True
    return whole.by_chains and bool(chains) and set(chains or ()) <= own_chains(user)


def own_chains(user: Any) -> set[int]:
    """The chains whose counting statements a chain's team sees; nobody else's sight goes by chains. One query."""
    active = acting(user)
    if active is None or active.role.acts_for != "chains":
        return set()
    return set(active.chain_keys)
