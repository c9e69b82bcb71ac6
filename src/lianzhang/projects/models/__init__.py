"""A project from a lead to full capacity, and what hangs on it."""

from .parts import Claim, HandOver, Milestone, MonthFigure, Need, YearFigure
from .project import BUILT, DATES, EARLY, ENDED, GROUPS, ORDER, UNDER_WAY, Project, Stage

__all__ = [
    "BUILT",
    "DATES",
    "EARLY",
    "ENDED",
    "GROUPS",
    "ORDER",
    "UNDER_WAY",
    "Claim",
    "HandOver",
    "Milestone",
    "MonthFigure",
    "Need",
    "Project",
    "Stage",
    "YearFigure",
]
