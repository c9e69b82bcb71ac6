"""Statements of a period that break a rule nobody has explained, found in the database: one query for a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period, series_of, so_far, windows
from lianzhang.statements.api import (
    AGO,
    BEFORE,
    EARLIER,
    LATEST,
    PARTS,
    RULES,
    SERIES,
    SUMMED,
    YEAR,
    Rule,
    before,
    broken_codes,
    is_cumulative,
    parts_of,
    unrepeated,
    year_ago,
    year_of,
)
from lianzhang.statements.models import Explained, Statement
from lianzhang.work.models import ReportState

from .lacking import answered_statements

__all__ = ["Suspect", "suspects", "waiting_periods"]

# What counts, or is about to.
LOOKED_AT = (ReportState.CONFIRMED, ReportState.SUBMITTED)
# What a series is made of.
TOLD = tuple(state for state in ReportState.values if state != ReportState.REPLACED)
OF_SUMS = tuple(rule for rule in RULES if rule.looks_at(PARTS))
OF_SERIES = tuple(rule for rule in RULES if rule.looks_at(LATEST))
OF_ROWS = tuple(rule for rule in RULES if not rule.looks_at(PARTS, LATEST, EARLIER))
PERIODS_WAITING = 4
AT_ONCE = 10_000  # keys in one query


class Suspect(NamedTuple):
    """A statement (by primary key), the region of its firm, and the codes of the rules it breaks."""

    pk: int
    region: int | None
    period: Period
    rules: tuple[str, ...]


def suspects(user: User, period: Period) -> list[Suspect]:
    """Among the firms that `user` answers for. Five queries at most, unless very many are broken.

    Firms that report cumulative figures are looked at one by one: what theirs are held against is reckoned first."""
    rows, apart = _of_period(user, period), _reporting_so_far(period)
    plain = rows if apart is None else rows.exclude(enterprise__in=apart)
    if is_cumulative(period):
        plain, apart = rows.none(), rows.values("enterprise")
    broken: dict[int, Suspect] = {}
    ways = [_by_row(plain, period), _by_sum(plain, user, period), _by_series(plain, user, period)]
    if apart is not None:
        ways.append(_one_by_one(rows.filter(enterprise__in=apart), user, None))
    for pk, region, codes in chain.from_iterable(ways):
        already = broken[pk].rules if pk in broken else ()
        broken[pk] = Suspect(pk, region, period, unrepeated((*already, *codes)))
    explained = _explained(list(broken))
    left = (
        each._replace(rules=tuple(c for c in each.rules if (each.pk, c) not in explained)) for each in broken.values()
    )
    return [each for each in left if each.rules]


def _reporting_so_far(period: Period) -> QuerySet[Any] | None:
    """Firms with confirmed cumulative statements of this year or the one before; None where there is none at all."""
    years = [date(period.start.year - back, 1, 1) for back in (0, 1)]
    ends = [
        each.end
        for year in years
        for month in windows(year, year.replace(month=12), "month")
        if is_cumulative(each := so_far(month))
    ]
    rows = Statement.objects.filter(period_start__in=years, period_end__in=ends, state=ReportState.CONFIRMED).order_by()
    return rows.values("enterprise") if rows.exists() else None


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


def _beside(period: Period, **states: Any) -> FilteredRelation:
    """The same firm's statement of another period."""
    within = {"period_start": period.start, "period_end": period.end} | states
    condition = Q(**{f"enterprise__statements__{name}": value for name, value in within.items()})
    return FilteredRelation("enterprise__statements", condition=condition)


def _by_row(rows: QuerySet[Statement], period: Period) -> Broken:
    """Each beside the firm's confirmed statements of the period before, a year ago and the whole year."""
    others = {BEFORE: before(period), AGO: year_ago(period), YEAR: year_of(period)}
    beside, rules = rows, OF_ROWS
    for prefix, other in others.items():
        if other is None:
            rules = tuple(rule for rule in rules if not rule.looks_at(prefix))
        else:
            beside = beside.annotate(**{prefix.rstrip("."): _beside(other, state=ReportState.CONFIRMED)})
    names = {name for rule in rules for name in rule.names}
    yield from _broken(beside, rules, {name: name.replace(".", "__") for name in sorted(names)})


def _by_sum(rows: QuerySet[Statement], user: User, period: Period) -> Broken:
    """Each beside the sums over its parts, for firms of which every part is confirmed and says so much."""
    parts = parts_of(period)
    if not parts:
        return
    each_part = reduce(or_, (Q(period_start=part.start, period_end=part.end) for part in parts))
    of_parts = answered_statements(user).filter(each_part)
    whole = of_parts.filter(state=ReportState.CONFIRMED).order_by().values("enterprise").annotate(parts=Count("*"))
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


def _by_series(rows: QuerySet[Statement], user: User, period: Period) -> Broken:
    """Where a figure rose since the period before by about as much as the year began with, its series is looked at."""
    series = series_of(period)
    if not series:
        return
    first, latest = (_told(user, each) for each in (series[0], series[-2]))
    rising = [
        pk
        for pk, firm, *values in rows.order_by().values_list("pk", "enterprise", *SERIES)
        if firm in first and firm in latest and any(map(_rises, first[firm], latest[firm], values))
    ]
    for start in range(0, len(rising), AT_ONCE):
        yield from _one_by_one(rows.filter(pk__in=rising[start : start + AT_ONCE]), user, OF_SERIES)


def _told(user: User, period: Period) -> dict[int, list[Decimal | None]]:
    """By firm the figures of SERIES, confirmed ones before those on their way. Read apart: a join would be slow."""
    within = {"period_start": period.start, "period_end": period.end, "state__in": TOLD}
    rows = answered_statements(user).filter(**within).order_by()
    told: dict[int, list[Decimal | None]] = {}
    for firm, state, *values in rows.values_list("enterprise", "state", *SERIES):
        if state == ReportState.CONFIRMED or firm not in told:
            told[firm] = values
    return told


def _rises(first: Decimal | None, latest: Decimal | None, now: Decimal | None) -> bool:
    """By a step that lies about where the first figure does."""
    if first is None or latest is None or now is None:
        return False
    return 0 < first <= (now - latest) * 2 <= first * 4


def _one_by_one(rows: QuerySet[Statement], user: User, rules: tuple[Rule, ...] | None) -> Broken:
    """By memory; `rules` are those that count, None for all."""
    listed = list(rows.select_related("enterprise"))
    wanted = None if rules is None else {rule.code for rule in rules}
    codes = broken_codes(listed, user)
    for row in listed:
        if broken := tuple(code for code in codes[row.pk] if wanted is None or code in wanted):
            yield row.pk, row.enterprise.region_id, broken


def _known(row: Mapping[str, Any], parts: int) -> dict[str, Decimal | None]:
    """A sum is known only where every part is."""
    return {f"{PARTS}{item}": row[f"sum_{item}"] if row[f"known_{item}"] == parts else None for item in SUMMED}


def waiting_periods(user: User) -> list[Period]:
    """The latest periods of which statements that `user` answers for wait: there a wrong figure can be sent back."""
    rows = answered_statements(user).filter(state=ReportState.SUBMITTED).order_by("-period_end", "-period_start")
    periods = rows.values_list("period_start", "period_end").distinct()[:PERIODS_WAITING]
    return [Period(start, end) for start, end in periods]
