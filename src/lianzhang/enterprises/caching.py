"""What was worked out of a city's register for one reach, kept in this process while the register stays the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from lianzhang.access.api import acting
from lianzhang.accounts.models import User
from lianzhang.kernel.caching import RevisionCache

from .revisions import revision

__all__ = ["LISTS", "cached"]

Found = TypeVar("Found")
# More reaches and days than this are asked for by nobody in one morning.
SUMS = RevisionCache(500)
# The keys of whole lists are large: enough for those who turn their pages now.
LISTS = RevisionCache(100)


def cached(user: User, what: Hashable, work: Callable[[], Found], shelf: RevisionCache = SUMS) -> Found:
    """`work()`, or what it gave when somebody of the same reach asked for `what` and nothing was written since.

    `what` names the question with all it depends on; the answer must depend on nothing else but register and reach.
    """
    active = acting(user)
    current = revision(active.city) if active and active.city else None
    if active is None or current is None:
        return work()  # no register, or none that was ever written: nothing to ask for
    return shelf.get_or_compute((what, *active.reach), current, work)
