"""Which firms could apply to which programmes: all firms of a lot held against all programmes at once.

Many programmes ask the same; each question is asked once of each firm. Kept where all is met or one alone is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.enterprises.models import Enterprise, FirmState
from lianzhang.honours.api import Condition, Facts, facts_of, meets, titles_of
from lianzhang.plans.models import Plan
from lianzhang.registry.models import HonourKind

from .loaded import loaded
from .models import LOT, EligibleLot
from .verdicts import closes_on
from .windows import in_force

__all__ = ["Standing", "Standings", "firms_to_reckon", "keep", "lots_of", "work_out"]

MET, LACKS, UNKNOWN = 1, 0, -1
# What one firm lacks: the condition, whether it is only not known, the day on which it will be met.
Gap = tuple[str, bool, str | None]


@dataclass(slots=True)
class Standing:
    """Of one programme and firms of one lot: who meets all, and who all but one, by what it is."""

    met: list[int] = field(default_factory=list)
    near: dict[Gap, list[int]] = field(default_factory=dict)


# By programme and lot.
Standings = dict[tuple[int, int], Standing]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a plan asks: each programme with the numbers of its questions, and the titles that it gives."""

    questions: list[Condition]
    programmes: list[tuple[int, list[int], frozenset[int]]]


def firms_to_reckon() -> list[int]:
    """The firms of all cities whose plans have programmes, by key."""
    cities = Plan.objects.filter(programmes__isnull=False).values("city")
    rows = Enterprise.objects.filter(city__in=cities, outside=False, merged_into=None, state=FirmState.ACTIVE)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def lots_of(keys: Collection[int]) -> dict[int, list[int]]:
    """The keys by the lot in which they are kept."""
    lots: dict[int, list[int]] = {}
    for key in sorted(keys):
        lots.setdefault(key // LOT, []).append(key)
    return lots


def work_out(keys: Collection[int]) -> Standings:
    """Of these firms, whatever they are now, what is to be kept. Reads, and writes nothing."""
    on = timezone.localdate()
    standings: Standings = {}
    cities: dict[tuple[int, int], list[Enterprise]] = {}
    for firm in Enterprise.objects.filter(pk__in=keys).order_by("pk"):
        if not firm.outside and firm.merged_into_id is None and firm.state == FirmState.ACTIVE:
            cities.setdefault((firm.city_id, firm.pk // LOT), []).append(firm)
    asked = {city: _asked(city, on) for city in {city for city, _ in cities}}
    for (city, lot), firms in cities.items():
        facts = facts_of(SYSTEM, firms, on)
        for programme, standing in _standings(asked[city], firms, facts, on):
            standings[programme, lot] = standing
    return standings


@transaction.atomic
def keep(keys: Collection[int], standings: Standings) -> int:
    """Put what was worked out of these firms in the place of what is kept of them; how many firms it names."""
    gone, lots = frozenset(keys), list(lots_of(keys))
    kept = {(row.programme_id, row.lot): row for row in EligibleLot.objects.select_for_update().filter(lot__in=lots)}
    changed, empty = [], []
    for programme, lot in {**kept, **standings}:
        row = kept.get((programme, lot)) or EligibleLot(programme_id=programme, lot=lot)
        met, near = _merged(row, gone, standings.get((programme, lot), Standing()))
        if not met and not near:
            empty.append(row.pk)
        elif (met, near) != (row.met, row.near):
            row.met, row.near = met, near
            changed.append(row)
    EligibleLot.objects.filter(pk__in=empty).delete()
    EligibleLot.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["programme", "lot"], update_fields=["met", "near"]
    )
    return sum(len(each.met) + sum(map(len, each.near.values())) for each in standings.values())


def _merged(row: EligibleLot, gone: Collection[int], new: Standing) -> tuple[list[int], list[Any]]:
    """What is kept of others, and what is new, each in order."""
    met = [key for key in row.met if key not in gone] + new.met
    near: dict[Gap, list[int]] = {gap: list(firms) for gap, firms in new.near.items()}
    for text, unknown, closes, firms in row.near:
        if stays := [key for key in firms if key not in gone]:
            near.setdefault((text, unknown, closes), []).extend(stays)
    listed = sorted(near.items(), key=lambda each: (each[0][:2], each[0][2] or ""))
    return sorted(met), [[*gap, sorted(firms)] for gap, firms in listed]


def _asked(city: int, on: date) -> _Asked:
    """Of the programmes in force of the plans of a city, those that ask anything at all."""
    same = titles_of(HonourKind.objects.filter(city=city))
    by_question: dict[Condition, int] = {}
    told = []
    for plan in Plan.objects.filter(city=city).order_by("pk"):
        known = loaded(SYSTEM, plan, on)
        for each in known.programmes:
            numbers = [by_question.setdefault(one, len(by_question)) for one in known.conditions[each.pk]]
            if numbers and in_force(each, on):
                gives = same.get(each.honour_id, frozenset()) if each.honour_id else frozenset()
                told.append((each.pk, numbers, gives))
    return _Asked(list(by_question), told)


def _standings(
    asked: _Asked, firms: Sequence[Enterprise], facts: Mapping[int, Facts], on: date
) -> Iterator[tuple[int, Standing]]:
    """Of each programme that some of the firms meet, or nearly."""
    import numpy as np

    said = {True: MET, False: LACKS, None: UNKNOWN}
    answers = np.array(
        [[said[meets(one, facts[firm.pk])] for firm in firms] for one in asked.questions], dtype=np.int8
    ).reshape(len(asked.questions), len(firms))
    keys = np.array([firm.pk for firm in firms])
    for programme, numbers, gives in asked.programmes:
        own = answers[numbers]
        short = (own != MET).sum(axis=0)
        if gives:  # who holds the title needs not apply
            short[[bool(gives & facts[firm.pk].titles) for firm in firms]] = len(numbers) + 2
        standing = Standing(keys[short == 0].tolist())
        for place, number in enumerate(numbers):
            for answer in (LACKS, UNKNOWN):
                one = np.flatnonzero((short == 1) & (own[place] == answer)).tolist()
                for gap, firm in _gaps(asked.questions[number], [firms[at] for at in one], answer == UNKNOWN, on):
                    standing.near.setdefault(gap, []).append(firm)
        if standing.met or standing.near:
            yield programme, standing


def _gaps(question: Condition, firms: Sequence[Enterprise], unknown: bool, on: date) -> Iterator[tuple[Gap, int]]:
    for firm in firms:
        closes = None if unknown else closes_on(question, firm, on)
        yield (question.text, unknown, closes.isoformat() if closes else None), firm.pk
