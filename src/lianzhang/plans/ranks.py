"""What a rank is to the chains: whether it counts as a chief, and whether its posts are shown with them."""

from __future__ import annotations

from lianzhang.access.api import ROLES_THAT_HEAD, ROLES_THAT_LEAD
from lianzhang.registry.models import Rank

__all__ = ["counts_as_chief", "is_listed", "is_shown"]


def counts_as_chief(rank: Rank) -> bool:
    """As the plan says; where it says nothing, as the role has it."""
    return rank.kind == Rank.Kind.CHIEF or (not rank.kind and rank.role in ROLES_THAT_HEAD)


def is_listed(rank: Rank) -> bool:
    """Whether its holders stand in the list of chains, where a line has room for few."""
    return rank.kind == Rank.Kind.BESIDE or counts_as_chief(rank)


def is_shown(rank: Rank, *, on_chains: bool) -> bool:
    """Whether its posts are shown: what the plan puts on chains always, unless it says that it is for accounts only.

    `on_chains`: the plan states the rank, and a post of it for chains.
    """
    if rank.kind:
        return rank.kind != Rank.Kind.ACCOUNT
    return on_chains or rank.role in ROLES_THAT_LEAD
