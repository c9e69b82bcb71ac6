"""What rooms put on the agenda of a meeting about a chain, or about the city: rows and figures, ready to be frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone

from .desk import Link

__all__ = ["AgendaGroup", "AgendaQuery", "AgendaRow"]


class AgendaGroup(StrEnum):
    """The parts of an agenda, in the order in which they stand. DONE: what records show of the works of a plan."""

    PROMISED = "promised"
    MOVED = "moved"
    BEHIND = "behind"
    DECIDE = "decide"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AgendaQuery:
    """For which `chain` (None: the whole city), as of the day `at`; of what was done, that from the day `since` on.

    Of each kind at most `most` rows are wanted, the worst first; how many there are in all a figure says.
    """

    chain: Any
    since: date
    at: date
    most: int = 20

    def within(self, moment: str) -> dict[str, datetime]:
        """That a moment lies from the one day to the end of the other, as a filter that an index answers."""
        first, after = (
            timezone.make_aware(datetime.combine(each, time.min)) for each in (self.since, self.at + timedelta(days=1))
        )
        return {f"{moment}__gte": first, f"{moment}__lt": after}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One line of an agenda, which `link` opens. `row` is the row itself, if there is one.

    `kind` says what it is (问题, 目标), in PROMISED by which light it stands; `state` how it stands (超15, 滞后);
    `owner` who answers for it, from `since` until `due`; `note` what was last said. `late`: past its day, or silent.

    Of a figure (`group` MOVED or DONE) `value` is what is counted in `unit`, None where nobody knows it, and `code`
    names it from one meeting to the next (problems_open); `up_is_good` is None where neither is.
    """

    group: AgendaGroup
    title: str
    link: Link
    kind: str = ""
    state: str = ""
    owner: str = ""
    since: date | None = None
    due: date | None = None
    note: str = ""
    late: bool = False
    row: Any = None
    code: str = ""
    value: Decimal | None = None
    unit: str = ""
    up_is_good: bool | None = None
