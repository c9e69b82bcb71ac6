"""Questions the front desks ask: each a function that returns dataclasses, in a fixed number of queries."""

from .chain import ChainPage, chain_page
from .desk import Chains, Desk, chains
from .own import OwnDesk
from .rooms import states
from .search import search, suggest

__all__ = ["ChainPage", "Chains", "Desk", "OwnDesk", "chain_page", "chains", "search", "states", "suggest"]
