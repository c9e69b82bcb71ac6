"""What rooms above take from this one."""

from .permissions import Permission
from .ranking import mean_of, total_of
from .seating import Pair, seat_pairs

__all__ = ["Pair", "Permission", "mean_of", "seat_pairs", "total_of"]
