"""Who could supply what is needed: firms ranked by what they make, with the words and rows that decided.

Pure: it knows no database. Callers hand in lines of firms and what is recorded of them, and get data back."""

from .facts import Facts, weighed
from .index import CapabilityIndex
from .lexicon import Lexicon, Row, lexicon_with, standard_lexicon, standard_rows
from .reasons import Fact, Match, Reason
from .text import plain

__all__ = [
    "CapabilityIndex",
    "Fact",
    "Facts",
    "Lexicon",
    "Match",
    "Reason",
    "Row",
    "lexicon_with",
    "plain",
    "standard_lexicon",
    "standard_rows",
    "weighed",
]
