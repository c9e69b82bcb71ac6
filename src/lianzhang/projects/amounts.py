"""Amounts of the room in words; it keeps them in 万元."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.kernel.formatting import amount

__all__ = ["money"]


def money(value: Decimal | None) -> str:
    """1.2亿元, 850万元."""
    return amount(value, "万元")
