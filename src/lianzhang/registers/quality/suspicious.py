"""Statements of a period that break a rule nobody has explained, found in the database: one query for a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period
from lianzhang.statements.api import BEFORE, JUMPING, PARTS, RULES, SUMMED, Rule, before, parts_of
from lianzhang.statements.models import ITEMS, Explained, Statement
from lianzhang.work.models import ReportState

from .lacking import answered_statements

__all__ = ["Suspect", "suspects", "waiting_periods"]

# What counts, or is about to.
LOOKED_AT = (ReportState.CONFIRMED, ReportState.SUBMITTED)
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
    for breaches in (_by_row(rows, period), _by_sum(rows, user, period)):
        for pk, region, codes in breaches:
            already = broken[pk].rules if pk in broken else ()
            broken[pk] = Suspect(pk, region, period, already + codes)
    explained = _explained(list(broken))
    left = (
        each._replace(rules=tuple(c for c in each.rules if (each.pk, c) not in explained)) for each in broken.values()
    )
    return [each for each in left if each.rules]


def _explained(keys: list[int]) -> set[tuple[int, str]]:
    """Which doubts of these statements were answered. Few break a rule; in a ruined register many do."""
    batches = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    rows = Explained.objects.order_by()
    return {pair for batch in batches for pair in rows.filter(statement__in=batch).values_list("statement", "rule")}


def _of_period(user: User, period: Period) -> QuerySet[Statement]:
    within = {"period_start": period.start, "period_end": period.end}
    return answered_statements(user).filter(state__in=LOOKED_AT, **within)


# A primary key, a region, and the rules broken.
Broken = Iterator[tuple[int, int | None, tuple[str, ...]]]


def _broken(rows: QuerySet[Statement], rules: tuple[Rule, ...], terms: dict[str, str]) -> Broken:
    """Rows that break one of the rules: the database finds them, `holds` says which. `terms` are named as fields."""
    sought = reduce(or_, (rule.sought() for rule in rules))
    matches = rows.filter(sought).order_by().values_list("pk", "enterprise__region", *terms.values())
    for pk, region, *values in matches:
        known = dict(zip(terms, values, strict=True))
        yield pk, region, tuple(rule.code for rule in rules if rule.holds(known))


def _by_row(rows: QuerySet[Statement], period: Period) -> Broken:
    """Each beside the firm's confirmed statement of the period before."""
    earlier = before(period) or period
    same_firm = {
        "enterprise__statements__period_start": earlier.start,
        "enterprise__statements__period_end": earlier.end,
        "enterprise__statements__state": ReportState.CONFIRMED,
    }
    beside = rows.annotate(before=FilteredRelation("enterprise__statements", condition=Q(**same_firm)))
    terms = {item: item for item in ITEMS} | {f"{BEFORE}{item}": f"before__{item}" for item in JUMPING}
    yield from _broken(beside, OF_ROWS, terms)


def _by_sum(rows: QuerySet[Statement], user: User, period: Period) -> Broken:
    """Each beside the sums over its parts, for firms of which every part is confirmed and says so much."""
    parts = parts_of(period)
    if not parts:
        return
    each_part = reduce(or_, (Q(period_start=part.start, period_end=part.end) for part in parts))
    of_parts = answered_statements(user).filter(each_part)
    whole = of_parts.filter(state=ReportState.CONFIRMED).order_by().values("enterprise").annotate(parts=Count("pk"))
    whole = whole.filter(parts=len(parts))
    named = {f"sum_{item}": Sum(item) for item in SUMMED} | {f"known_{item}": Count(item) for item in SUMMED}
    sums = {row["enterprise"]: _known(row, len(parts)) for row in whole.annotate(**named)}
    if not sums:
        return
    statements = rows.filter(enterprise__in=whole.values("enterprise")).order_by()
    for pk, firm, region, *values in statements.values_list("pk", "enterprise", "enterprise__region", *SUMMED):
        terms = dict(zip(SUMMED, values, strict=True)) | sums.get(firm, {})
        codes = tuple(rule.code for rule in OF_SUMS if rule.holds(terms))
        if codes:
            yield pk, region, codes


def _known(row: Mapping[str, Any], parts: int) -> dict[str, Decimal | None]:
    """A sum is known only where every part is."""
    return {f"{PARTS}{item}": row[f"sum_{item}"] if row[f"known_{item}"] == parts else None for item in SUMMED}


def waiting_periods(user: User) -> list[Period]:
    """The latest periods of which statements that `user` answers for wait: there a wrong figure can be sent back."""
    rows = answered_statements(user).filter(state=ReportState.SUBMITTED).order_by("-period_end", "-period_start")
    periods = rows.values_list("period_start", "period_end").distinct()[:PERIODS_WAITING]
    return [Period(start, end) for start, end in periods]
