"""Finds chains, firms, and the targets, duties, clauses and sources of a plan by words they contain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.access.row_policy import visible
from lianzhang.enterprises.queries.listing import Wanted
from lianzhang.enterprises.queries.listing import found as found_firms
from lianzhang.plans.evaluating import evaluate_duties, evaluate_plan
from lianzhang.plans.evaluation import Evaluation
from lianzhang.plans.models import Clause, Duty, Source, Target
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["Found", "Group", "search"]

SHOWN = 20
WORDS = 6
MEASURES = {"firm": "家", "target": "项", "duty": "项"}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: what it is called, what stands beside it, where it opens; targets and duties with their state."""

    row: Any
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    title: str
    hits: tuple[Found, ...]
    total: int

    @property
    def measure(self) -> str:
        """The word that counts such rows: 家, 项 or 条."""
        return MEASURES.get(self.kind, "条")

    @property
    def rest(self) -> int:
        return self.total - len(self.hits)


def search(vp: Viewpoint, text: str, most: int = SHOWN) -> list[Group]:
    """Every word must be found in one of a row's fields. Of each group the first `most` hits; none without a hit."""
    words = text.split()[:WORDS]
    if not words:
        return []
    asked: tuple[tuple[str, str, QuerySet[Any], tuple[str, ...]], ...] = (
        (
            "target",
            "目标",
            vp.rows(Target).select_related("clause"),
            ("name", "code", "clause__number", "owners__name"),
        ),
        (
            "duty",
            "任务",
            vp.rows(Duty).select_related("clause"),
            ("name", "code", "clause__number", "responsible", "owners__name", "record"),
        ),
        ("clause", "条款", vp.rows(Clause), ("number", "title")),
        ("source", "来源", vp.rows(Source), ("title", "publisher", "address", "note")),
    )
    groups = [_group(kind, title, _matching(rows, words, fields), most) for kind, title, rows, fields in asked]
    states = _states(vp) if any(group.total for group in groups[:2]) else {}
    groups = [_group("chain", "产业链", _chains(vp, words), most), _firms(vp, text, most), *groups]
    return [_with_states(group, states) for group in groups if group.total]


def _chains(vp: Viewpoint, words: Iterable[str]) -> list[Chain]:
    """By what the plan calls them, their groups and their lead departments."""
    groups = vp.stated.name_all(list(vp.plan.groups.all()))
    named = {chain: group.name for group in groups for chain in vp.stated.chains_of_groups.get(group.pk, ())}
    rows = visible(vp.user, Chain).filter(plans=vp.plan).select_related("lead_department").order_by("code")
    found = []
    for chain in vp.stated.name_all(rows):
        told = f"{chain.name}\n{chain.code}\n{named.get(chain.pk, '')}\n{chain.lead_department or ''}".casefold()
        if all(word.casefold() in told for word in words):
            found.append(chain)
    return found


def _firms(vp: Viewpoint, text: str, most: int) -> Group:
    """There may be tens of thousands, so they are counted and only the first are fetched."""
    rows = found_firms(vp.user, Wanted(q=text), vp.at)
    hits = tuple(Found(row) for row in rows.select_related("region", "park")[:most])
    return Group("firm", "企业", hits, rows.count() if len(hits) == most else len(hits))


def _matching(rows: QuerySet[Any], words: Iterable[str], fields: Iterable[str]) -> list[Any]:
    for word in words:
        wanted = Q()
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(wanted)
    return list(dict.fromkeys(rows))


def _group(kind: str, title: str, rows: list[Any], most: int) -> Group:
    return Group(kind, title, tuple(Found(row) for row in rows[:most]), len(rows))


def _states(vp: Viewpoint) -> dict[tuple[str, int], Evaluation]:
    targets = evaluate_plan(vp.plan, vp.at, run=vp.run)
    duties = evaluate_duties(vp.plan, vp.at, run=vp.run)
    found = {("target", standing.target.pk): standing.evaluation for standing in targets}
    return found | {("duty", standing.duty.pk): standing.evaluation for standing in duties}


def _with_states(group: Group, states: dict[tuple[str, int], Evaluation]) -> Group:
    hits = tuple(Found(hit.row, states.get((group.kind, hit.row.pk))) for hit in group.hits)
    return Group(group.kind, group.title, hits, group.total)
