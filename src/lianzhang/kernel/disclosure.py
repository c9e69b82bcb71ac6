"""When a sum tells of a single firm: the rules of official statistics, threshold and dominance.

No sum is told that fewer than three firms make, or one firm for more than 70 % (Hundepool et al., Statistical
Disclosure Control, 2012, chapter 4)."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["CENT", "FEWEST", "LARGEST_SHARE", "tells_of_one", "within"]

FEWEST = 3  # firms
LARGEST_SHARE = 0.7
CENT = 0.005  # 万元: amounts that differ by less are the same

Amounts = Any  # one of each firm, in 万元: an array


def tells_of_one(amounts: Amounts) -> bool:
    """Whether a sum tells of a single firm. Nothing at all tells of nobody."""
    own = np.abs(amounts[np.abs(amounts) > CENT])
    return bool(own.size) and (own.size < FEWEST or float(own.max()) > LARGEST_SHARE * float(own.sum()))


def within(part: Amounts, whole: Amounts) -> bool:
    """Whether a sum is a part of another and not the same."""
    return bool(np.all(part <= whole + CENT)) and float(whole.sum()) > float(part.sum()) + CENT
