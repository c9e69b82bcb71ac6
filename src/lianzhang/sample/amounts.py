"""Sizes as firms have them: many small ones, a few that outweigh all others."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Array", "cents", "heavy_tailed", "shares"]

Array = np.ndarray[Any, Any]

TAIL = 0.04  # of the firms
LARGEST = 300  # times the median: no single firm is the whole city


def heavy_tailed(rng: np.random.Generator, count: int) -> Array:
    """A lognormal body with a Pareto tail, in no unit; the median is about one."""
    body = rng.lognormal(0, 1.25, count)
    tail = 1 + rng.pareto(1.25, count)
    sizes = np.where(rng.random(count) < TAIL, body * tail * 4, body)
    return np.minimum(sizes, LARGEST)


def shares(weights: Any) -> Array:
    """Weights as probabilities."""
    values = np.asarray(list(weights), dtype=float)
    return values / values.sum()


def cents(values: Array) -> Array:
    """Amounts in 万元 with the two decimals that are kept."""
    return np.round(values, 2)
