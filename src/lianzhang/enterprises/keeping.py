"""What was worked out of a city's register for one reach, kept in this process while the register stays the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from lianzhang.access.seats import acting
from lianzhang.accounts.models import User
from lianzhang.kernel.shelves import Shelf

from .revisions import revision

__all__ = ["LISTS", "kept"]

Found = TypeVar("Found")
# More reaches and days than this are asked for by nobody in one morning.
SUMS = Shelf(500)
# The keys of whole lists are large: enough for those who turn their pages now.
LISTS = Shelf(100)


def kept(user: User, what: Hashable, work: Callable[[], Found], shelf: Shelf = SUMS) -> Found:
    """`work()`, or what it gave when somebody of the same reach asked for `what` and nothing was written since.

    `what` names the question with all it depends on; the answer must depend on nothing else but register and reach.
    """
    seat = acting(user)
    current = revision(seat.city) if seat and seat.city else None
    if seat is None or current is None:
        return work()  # no register, or none that was ever written: nothing to ask for
    chains = tuple(seat.chains.values_list("chain", flat=True))
    key = (what, seat.role.code, seat.city, seat.region, seat.park, seat.organization, chains)
    return shelf.give(key, current, work)
