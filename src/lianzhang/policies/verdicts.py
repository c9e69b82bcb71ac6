"""Whether firms meet the criteria of programmes: held against what is on record, each criterion for itself.

A programme that gives a title has the title's criteria. What is not on record is unknown, neither met nor lacking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.api import Answer, Condition, Verdict, conditions_of, facts_of, judge, titles_of
from lianzhang.plans.models import Programme, ProgrammeRule
from lianzhang.registry.models import HonourKind, HonourRule

__all__ = ["Told", "closes_on", "conditions", "tell", "told_of", "told_verdicts", "verdict_of"]

Conditions = dict[int, tuple[Condition, ...]]


def conditions(programmes: Iterable[Programme]) -> Conditions:
    """The criteria of each programme, by its key. Three queries."""
    rows = list(programmes)
    if not rows:
        return {}
    same = titles_of(HonourKind.objects.filter(city=rows[0].plan.city_id))
    own: dict[int, list[Any]] = {}
    for rule in ProgrammeRule.objects.filter(programme__in=[each.pk for each in rows]).order_by("order"):
        own.setdefault(rule.programme_id, []).append(rule)
    of_title: dict[int, list[Any]] = {}
    kinds = {each.honour_id for each in rows if each.honour_id}
    for title in HonourRule.objects.filter(kind__in=kinds).order_by("order"):
        of_title.setdefault(title.kind_id, []).append(title)
    return {
        each.pk: conditions_of(of_title.get(each.honour_id, []) if each.honour_id else own.get(each.pk, []), same)
        for each in rows
    }


def verdict_of(programme: Programme, firm: Enterprise) -> Verdict:
    """Of one firm and one programme, by all that is on record."""
    facts = facts_of(SYSTEM, [firm], timezone.localdate())[firm.pk]
    return judge(conditions([programme])[programme.pk], facts)


@dataclass(frozen=True, slots=True)
class Told:
    """One criterion as a page says it; `closes` is the day on which it will be met, where that can be told."""

    text: str
    met: bool | None
    words: str
    closes: date | None

    @property
    def mark(self) -> str:
        return {True: "met", False: "lacking", None: "unknown"}[self.met]


def told_verdicts(
    user: Any, firm: Enterprise, programmes: Sequence[Programme], on: date
) -> dict[int, tuple[Told, ...]]:
    """For each programme its criteria as they stand for a firm, by what `user` may read of it. Seven queries."""
    return told_of(conditions(programmes), user, firm, on)


def told_of(asked: Conditions, user: Any, firm: Enterprise, on: date) -> dict[int, tuple[Told, ...]]:
    """Many programmes ask the same: each condition is judged once. Four queries."""
    facts = facts_of(user, [firm], on)[firm.pk]
    told: dict[Condition, Told] = {}
    for one in {one for all_of_it in asked.values() for one in all_of_it}:
        (told[one],) = tell(judge((one,), facts), firm, on)
    return {key: tuple(told[one] for one in all_of_it) for key, all_of_it in asked.items()}


def tell(verdict: Verdict, firm: Enterprise, on: date) -> tuple[Told, ...]:
    return tuple(_told(each, firm, on) for each in verdict.answers)


def _told(answer: Answer, firm: Enterprise, on: date) -> Told:
    gap = closes_on(answer.condition, firm, on) if answer.met is False else None
    return Told(answer.condition.text, answer.met, answer.words, gap)


def closes_on(asked: Condition, firm: Enterprise, on: date) -> date | None:
    """The day on which a gap closes by itself: only a firm's age grows so."""
    if asked.item != "age_years" or asked.comparator not in (">=", ">") or not firm.founded:
        return None
    years = int(asked.value or 0) + (asked.comparator == ">")
    reached = date.fromordinal(firm.founded.toordinal() + years * 365)
    return reached if reached > on else None
