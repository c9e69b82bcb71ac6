"""What stands behind a need, as its page and the page of an answer show it."""

from __future__ import annotations

from dataclasses import dataclass

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.market.models import Backing, Need
from lianzhang.market.permissions import Permission

from .actions import BACKING_VERBS
from .lifecycle import BACKING
from .needs import OVER
from .rules import Sum, free_of, same_elsewhere, sum_of

__all__ = ["Backings", "Line", "backings_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """`twice`: the same stands behind another need that goes on still. Which one it is those read who see it."""

    row: Backing
    offers: list[Offer]
    twice: bool
    other: Need | None

    @property
    def buttons(self) -> list[str]:
        return [each.step.name for each in self.offers if each.step.name in BACKING_VERBS]

    @property
    def open(self) -> set[str]:
        return {each.step.name for each in self.offers}


@dataclass(frozen=True, slots=True)
class Backings:
    """`names`: what the kind asks for. `all`: what the lines come to; `free`: those known not to be pledged."""

    names: list[str]
    lines: list[Line]
    all: Sum
    free: Sum
    adds: bool


def backings_of(row: Need, by: User) -> Backings | None:
    """None where the kind asks for none, or who looks reads none."""
    names = row.kind.backing_names
    if not names:
        return None
    listed = list(visible(by, Backing).filter(need=row).order_by("due_on", "pk"))
    adds = may(by, Permission.ENTER, row) and row.state not in OVER
    if not listed and not adds:
        return None
    for each in listed:
        each.need = row
    lines = [_line(each, by) for each in listed]
    return Backings(names, lines, sum_of(listed), sum_of(free_of(listed)), adds)


def _line(row: Backing, by: User) -> Line:
    same = same_elsewhere(row).select_related("need").order_by("pk").first()
    other = visible(by, Need).filter(pk=same.need_id).first() if same else None
    return Line(row, [each for each in BACKING.offers(row, by) if not each.missing], same is not None, other)
