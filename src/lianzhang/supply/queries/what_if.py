"""What the rate would be if a part of what is bought elsewhere were bought within the radius. Pure but for the goal."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from lianzhang.plans.api import PlanViewpoint, Viewpoint

from .local_rate import Named, SupplyRates

__all__ = ["METRIC", "WhatIf", "goal_of", "makeable", "what_if"]

METRIC = "supply.local_rate"
STEP = 5  # percent


def goal_of(vp: Viewpoint) -> float | None:
    """What the plan wants of the city's rate, as a share; None where no target of the plan asks it."""
    if not isinstance(vp, PlanViewpoint):
        return None
    target = next((each for each in vp.run.targets if each.metric == METRIC), None)
    goals = vp.standing(target).goals if target else ()
    return float(goals[0].value) / 100 if len(goals) == 1 else None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`moved` percent of what is bought elsewhere of one product, bought within the radius instead."""

    product: Named
    moved: int
    now: float
    then: float
    goal: float | None

    @property
    def gain(self) -> float:
        """In percentage points."""
        return 100 * (self.then - self.now)

    @property
    def needed(self) -> int | None:
        """How many percent of it reach the goal, in steps; None where all of it does not, or it is reached already."""
        if self.goal is None or self.goal <= self.now or self.product.part.gain <= 0:
            return None
        asked = 100 * (self.goal - self.now) / self.product.part.gain
        steps = ceil(round(asked, 6) / STEP) * STEP
        return steps if steps <= 100 else None

    @property
    def reaches(self) -> bool:
        """Whether this much reaches the goal."""
        return self.goal is not None and self.now < self.goal <= self.then


def makeable(rates: SupplyRates) -> list[Named]:
    """What is bought elsewhere and could be made here, what would gain most first."""
    return [each for each in rates.by_product if each.part.gain > 0 and not (each.row and each.row.not_made_here)]


def what_if(rates: SupplyRates, product: str, moved: int, goal: float | None) -> WhatIf | None:
    """`product` is a key as the address has it; by default what would gain most. None: nothing is bought elsewhere."""
    share = rates.share
    open_ = makeable(rates)
    if share is None or not open_:
        return None
    chosen = next((each for each in open_ if str(each.part.key) == product), open_[0])
    moved = min(max(moved, 0), 100)
    return WhatIf(chosen, moved, share, share + chosen.part.gain * moved / 100, goal)
