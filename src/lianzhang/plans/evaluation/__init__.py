"""Where goals stand: pure functions of goal, evidence and date. No database, no clock."""

from .accumulation import comparable
from .combination import across, each_period, over_periods
from .goals import SHARES, State, Terms
from .single import Evaluation, Part, Projection, Reason, evaluate, watch

__all__ = [
    "SHARES",
    "Evaluation",
    "Part",
    "Projection",
    "Reason",
    "State",
    "Terms",
    "across",
    "comparable",
    "each_period",
    "evaluate",
    "over_periods",
    "watch",
]
