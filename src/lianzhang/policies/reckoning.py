"""Which firms could apply to which programmes: all firms of a lot held against all programmes at once.

Many programmes ask the same; each question is asked once of each firm. Kept where all is met or one alone is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.enterprises.models import Enterprise, FirmState
from lianzhang.honours.api import Condition, Facts, facts_of, meets, titles_of
from lianzhang.kernel.bulk import bulk_insert
from lianzhang.plans.models import Plan, Programme
from lianzhang.registry.models import HonourKind

from .models import Eligible
from .verdicts import closes_on, conditions
from .windows import in_force

__all__ = ["Kept", "firms_to_reckon", "keep", "work_out"]

MET, LACKS, UNKNOWN = 1, 0, -1


class Kept(NamedTuple):
    """A row of Eligible."""

    programme_id: int
    enterprise_id: int
    lacks: str = ""
    unknown: bool = False
    closes_on: date | None = None


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


def work_out(keys: Collection[int]) -> list[Kept]:
    """Of these firms, whatever they are now, what is to be kept. Reads, and writes nothing."""
    on = timezone.localdate()
    kept: list[Kept] = []
    cities: dict[int, list[Enterprise]] = {}
    for firm in Enterprise.objects.filter(pk__in=keys).order_by("pk"):
        if not firm.outside and firm.merged_into_id is None and firm.state == FirmState.ACTIVE:
            cities.setdefault(firm.city_id, []).append(firm)
    for city, firms in cities.items():
        facts = facts_of(SYSTEM, firms, on)
        kept += _kept(_asked(city, on), firms, facts, on)
    return kept


def keep(keys: Collection[int], rows: Sequence[Kept]) -> int:
    """Put what was worked out of these firms in the place of what is kept of them; how many rows."""
    Eligible.objects.filter(enterprise__in=list(keys)).delete()
    if rows:
        bulk_insert(Eligible, dict(zip(Kept._fields, map(list, zip(*rows, strict=True)), strict=True)))
    return len(rows)


def _asked(city: int, on: date) -> _Asked:
    """Of the programmes in force of the plans of a city, those that ask anything at all."""
    rows = Programme.objects.filter(plan__city=city).select_related("plan").order_by("pk")
    programmes = [each for each in rows if in_force(each, on)]
    same = titles_of(HonourKind.objects.filter(city=city))
    by_question: dict[Condition, int] = {}
    told = []
    asked = conditions(programmes)
    for each in programmes:
        numbers = [by_question.setdefault(one, len(by_question)) for one in asked[each.pk]]
        if numbers:
            gives = same.get(each.honour_id, frozenset()) if each.honour_id else frozenset()
            told.append((each.pk, numbers, gives))
    return _Asked(list(by_question), told)


def _kept(asked: _Asked, firms: Sequence[Enterprise], facts: dict[int, Facts], on: date) -> Iterator[Kept]:
    import numpy as np

    said = {True: MET, False: LACKS, None: UNKNOWN}
    answers = np.array(
        [[said[meets(one, facts[firm.pk])] for firm in firms] for one in asked.questions], dtype=np.int8
    ).reshape(len(asked.questions), len(firms))
    for programme, numbers, gives in asked.programmes:
        own = answers[numbers]
        short = (own != MET).sum(axis=0)
        for at in np.flatnonzero(short <= 1).tolist():
            firm: Any = firms[at]
            if gives & facts[firm.pk].titles:
                continue
            if not short[at]:
                yield Kept(programme, firm.pk)
                continue
            which = int(np.flatnonzero(own[:, at] != MET)[0])
            question, unknown = asked.questions[numbers[which]], bool(own[which, at] == UNKNOWN)
            closes = None if unknown else closes_on(question, firm, on)
            yield Kept(programme, firm.pk, question.text[:200], unknown, closes)
