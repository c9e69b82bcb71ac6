"""What a review comes to: each indicator's score by its weight, and the total. Pure.

What nobody said is unknown, and so is then the total: never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

__all__ = ["Line", "execution_rate", "total_of", "written"]

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
DOWN = "down"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: `weight` in %; `computed` is blank where people say what was reached."""

    code: str
    group: str
    name: str
    weight: Decimal
    direction: str
    computed: str = ""
    target: Decimal | None = None
    achieved: Decimal | None = None
    reason: str = ""

    @property
    def share(self) -> Decimal | None:
        """How much of the target was reached, 1 at most."""
        if self.target is None or self.achieved is None:
            return None
        more, less = (self.target, self.achieved) if self.direction == DOWN else (self.achieved, self.target)
        if more >= less:
            return Decimal(1)
        return more / less

    @property
    def score(self) -> Decimal | None:
        return None if self.share is None else (self.weight * self.share).quantize(CENT)

    @property
    def short(self) -> bool:
        return self.share is not None and self.share < 1

    @property
    def differs(self) -> bool:
        """Whether another value was reached than was meant, so that a reason is due."""
        return self.target is not None and self.achieved is not None and self.target != self.achieved

    def as_kept(self) -> dict[str, Any]:
        """As the row keeps it, numbers as they were written."""
        said = {"target": self.target, "achieved": self.achieved, "weight": self.weight}
        told = {name: None if value is None else str(value) for name, value in said.items()}
        return told | {
            name: getattr(self, name) for name in ("code", "group", "name", "direction", "computed", "reason")
        }


def written(kept: Iterable[dict[str, Any]]) -> list[Line]:
    """Lines as a row keeps them."""
    numbers = ("target", "achieved", "weight")
    return [
        Line(**each | {name: None if each[name] is None else Decimal(each[name]) for name in numbers}) for each in kept
    ]


def execution_rate(paid: Decimal, amount: Decimal) -> Decimal:
    """What was paid of a budget, in %."""
    return (HUNDRED * paid / amount).quantize(CENT)


def total_of(lines: Iterable[Line]) -> Decimal | None:
    scores = [each.score for each in lines]
    known = [each for each in scores if each is not None]
    return sum(known, Decimal(0)) if scores and len(known) == len(scores) else None
