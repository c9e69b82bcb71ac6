"""Who could supply what is needed: firms ranked by what they make, with the words and rows that decided. No database."""

from .index import CapabilityIndex, Match
from .lexicon import Lexicon, Row, standard_lexicon, standard_rows
from .scoring import Reason
from .text import plain

__all__ = ["CapabilityIndex", "Lexicon", "Match", "Reason", "Row", "plain", "standard_lexicon", "standard_rows"]
