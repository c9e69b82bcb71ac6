"""A target that asks for several things: each is judged by its own evidence, and the target by all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lianzhang.kernel.metrics import Ask, Evidence, Point, Scope, get_metric

from .confirmed_figures import figures_of, observed_points
from .evaluation import Evaluation, Part, Terms, across, evaluate
from .metrics import answer
from .models import Comparator, Relation, TargetItem

__all__ = ["ITEM", "evaluate_items"]

ITEM = "item"


def evaluate_items(ask: Ask, items: Sequence[TargetItem], terms: Terms, at: date) -> tuple[Evidence, Evaluation]:
    """The evidence of all items in the scope asked, and where they stand, with each as a part."""
    parts: list[Part] = []
    points: list[Point] = []
    for item in items:
        evidence = _evidence(ask, item)
        own = replace(terms, comparator=Comparator.AT_LEAST, value=item.value, value_max=None, baseline=None)
        parts.append(Part(Scope(ITEM, item.pk), evaluate(own, evidence.points, at)))
        points += evidence.points
    return answer(points), across(terms, parts, at)


def _evidence(ask: Ask, item: TargetItem) -> Evidence:
    if item.checklist:
        return get_metric("plans.checklist").function(replace(ask, params={"item": item.checklist.code}))
    told = figures_of(ask).by_target.get(ask.subject.pk, ())
    own = (each for each in told if each.relation == Relation.DIRECT and each.quantity in (item.code, item.name))
    return answer(observed_points(ask, own, ask.unit))
