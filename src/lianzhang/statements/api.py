"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .breakdown import BreakdownQuery, read_breakdown_query
from .contributions import contributions
from .doubts import Doubt, doubts_of_all
from .filters import PeriodField
from .neighbours import before, parts_of
from .plausibility import BEFORE, JUMPING, PARTS, RULES, SUMMED, Rule
from .reporting import REPORTINGS, STILL_HERE, Asked, asked, asked_of, handed_in, owing
from .totals import CENT, MANUFACTURING, SHARE, Totals, allotted, exact, in_sections, of_year, state_of_year, totals

__all__ = [
    "BEFORE",
    "CENT",
    "JUMPING",
    "MANUFACTURING",
    "PARTS",
    "REPORTINGS",
    "RULES",
    "SHARE",
    "STILL_HERE",
    "SUMMED",
    "Asked",
    "BreakdownQuery",
    "Doubt",
    "PeriodField",
    "Rule",
    "Totals",
    "allotted",
    "asked",
    "asked_of",
    "before",
    "contributions",
    "doubts_of_all",
    "exact",
    "handed_in",
    "in_sections",
    "of_year",
    "owing",
    "parts_of",
    "read_breakdown_query",
    "state_of_year",
    "totals",
]
