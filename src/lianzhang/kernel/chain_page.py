"""What rooms add to a chain: sentences, tabs and things to do on its page, and columns in the list of chains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .desk import Link
from .metrics import Row
from .periods import Period

__all__ = ["ChainColumn", "ChainFigure", "ChainPart", "ChainTab", "ChainTodo", "SegmentMark"]


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class ChainTab:
    """A view of the chain with an address of its own; `count` stands beside its title.

    `context` is asked for only when the tab is open, and is what `template` and `above` find besides the page; `above`
    is drawn over the whole width. Without a wish the first tab that `opens` is shown. `printed` is its place where the
    chain is printed whole; 0 where another tab says it there.
    """

    code: str
    title: str
    order: int
    template: str
    count: str = ""
    context: Callable[[], Mapping[str, Any]] = _nothing
    above: str = ""
    opens: bool = False
    printed: int = 0


@dataclass(frozen=True, slots=True)
class ChainTodo:
    """Something to do for the chain; a link without a page is said to those who cannot do it themselves."""

    icon: str
    link: Link
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChainPart:
    """What one room adds to a chain's page; `answers` stand in the sentence at its head."""

    answers: tuple[Link, ...] = ()
    tabs: tuple[ChainTab, ...] = ()
    todo: tuple[ChainTodo, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentMark:
    """What a room has under way at a segment of a chain: how many, and where one reads of them."""

    count: int
    link: Link


@dataclass(frozen=True, slots=True)
class ChainFigure:
    """A chain's value in a column, with the row that proves it or the list that it counts.

    `before`: the value that it is compared with. `late`: of what is counted, how many are past their day,
    and the list of these.
    """

    value: Decimal
    row: Row | None = None
    link: Link | None = None
    before: Decimal | None = None
    late: int | None = None
    late_link: Link | None = None

    @property
    def growth(self) -> Decimal | None:
        """By how many percent it changed."""
        return 100 * (self.value - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class ChainColumn:
    """A column of the list of chains: `title` with its unit, of one `period`, or as it stands today.

    A chain of which nothing is known is left out. `name` and `unit` are the parts of the title, `compared` says with
    what (比上年). Columns stand by `order`.
    """

    code: str
    title: str
    period: Period | None = None
    figures: Mapping[int, ChainFigure] = field(default_factory=dict)
    name: str = ""
    unit: str = ""
    compared: str = ""
    places: int = 1
    order: int = 50

    @property
    def counts_late(self) -> bool:
        return any(figure.late is not None for figure in self.figures.values())
