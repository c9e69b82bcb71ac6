"""States in which few rows are, said so that the database looks at these rows alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model, Q

__all__ = ["in_rare_states"]


def in_rare_states(model: type[Model], city: int | None, states: Iterable[str]) -> Q:
    """Rows of a city in these states, by an index that begins with city and state.

    SQLite knows only how many rows a state has on average. Of most states together it believes that nearly all rows are
    in them, and would read all that was ever closed; state by state it asks the index."""
    if connection.vendor != "sqlite":
        return Q(city=city, state__in=states)
    rows = model._default_manager.order_by().filter(city=city).values("pk")
    first, *others = (rows.filter(state=state) for state in states)
    return Q(pk__in=first.union(*others, all=True))
