"""What was worked out of a city's register for one reach, kept in this process while the register stays the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from uuid import UUID

from lianzhang.access.seats import acting
from lianzhang.accounts.models import User

from .revisions import revision

__all__ = ["LISTS", "Shelf", "kept"]

Found = TypeVar("Found")


NOT_KEPT: Any = (None, None)


class Shelf:
    """The answers asked for last, at most so many, each with the state of the register it was worked out of."""

    def __init__(self, most: int) -> None:
        self.most, self.answers = most, OrderedDict[Hashable, tuple[UUID, Any]]()

    def give(self, key: Hashable, current: UUID, work: Callable[[], Found]) -> Found:
        state, answer = self.answers.pop(key, NOT_KEPT)
        if state != current:
            answer = work()
        self.answers[key] = current, answer
        while len(self.answers) > self.most:
            self.answers.popitem(last=False)
        return answer


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
        return work()
    chains = tuple(seat.chains.values_list("chain", flat=True))
    key = (what, seat.role.code, seat.city, seat.region, seat.park, seat.organization, chains)
    return shelf.give(key, current, work)
