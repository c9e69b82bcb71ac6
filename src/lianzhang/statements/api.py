"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .breakdown import BreakdownQuery, read_breakdown_query
from .contributions import contributions
from .cumulative import is_cumulative
from .doubts import Doubt, broken_codes, doubts_of_all
from .filters import PeriodField
from .locks import lock_of, lock_on, lock_words
from .neighbours import before, parts_of, year_ago, year_of
from .place_totals import totals_by_place
from .plausibility import RULES, SERIES, SUMMED, unrepeated
from .reporting import REPORTINGS, STILL_HERE, Asked, asked, asked_of, handed_in, owing
from .rules import AGO, BEFORE, EARLIER, LATEST, PARTS, YEAR, Rule
from .totals import CENT, MANUFACTURING, SHARE, Totals, allotted, exact, in_sections, of_year, state_of_year, totals

__all__ = [
    "AGO",
    "BEFORE",
    "CENT",
    "EARLIER",
    "LATEST",
    "MANUFACTURING",
    "PARTS",
    "REPORTINGS",
    "RULES",
    "SERIES",
    "SHARE",
    "STILL_HERE",
    "SUMMED",
    "YEAR",
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
    "broken_codes",
    "contributions",
    "doubts_of_all",
    "exact",
    "handed_in",
    "in_sections",
    "is_cumulative",
    "lock_of",
    "lock_on",
    "lock_words",
    "of_year",
    "owing",
    "parts_of",
    "read_breakdown_query",
    "state_of_year",
    "totals",
    "totals_by_place",
    "unrepeated",
    "year_ago",
    "year_of",
]
