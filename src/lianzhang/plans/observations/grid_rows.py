"""The rows behind the quarter's grid of figures: which one stands for what is asked, as a cell says it, as an entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lianzhang.access.api import acting
from lianzhang.kernel.formatting import PRECISIONS, number
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Observation
from lianzhang.work.models import ReportState

from .asked_figures import AskedFigure
from .entries import Entry
from .places import KINDS

__all__ = ["at", "cell_text", "entry_of", "names_place", "standing", "usual_source"]

# Of several figures for one thing: what is on its way is what one works on.
FIRST = (ReportState.RETURNED, ReportState.DRAFT, ReportState.SUBMITTED, ReportState.CONFIRMED)


def usual_source(period: Period, by: Any) -> str:
    """What figures of a grid are taken from unless somebody says otherwise: the unit's own report."""
    active = acting(by)
    body = active.post.organization if active and active.post else None
    return f"{body or (active.title if active else by)}{period}填报"[:200]


def names_place(each: AskedFigure) -> bool:
    """Of one place that its target names itself a figure says nothing more."""
    return each.place.pk is not None and each.target.scope_kind != each.place.kind


def standing(each: AskedFigure, rows: Iterable[Observation]) -> Observation | None:
    """The figure that stands for what is asked; of several the one that is on its way."""
    own = [row for row in rows if each.speaks(row)]
    return min(own, key=lambda row: (FIRST.index(ReportState(row.state)), -row.pk), default=None)


def at(each: AskedFigure, known: list[Observation], earlier: Any) -> Observation | None:
    then = replace(each, period=earlier(each.period))
    return next((row for row in reversed(known) if then.speaks(row)), None)


def cell_text(row: Observation | None) -> str:
    """As a cell holds it: with its precision, and without the unit."""
    if row is None or row.value is None:
        return ""
    return (PRECISIONS.get(row.precision, "") + number(row.value)).replace("−", "-")


def entry_of(row: Observation, each: AskedFigure) -> Entry:
    same = (
        "duty",
        "relation",
        "quantity",
        "date",
        "value",
        "unit",
        "nature",
        "source",
        "precision",
        "scope_text",
        "note",
    )
    places = {kind: getattr(row, kind) for kind in KINDS}
    period = Period(row.period_start, row.period_end)
    return Entry(target=each.target, period=period, **{name: getattr(row, name) for name in same}, **places)
