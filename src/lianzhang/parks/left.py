"""How much of a capacity is left: what there is, less what was used at the last statement and delivered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from .draws import Draw, drawn
from .models import Capacity, CapacityState

__all__ = ["Left", "left_of", "standing_of"]

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Left:
    """`taken` is the least that is taken; `known`: somebody stated what is used, so that it is all."""

    amount: Decimal | None
    taken: Decimal
    drawn: Decimal
    known: bool
    lapsed: bool
    usable: bool

    @property
    def most(self) -> Decimal | None:
        """More than this cannot be left; None where nobody knows how much there is."""
        if self.lapsed or not self.usable:
            return NONE
        return None if self.amount is None else max(self.amount - self.taken, NONE)

    @property
    def left(self) -> Decimal | None:
        """None: unknown, and never all of it."""
        return self.most if self.known or self.most == NONE else None

    @property
    def over(self) -> Decimal:
        """By how much more is taken than there is."""
        return max(self.taken - self.amount, NONE) if self.amount is not None else NONE

    @property
    def full(self) -> bool:
        return self.usable and not self.lapsed and self.most == NONE

    @property
    def word(self) -> str:
        """What a usable one comes to."""
        if self.lapsed:
            return "已失效"
        if self.full:
            return "已满"
        if self.left is None:
            return "不清楚剩多少"
        return "还有空余"


def standing_of(row: Capacity, draws: Sequence[Draw], on: date) -> Left:
    """Pure. What was delivered by the day of the statement is counted in it; what came later is not."""
    total = sum((each.quantity for each in draws), NONE)
    later = sum((each.quantity for each in draws if row.used_on is None or each.on > row.used_on), NONE)
    stated = NONE if row.used is None else row.used
    return Left(
        amount=row.amount,
        taken=max(stated + later, total),
        drawn=total,
        known=row.used is not None and row.amount is not None,
        lapsed=row.lapses_on is not None and row.lapses_on < on,
        usable=row.state == CapacityState.USABLE,
    )


def left_of(rows: Iterable[Capacity]) -> dict[int, Left]:
    """By the keys of the rows. One query for each room that draws."""
    listed, by_row = list(rows), defaultdict[int, list[Draw]](list)
    for each in drawn([row.pk for row in listed if row.pk]):
        by_row[each.capacity].append(each)
    today = timezone.localdate()
    return {row.pk: standing_of(row, by_row[row.pk], today) for row in listed}
