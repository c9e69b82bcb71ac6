"""Where goals stand: pure functions of goal, evidence and date. No database, no clock."""

from .accumulation import comparable
from .combination import across, each_period, over_periods
from .goals import SHARES, State, Terms
from .scoring import Award, Judged, Points, Ranked, Reach, Rule, Total, judged, points_of, ranks
from .single import Evaluation, Part, Projection, Reason, evaluate, watch

__all__ = [
    "SHARES",
    "Award",
    "Evaluation",
    "Judged",
    "Part",
    "Points",
    "Projection",
    "Ranked",
    "Reach",
    "Reason",
    "Rule",
    "State",
    "Terms",
    "Total",
    "across",
    "comparable",
    "each_period",
    "evaluate",
    "judged",
    "over_periods",
    "points_of",
    "ranks",
    "watch",
]
