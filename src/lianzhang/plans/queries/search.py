"""Finds the targets, duties, clauses and sources of a plan by words they contain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.kernel.desk import Link, SearchGroup, SearchHit
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import Clause, Duty, Source, Target
from lianzhang.plans.viewpoint import PlanViewpoint, Viewpoint

from .clauses import items

__all__ = ["WORDS", "Searched", "search", "search_rows"]

WORDS = 6


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind of row that is searched: in which fields, and how a row is shown as a hit."""

    kind: str
    title: str
    measure: str
    order: int
    fields: tuple[str, ...]
    hit: Callable[[Any], SearchHit]


def search_rows(rows: QuerySet[Any], searched: Searched, text: str, most: int) -> SearchGroup:
    """Every word must be found in one of a row's fields. All hits are counted, the first `most` are shown."""
    for word in text.split()[:WORDS]:
        condition = Q()
        for field in searched.fields:
            condition |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(condition)
    matches = list(dict.fromkeys(rows))
    hits = tuple(searched.hit(row) for row in matches[:most])
    return SearchGroup(searched.kind, searched.title, searched.measure, searched.order, hits, len(matches))


def _target(row: Target) -> SearchHit:
    return SearchHit(Link(row.name, "target", (row.code,)), f"{row.clause.number}　{row.clause.title}")


def _duty(row: Duty) -> SearchHit:
    responsible = f"；{row.responsible}" if row.responsible else ""
    return SearchHit(Link(row.name, "duty", (row.code,)), f"{row.clause.number}　{row.clause.title}{responsible}")


def _clause(row: Clause) -> SearchHit:
    return SearchHit(Link(f"{row.number}　{row.title}", "plan", query={"clause": row.code}))


def _source(row: Source) -> SearchHit:
    return SearchHit(
        Link(row.title, "source", (row.pk,)), f"{row.publisher}　{day(row.date) if row.date else ''}".strip()
    )


DUTY_FIELDS = ("name", "code", "clause__number", "responsible", "owners__name", "record")
SEARCHED: tuple[tuple[type[Any], Searched], ...] = (
    (Target, Searched("target", "目标", "项", 30, ("name", "code", "clause__number", "owners__name"), _target)),
    (Duty, Searched("duty", "任务", "项", 40, DUTY_FIELDS, _duty)),
    (Clause, Searched("clause", "条款", "条", 50, ("number", "title"), _clause)),
    (Source, Searched("source", "来源", "条", 60, ("title", "publisher", "address", "note"), _source)),
)


def search(vp: Viewpoint, text: str, most: int) -> Iterator[SearchGroup]:
    """Targets and duties with their state: the plan is evaluated only where some are found."""
    if not isinstance(vp, PlanViewpoint):
        return
    for model, searched in SEARCHED:
        rows = vp.rows(model)
        if model in (Target, Duty):
            group = search_rows(rows.select_related("clause"), searched, text, most)
            yield _with_states(vp, group) if group.hits else group
        else:
            yield search_rows(rows, searched, text, most)


def _with_states(vp: PlanViewpoint, group: SearchGroup) -> SearchGroup:
    states = {item.subject.code: item.state for item in items(vp) if item.kind == group.kind}
    hits = tuple(replace(hit, state=states.get(hit.link.args[0], "")) for hit in group.hits)
    return replace(group, hits=hits)
