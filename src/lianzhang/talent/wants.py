"""Posts that rooms above ask people for; each registers its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.kernel.desk import Link

__all__ = ["PostsWanted", "posts_wanted", "register_posts"]


@dataclass(frozen=True, slots=True)
class PostsWanted:
    """Somebody asks for so many people of a trade, by its name; blank or None: nobody said of which, how many, when."""

    trade: str
    quantity: Decimal | None
    by: date | None
    link: Link
    source: str


Asking = Callable[[Any], "Iterable[PostsWanted] | None"]
_ASKED: dict[str, Asking] = {}


def register_posts(code: str, told: Asking) -> None:
    """`told(viewpoint)`: posts that are asked for and not filled yet, as far as who looks sees them; None: who looks
    may not read of them at all. Raises ValueError for a code twice."""
    if _ASKED.setdefault(code, told) is not told:
        raise ValueError(f"{code!r} is registered twice")


def posts_wanted(vp: Any) -> tuple[list[PostsWanted], bool]:
    """What is asked for, and whether who looks may read of all rooms that ask."""
    told = [each(vp) for each in _ASKED.values()]
    return [each for rows in told if rows is not None for each in rows], None not in told
