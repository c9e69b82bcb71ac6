"""What was worked out of a city's register for one reach, kept in this process while the register stays the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from uuid import UUID

from lianzhang.access.seats import acting
from lianzhang.accounts.models import User

from .revisions import revision

__all__ = ["kept"]

Found = TypeVar("Found")
# More reaches and days than this are asked for by nobody in one morning; then it begins anew.
MOST = 500
_KEPT: dict[Hashable, tuple[UUID, Any]] = {}


def kept(user: User, what: Hashable, work: Callable[[], Found]) -> Found:
    """`work()`, or what it gave when somebody of the same reach asked for `what` and nothing was written since.

    `what` names the question with all it depends on; the answer must depend on nothing else but register and reach.
    """
    seat = acting(user)
    current = revision(seat.city) if seat and seat.city else None
    if seat is None or current is None:
        return work()
    chains = tuple(seat.chains.values_list("chain", flat=True))
    key = (what, seat.role.code, seat.city, seat.region, seat.park, seat.organization, chains)
    if key not in _KEPT or _KEPT[key][0] != current:
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        _KEPT[key] = (current, work())
    return _KEPT[key][1]
