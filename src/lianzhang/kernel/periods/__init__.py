"""Periods: stretches of time with their codes, and as people write them; series of figures over them."""

from .series import looks_summed, series_of
from .spans import EARLIEST, LATEST, Period, PeriodError, is_our_year, parse_as_of, parse_period, so_far, windows
from .written import ANY, CUMULATIVE, SINGLE, in_basis, period_examples, period_hint, read_period

__all__ = [
    "ANY",
    "CUMULATIVE",
    "EARLIEST",
    "LATEST",
    "SINGLE",
    "Period",
    "PeriodError",
    "in_basis",
    "is_our_year",
    "looks_summed",
    "parse_as_of",
    "parse_period",
    "period_examples",
    "period_hint",
    "read_period",
    "series_of",
    "so_far",
    "windows",
]
