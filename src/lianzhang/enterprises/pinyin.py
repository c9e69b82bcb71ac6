"""By what a firm is found: its names, their initials in every reading, and its credit code."""

from __future__ import annotations

from collections.abc import Iterable

from lianzhang.kernel.initials import every_initials

from .naming import folded

__all__ = ["search_text"]


def search_text(name: str, former: Iterable[str], uscc: str) -> str:
    """All that a firm is found by, one a line: names now and before, their initials, the credit code."""
    names = [name, *former]
    lines = [*map(folded, names), *(each for name in names for each in every_initials(name)), uscc.upper()]
    return "\n".join(dict.fromkeys(line for line in lines if line))
