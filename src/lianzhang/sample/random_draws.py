"""Draws the whole city from a seed: tables of columns, in which rows name each other by number and by code.

The same seed and scale give the same tables, on any machine and either database."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from .faults import doubled, spoil
from .firms import draw_firms, rows_of
from .memberships import bodies, contacts, former_names, memberships, roles
from .place import Place, Scale
from .statements import above_scale, draw_figures, statements
from .titles import titles

__all__ = ["Drawn", "draw", "fingerprint"]

Drawn = dict[str, dict[str, list[Any]]]


def draw(place: Place, scale: Scale, seed: int) -> Drawn:
    """Every table of the register. `firm` in a table is the number of a row of `firms`."""
    rng = np.random.default_rng(seed)
    firms = draw_firms(rng, place, scale.firms)
    figures = draw_figures(rng, firms)
    rows = rows_of(rng, place, firms)
    drawn: Drawn = {
        "firms": rows,
        "former_names": former_names(rng, firms),
        "contacts": contacts(rng, firms),
        "above_scale": above_scale(firms, figures),
        "memberships": memberships(rng, place, firms, roles(rng, firms, scale)),
        "research_bodies": bodies(rng, firms, scale),
        "honours": titles(rng, place, firms, scale.titles),
        "statements": statements(rng, firms, figures),
    }
    spoil(rng, drawn["statements"], firms)
    twice = doubled(rng, rows, firms)
    drawn["firms"] = {name: [*column, *twice[name]] for name, column in rows.items()}
    return drawn


def fingerprint(drawn: Drawn) -> str:
    """Tells whether two cities are the same to the last figure."""
    digest = hashlib.sha256()
    for table, columns in drawn.items():
        for name, column in columns.items():
            digest.update(f"\n{table}.{name}\n{column!r}".encode())
    return digest.hexdigest()
