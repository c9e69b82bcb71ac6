"""What rooms name to the list of matters to be supervised: rows that are late or in danger, ready to be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from .desk import Link

__all__ = ["Candidate", "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """What was last heard on a matter, by whom and when."""

    who: str
    what: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A row that could be supervised. `row` is the row itself, `kind` its word in addresses, `link` opens it.

    `leads` and `helpers` are bodies that may be made responsible; none where nobody answers for it. `deadline` tells
    whether it is late: past it is overdue, before it is in danger. `why` says in one line what is wrong with it.
    `note` tells where it belongs (产业链, 编号).
    """

    kind: str
    row: Any
    link: Link
    deadline: date | None
    why: str
    note: str = ""
    chain: Any = None
    leads: tuple[Any, ...] = ()
    helpers: tuple[Any, ...] = ()
    said: Said | None = None
    urgent: bool = False
