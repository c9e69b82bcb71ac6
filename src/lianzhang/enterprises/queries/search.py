"""Finds firms by words of their names, by initials and by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.enterprises.naming import folded
from lianzhang.kernel.desk import Link, SearchGroup, SearchHit, SearchQuery
from lianzhang.kernel.initials import every_initials
from lianzhang.plans.api import Viewpoint

from .listing import Wanted, filter_firms

__all__ = ["search"]

LOOKED_AT = 200
LAST_LETTER = "\U0010ffff"


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """There may be tens of thousands, so they are counted and only the first are fetched."""
    rows = filter_firms(vp.user, Wanted(q=query.text), vp.at)
    firms = _nearest(rows, query) if query.brief else list(rows.select_related("region", "park")[: query.most])
    why = dict(_reasons(vp, firms, query.words))
    hits = tuple(_hit(firm, why.get(firm.pk, "")) for firm in firms)
    total = len(hits) if query.brief or len(hits) < query.most else rows.count()
    everything = Link("在名录里看全部", "firms", query={"q": query.text})
    yield SearchGroup("firm", "企业", "家", 20, hits, total, everything)


def _nearest(rows: QuerySet[Enterprise], query: SearchQuery) -> list[Enterprise]:
    """Firms whose names begin with the first word before those that hold it, and these before all others.

    Of a word that thousands bear, the names that begin with it are found by the index, and some of the others looked
    at: a database that ranks them all takes longer than somebody types.
    """
    word = folded(next(iter(query.words), ""))
    begin = rows.filter(name__gte=word, name__lt=word + LAST_LETTER).order_by("name", "pk")[: query.most]
    names = {pk: name for some in (begin, rows.order_by()[:LOOKED_AT]) for pk, name in some.values_list("pk", "name")}

    def rank(pk: int) -> tuple[int, str, int]:
        name = folded(names[pk])
        return 0 if name.startswith(word) else 1 if word in name else 2, names[pk], pk

    nearest = sorted(names, key=rank)[: query.most]
    firms = {firm.pk: firm for firm in rows.filter(pk__in=nearest).select_related("region", "park")}
    return [firms[pk] for pk in nearest if pk in firms]


def _hit(row: Enterprise, why: str) -> SearchHit:
    return SearchHit(Link(row.name, "firm", (row.pk,)), f"{row.place}　{row.uscc}".strip(), why=why)


def _reasons(vp: Viewpoint, firms: Iterable[Enterprise], words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """By what each firm was found that does not bear the words in its name. Former names are asked for only then."""
    asked = [folded(word) for word in words]
    left: dict[int, list[str]] = {}
    for firm in firms:
        told = {word: _told(firm, word) for word in asked}
        yield firm.pk, "；".join(filter(None, told.values()))
        if unknown := [word for word, why in told.items() if why is None]:
            left[firm.pk] = unknown
    if left:
        yield from _by_former_names(vp, left)


def _told(firm: Enterprise, word: str) -> str | None:
    """ "" where the name says it, None where neither name, code nor initials do."""
    if word in folded(firm.name):
        return ""
    if word in firm.uscc.upper():
        return f"代码：{firm.uscc}"
    return f"首字母：{word}" if any(word in each for each in every_initials(firm.name)) else None


def _by_former_names(vp: Viewpoint, words: dict[int, list[str]]) -> Iterator[tuple[int, str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    for row in visible(vp.user, FormerName).filter(enterprise__in=words):
        names[row.enterprise_id].append(row.name)
    for firm, asked in words.items():
        borne = [name for name in names[firm] if any(_borne(name, word) for word in asked)]
        yield firm, f"曾用名：{'、'.join(borne)}" if borne else ""


def _borne(name: str, word: str) -> bool:
    return word in folded(name) or any(word in each for each in every_initials(name))
