"""Reads a figure in the units of a plan, which may count what no common unit does: 超30盏, 1.2万株."""

from __future__ import annotations

from dataclasses import replace

from lianzhang.kernel.amounts import Amount, read_amount
from lianzhang.kernel.quantities import Units

__all__ = ["read_amount_in"]

# Common counters, one of which stands for the plan's own while the figure is read.
STAND_INS = "宗单封"


def read_amount_in(units: Units, text: str, unit: str = "") -> Amount:
    """As kernel's `read_amount`, with the plan's own units too. Raises AmountError."""
    meant = max((name for name in units.added if name in text), key=len, default="")
    meant = meant or max((name for name in units.added if name in unit), key=len, default="")
    if not meant:
        return read_amount(text, unit)
    stand_in = next((each for each in STAND_INS if each not in text), STAND_INS[0])
    read = read_amount(text.replace(meant, stand_in), unit.replace(meant, stand_in))
    return replace(read, unit=read.unit.replace(stand_in, meant))
