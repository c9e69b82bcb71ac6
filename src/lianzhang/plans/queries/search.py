"""Finds the targets, duties, clauses and sources of a plan by words they contain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Manager, Q, QuerySet

from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import Clause, Duty, Source, Target
from lianzhang.plans.viewpoint import PlanViewpoint, Viewpoint

from .clauses import items

__all__ = ["Searched", "search", "search_rows"]


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind of row that is searched: in which fields, and how a row is shown as a hit.

    A field with a blank word stands in the hit's title; of any other the word says what was found in it.
    """

    kind: str
    title: str
    measure: str
    order: int
    fields: Mapping[str, str]
    hit: Callable[[Any], SearchHit]


def search_rows(rows: QuerySet[Any], searched: Searched, query: SearchQuery) -> SearchGroup:
    """Every word must be found in one of a row's fields. All hits are counted, the first are shown."""
    for word in query.words:
        condition = Q()
        for field in searched.fields:
            condition |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(condition)
    matches = list(dict.fromkeys(rows))
    if query.brief:  # what one types stands in a title more often than beside it
        matches.sort(key=lambda row: not _in_title(row, searched, query.words))
    shown = matches[: query.most]
    hits = tuple(replace(searched.hit(row), why=_why(row, searched, query.words)) for row in shown)
    return SearchGroup(searched.kind, searched.title, searched.measure, searched.order, hits, len(matches))


def _in_title(row: Any, searched: Searched, words: Iterable[str]) -> bool:
    titles = [_texts(row, field) for field, word in searched.fields.items() if not word]
    return all(any(_has(texts, word) for texts in titles) for word in words)


def _why(row: Any, searched: Searched, words: Iterable[str]) -> str:
    """What holds the words that the title does not, each once."""
    return "；".join(dict.fromkeys(filter(None, (_holding(row, searched, word) for word in words))))


def _holding(row: Any, searched: Searched, word: str) -> str:
    for name, said in searched.fields.items():
        for text in _texts(row, name):
            if word.casefold() in text.casefold():
                return f"{said}：{_around(text, word)}" if said else ""
    return ""


def _around(text: str, word: str) -> str:
    """A long text is told where the word stands in it."""
    begins = max(text.casefold().find(word.casefold()) - AROUND, 0)
    ends = begins + len(word) + 2 * AROUND
    return f"{'…' if begins else ''}{text[begins:ends]}{'…' if ends < len(text) else ''}"


def _has(texts: Iterable[str], word: str) -> bool:
    return any(word.casefold() in text.casefold() for text in texts)


def _texts(row: Any, path: str) -> list[str]:
    """What stands in a field, or in that of each row that it leads to."""
    name, _, rest = path.partition("__")
    value = getattr(row, name)
    if isinstance(value, Manager):
        return [text for each in value.all() for text in _texts(each, rest)]
    return _texts(value, rest) if rest else [str(value or "")]


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


OWNERS = {"code": "编号", "clause__number": "条款", "owners__name": "责任单位"}
DUTY_FIELDS = {"name": "", **OWNERS, "responsible": "责任单位", "record": "办理情况"}
SOURCE_FIELDS = {"title": "", "publisher": "发布者", "address": "网址", "note": "说明"}
AROUND = 10  # letters before and behind a word in a long text
SEARCHED: tuple[tuple[type[Any], Searched], ...] = (
    (Target, Searched("target", "目标", "项", 30, {"name": "", **OWNERS}, _target)),
    (Duty, Searched("duty", "任务", "项", 40, DUTY_FIELDS, _duty)),
    (Clause, Searched("clause", "条款", "条", 50, {"number": "", "title": ""}, _clause)),
    (Source, Searched("source", "来源", "条", 60, SOURCE_FIELDS, _source)),
)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Targets and duties with their state: the plan is evaluated only where some are found, and not while one types."""
    if not isinstance(vp, PlanViewpoint):
        return
    for model, searched in SEARCHED:
        rows = vp.rows(model)
        if model in (Target, Duty):
            group = search_rows(rows.select_related("clause").prefetch_related("owners"), searched, query)
            yield _with_states(vp, group) if group.hits and not query.brief else group
        else:
            yield search_rows(rows, searched, query)


def _with_states(vp: PlanViewpoint, group: SearchGroup) -> SearchGroup:
    states = {item.subject.code: item.state for item in items(vp) if item.kind == group.kind}
    hits = tuple(replace(hit, state=states.get(hit.link.args[0], "")) for hit in group.hits)
    return replace(group, hits=hits)
