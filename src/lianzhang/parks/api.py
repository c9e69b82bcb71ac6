"""What rooms above take from this one."""

from .draws import Draw, Want, register_draws, register_wants
from .left import Left, left_of
from .parts import CapacityPart, register_capacity_part

__all__ = [
    "CapacityPart",
    "Draw",
    "Left",
    "Want",
    "left_of",
    "register_capacity_part",
    "register_draws",
    "register_wants",
]
