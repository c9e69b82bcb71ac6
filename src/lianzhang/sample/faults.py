"""What a real register has and nobody wants: doubled firms, figures in the wrong unit. The house must find them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from lianzhang.work.models import ReportState

from .firms import Firms
from .names import alike
from .place import YEARS

__all__ = ["doubled", "spoil"]

Rows = dict[str, list[Any]]
ONE_IN = 250  # firms is there twice; as many statements are spoiled
LAST_DAY = date(YEARS[-1], 12, 31)


def doubled(rng: np.random.Generator, rows: Rows, firms: Firms) -> Rows:
    """Firms entered a second time by another hand: nearly the same name, no code."""
    chosen = rng.choice(np.flatnonzero(firms.counted), max(len(firms) // ONE_IN, 1), replace=False).tolist()
    changed: dict[str, Callable[[int], str]] = {
        "uscc": lambda _: "",
        "name": lambda firm: alike(rows["name"][firm]),
        "scope": lambda _: "",
    }
    return {
        name: [changed[name](firm) if name in changed else column[firm] for firm in chosen]
        for name, column in rows.items()
    }


def spoil(rng: np.random.Generator, statements: Rows, firms: Firms) -> None:
    """Spoil figures of small firms in place: 元 for 万元 and a leap in what still waits; cost over revenue long ago."""
    small = (firms.size < np.median(firms.size))[np.array(statements["firm"])]
    ends = np.array(statements["period_end"])
    waiting = np.flatnonzero(small & (ends == LAST_DAY))
    settled = np.flatnonzero(small & (ends == date(YEARS[2], 12, 31)))
    count = max(len(firms) // ONE_IN, 1)
    for number, row in enumerate(_some(rng, waiting, 2 * count)):
        for item in ("output", "revenue"):
            statements[item][row] = round(statements[item][row] * (10_000 if number % 2 else 12), 2)
        statements["state"][row] = ReportState.SUBMITTED.value
    for row in _some(rng, settled, count):
        statements["cost"][row] = round(statements["revenue"][row] * 1.4, 2)


def _some(rng: np.random.Generator, rows: Any, count: int) -> list[int]:
    chosen: list[int] = rng.permutation(rows)[:count].tolist()
    return chosen
