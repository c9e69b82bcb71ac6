"""Statements of a period that break a rule nobody has explained, found in the database: one query for a period."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum

from lianzhang.access.doors import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import ITEMS, Explained, Statement, StatementState
from lianzhang.enterprises.statements.neighbours import before, parts_of
from lianzhang.enterprises.statements.plausibility import BEFORE, JUMPING, PARTS, RULES, SUMMED, Rule
from lianzhang.kernel.periods import Period

from .lacking import answered

__all__ = ["Suspect", "suspects", "waiting_periods"]

# What counts, or is about to.
LOOKED_AT = (StatementState.CONFIRMED, StatementState.SUBMITTED)
OF_ROWS = tuple(rule for rule in RULES if not rule.looks_at_parts)
OF_SUMS = tuple(rule for rule in RULES if rule.looks_at_parts)
PERIODS_WAITING = 4
AT_ONCE = 10_000  # keys in one query


class Suspect(NamedTuple):
    """A statement (by primary key), the region of its firm, and the codes of the rules it breaks."""

    pk: int
    region: int | None
    period: Period
    rules: tuple[str, ...]


def suspects(user: User, period: Period) -> list[Suspect]:
    """Among the firms that `user` answers for. Three queries at most, unless very many are broken."""
    rows = _of_period(user, period)
    broken: dict[int, Suspect] = {}
    for found in (_by_row(rows, period), _by_sum(rows, user, period)):
        for pk, region, codes in found:
            already = broken[pk].rules if pk in broken else ()
            broken[pk] = Suspect(pk, region, period, already + codes)
    explained = _explained(user, list(broken))
    left = (
        each._replace(rules=tuple(c for c in each.rules if (each.pk, c) not in explained)) for each in broken.values()
    )
    return [each for each in left if each.rules]


def _explained(user: User, keys: list[int]) -> set[tuple[int, str]]:
    """Which of these statements' doubts were answered. Few statements break a rule; in a ruined register many do."""
    rows = visible(user, Explained)
    batches = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return {pair for batch in batches for pair in rows.filter(statement__in=batch).values_list("statement", "rule")}


def _of_period(user: User, period: Period) -> QuerySet[Statement]:
    mine = answered(user).filter(merged_into=None).values("pk")
    within = {"period_start": period.start, "period_end": period.end}
    return visible(user, Statement).filter(enterprise__in=mine, state__in=LOOKED_AT, **within)


# A primary key, a region, and the rules broken.
Broken = Iterator[tuple[int, int | None, tuple[str, ...]]]


def _broken(rows: QuerySet[Statement], rules: tuple[Rule, ...], terms: dict[str, str]) -> Broken:
    """Rows that break one of the rules: the database finds them, `holds` says which. `terms` are named as fields."""
    sought = reduce(or_, (rule.sought() for rule in rules))
    found = rows.filter(sought).order_by().values_list("pk", "enterprise__region", *terms.values())
    for pk, region, *values in found:
        known = dict(zip(terms, values, strict=True))
        yield pk, region, tuple(rule.code for rule in rules if rule.holds(known))


def _by_row(rows: QuerySet[Statement], period: Period) -> Broken:
    """Each beside the firm's confirmed statement of the period before."""
    earlier = before(period) or period
    same_firm = {
        "enterprise__statements__period_start": earlier.start,
        "enterprise__statements__period_end": earlier.end,
        "enterprise__statements__state": StatementState.CONFIRMED,
    }
    beside = rows.annotate(before=FilteredRelation("enterprise__statements", condition=Q(**same_firm)))
    terms = {item: item for item in ITEMS} | {f"{BEFORE}{item}": f"before__{item}" for item in JUMPING}
    yield from _broken(beside, OF_ROWS, terms)


def _by_sum(rows: QuerySet[Statement], user: User, period: Period) -> Broken:
    """Each beside the sums over its parts, for firms of which every part is confirmed."""
    parts = parts_of(period)
    if not parts:
        return
    of_parts = visible(user, Statement).filter(
        state=StatementState.CONFIRMED,
        period_start__in=[part.start for part in parts],
        period_end__in=[part.end for part in parts],
    )
    whole = of_parts.order_by().values("enterprise").annotate(parts=Count("pk")).filter(parts=len(parts))
    sums = {f"parts_{item}": _sum(of_parts, item, len(parts)) for item in SUMMED}
    beside = rows.filter(enterprise__in=whole.values("enterprise")).annotate(**sums)
    terms = {item: item for item in SUMMED} | {f"{PARTS}{item}": f"parts_{item}" for item in SUMMED}
    yield from _broken(beside, OF_SUMS, terms)


def _sum(of_parts: QuerySet[Statement], item: str, parts: int) -> Subquery:
    own = of_parts.filter(enterprise=OuterRef("enterprise")).order_by().values("enterprise")
    return Subquery(own.annotate(known=Count(item), total=Sum(item)).filter(known=parts).values("total"))


def waiting_periods(user: User) -> list[Period]:
    """The latest periods of which statements wait to be confirmed: there a wrong figure can still be sent back."""
    rows = visible(user, Statement).filter(state=StatementState.SUBMITTED).order_by("-period_end", "period_start")
    periods = rows.values_list("period_start", "period_end").distinct()[:PERIODS_WAITING]
    return [Period(start, end) for start, end in periods]
