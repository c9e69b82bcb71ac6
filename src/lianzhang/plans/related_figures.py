"""Which confirmed figures are about a target, whether they count or not: told apart by one rule for every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from lianzhang.kernel.metrics import Row

from .confirmed_figures import Figure, Figures, load_figures
from .evaluating import Run
from .models import Relation, Target

__all__ = ["SHARED", "all_figures", "blanks", "figures_about", "quantities", "related_count"]

# Figures of a quantity that another target uses as well speak for this one only as parts of the sum.
SHARED = (Relation.DIRECT, Relation.INPUT, Relation.BASELINE)


def quantities(target: Target) -> list[str]:
    """The quantities a computed target is made of."""
    return [target.params[key] for key in ("quantity", "of") if key in target.params]


def all_figures(run: Run) -> Figures:
    key = ("figures", run.plan.pk)
    if key not in run.shared:
        run.shared[key] = load_figures(run.plan.pk, run.viewer)
    return run.shared[key]


def figures_about(target: Target, run: Run, at: date) -> set[int]:
    """The confirmed figures with a value that concern a target as of `at`, by primary key."""
    figures = all_figures(run)
    own: Iterable[Figure] = figures.by_target.get(target.pk, ())
    shared = (
        figure
        for name in quantities(target)
        for figure in figures.by_quantity.get(name, ())
        if figure.relation in SHARED
    )
    return {figure.pk for group in (own, shared) for figure in group if figure.date <= at}


def blanks(run: Run, at: date) -> Counter[int]:
    """By target: how many confirmed reports give no number."""
    return Counter(target for target, day in all_figures(run).blanks if day <= at)


def related_count(target: Target, counted: Iterable[Row], run: Run, at: date, blank: Counter[int]) -> int:
    """How many reports concern a target without counting for it."""
    counting = {row.pk for row in counted if row.kind == "observation"}
    return len(figures_about(target, run, at) - counting) + blank[target.pk]
