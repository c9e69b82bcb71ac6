"""Which firms of a city may be one: all names are compared, and what was already judged is not asked again.

Names are compared without place and legal form. Two firms with different codes are two, unless their names are equal.
Only names that share a rare pair of letters are held against each other, so that fifty thousand take seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db import transaction

from lianzhang.enterprises.models import DuplicateCandidate, Enterprise, FormerName, NotSame
from lianzhang.enterprises.naming import ALIKE, core_name, folded, similarity
from lianzhang.jobs.api import job
from lianzhang.registry.models import Park, Region

__all__ = ["Name", "Pair", "find_duplicates", "pairs_among", "refind"]

CROWD = 60  # names that share a pair of letters: more of them say nothing about each other
MOST_PAIRS = 500  # candidates of a city: more than anybody works off before the next search


@dataclass(frozen=True, slots=True)
class Name:
    """A firm as it is compared: all that it is called, its name without place and form, and its code."""

    pk: int
    names: tuple[str, ...]
    core: str
    uscc: str


@dataclass(order=True, frozen=True, slots=True)
class Pair:
    """`score` from 0 to 100; the lower number first."""

    score: int
    one: int
    other: int
    why: str = field(compare=False)


def pairs_among(firms: Iterable[Name]) -> list[Pair]:
    """Pairs that look like one firm, the most alike first."""
    pairs = []
    for one, other in _neighbours(list(firms)):
        if judged := _judged(one, other):
            pairs.append(Pair(judged[0], one.pk, other.pk, judged[1]))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def _judged(one: Name, other: Name) -> tuple[int, str] | None:
    if same := [name for name in one.names if name in other.names]:
        return 100, f"都叫“{min(same)}”"
    if one.uscc and other.uscc:
        return None
    if one.core == other.core:
        return 95, f"去掉地名和组织形式，都是“{one.core}”"
    score = similarity(one.core, other.core)
    return (round(score * 90), f"“{one.core}”与“{other.core}”相近") if score >= ALIKE else None


def _neighbours(firms: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Pairs worth a look, each once: with a name or core in common, or a pair of letters that few share.

    Found firm by firm: to remember every pair that was looked at would take more memory than all names.
    """
    groups: dict[str, list[Name]] = defaultdict(list)
    for firm in firms:
        for key in _keys(firm):
            groups[key].append(firm)
    for firm in firms:
        near = {other.pk: other for key in _keys(firm) if len(groups[key]) <= CROWD for other in groups[key]}
        yield from ((firm, other) for other in near.values() if other.pk > firm.pk)


def _keys(firm: Name) -> set[str]:
    """Under what it is found by those like it."""
    return {*firm.names, f"={firm.core}", *(firm.core[at : at + 2] for at in range(len(firm.core) - 1))}


@transaction.atomic
def refind(city: Region) -> int:
    """Search the city anew; how many candidates there are. What somebody called not the same stays away."""
    not_same = set(NotSame.objects.filter(one__city=city).values_list("one", "other"))
    pairs = [pair for pair in pairs_among(_names(city)) if (pair.one, pair.other) not in not_same][:MOST_PAIRS]
    wanted = {(pair.one, pair.other): pair for pair in pairs}
    stale = [
        row.pk for row in DuplicateCandidate.objects.filter(one__city=city) if (row.one_id, row.other_id) not in wanted
    ]
    DuplicateCandidate.objects.filter(pk__in=stale).delete()
    DuplicateCandidate.objects.bulk_create(
        (DuplicateCandidate(one_id=pair.one, other_id=pair.other, score=pair.score, why=pair.why) for pair in pairs),
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["score", "why"],
    )
    return len(wanted)


def _names(city: Region) -> list[Name]:
    places = tuple(
        folded(place)
        for rows in (
            Region.objects.filter(parent=city),
            Region.objects.filter(pk=city.pk),
            Park.objects.filter(city=city),
        )
        for place in rows.values_list("name", flat=True)
    )
    former: dict[int, list[str]] = defaultdict(list)
    for firm, name in FormerName.objects.filter(enterprise__city=city).values_list("enterprise", "name"):
        former[firm].append(name)
    rows = Enterprise.objects.filter(city=city, merged_into=None).values_list("pk", "name", "uscc")
    return [
        Name(pk, tuple(map(folded, (name, *former.get(pk, ())))), core_name(name, places), uscc)
        for pk, name, uscc in rows
    ]


@job("firms.duplicates", title="查找疑似重复的企业", daily=time(3, 20))
def find_duplicates(*, city: int | None = None) -> dict[str, Any]:
    """Of one city when somebody asked, of all at night."""
    cities = Region.objects.filter(pk__in=Enterprise.objects.values("city").distinct())
    return {each.code: refind(each) for each in (cities.filter(pk=city) if city else cities)}
