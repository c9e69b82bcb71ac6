"""What rooms above take from this one."""

from .seating import Pair, seat_pairs

__all__ = ["Pair", "seat_pairs"]
