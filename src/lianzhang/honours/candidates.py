"""Who could apply for a title: firms that do not hold it, held against the catalogue's conditions, with what lacks.

A title below on the ladder, or one that the conditions ask for, narrows the search; else firms above scale do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lianzhang.access.api import visible
from lianzhang.enterprises.models import AboveScale, Enterprise, FirmState
from lianzhang.honours.models import Honour
from lianzhang.registry.models import HonourKind, HonourRule
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

from .eligibility import Condition, Facts, Verdict, conditions_of, judge
from .held import held, titles_of

__all__ = ["LOOKED_AT", "Candidate", "Candidates", "candidates", "facts_of"]

# So many firms are looked at, largest output first: enough for every list that was ever published.
LOOKED_AT = 1_000
HUNDRED = Decimal(100)
NUMBERS = ("revenue", "research", "staff", "exports")


@dataclass(frozen=True, slots=True)
class Candidate:
    firm: Enterprise
    verdict: Verdict

    @property
    def rank(self) -> tuple[int, int, str]:
        """Nearest first: what fails, then what is unknown."""
        return (len(self.verdict.failed), len(self.verdict.unknown), self.firm.name)


@dataclass(frozen=True, slots=True)
class Candidates:
    """`pool` says among whom was looked; `cut` that there were more than were looked at."""

    rows: list[Candidate]
    pool: str
    cut: bool

    @property
    def ready(self) -> list[Candidate]:
        return [row for row in self.rows if row.verdict.ready]

    @property
    def open(self) -> list[Candidate]:
        """Nothing on record stands against them, but something is not on record."""
        return [row for row in self.rows if row.verdict.open and not row.verdict.ready]

    @property
    def near(self) -> list[Candidate]:
        """One condition is missing."""
        return [row for row in self.rows if len(row.verdict.failed) == 1]


def candidates(user: Any, kind: HonourKind, at: date, kinds: Sequence[HonourKind]) -> Candidates:
    """A fixed number of queries, whatever the number of firms. Without conditions there is nobody to name."""
    one_title = titles_of(kinds)
    conditions = conditions_of(visible(user, HonourRule).filter(kind=kind), one_title)
    if not conditions or kind.subject != HonourKind.Subject.FIRM:
        return Candidates([], "", cut=False)
    rows, pool = _pool(user, kind, at, conditions, one_title, kinds)
    firms = list(rows.order_by("-size", "pk")[: LOOKED_AT + 1])
    cut, firms = len(firms) > LOOKED_AT, firms[:LOOKED_AT]
    facts = facts_of(user, firms, at)
    judged = [Candidate(firm, judge(conditions, facts[firm.pk])) for firm in firms]
    return Candidates(sorted(judged, key=lambda row: row.rank), pool, cut)


def _pool(
    user: Any,
    kind: HonourKind,
    at: date,
    conditions: Sequence[Condition],
    one_title: dict[int, frozenset[int]],
    kinds: Sequence[HonourKind],
) -> tuple[QuerySet[Any], str]:
    """The firms worth asking, with `size` to order them, and words for who they are."""
    holding = visible(user, Honour).filter(held(at))
    firms = visible(user, Enterprise).filter(merged_into=None, outside=False, state=FirmState.ACTIVE, city=kind.city_id)
    firms = firms.exclude(
        pk__in=holding.filter(kind__in=one_title[kind.pk]).exclude(enterprise=None).values("enterprise")
    )
    required = frozenset().union(*(condition.titles for condition in conditions if condition.item == "holds"))
    below = required or frozenset(same for each in kinds if each.ladder_id == kind.pk for same in one_title[each.pk])
    if below:
        names = "、".join(each.name for each in kinds if each.pk in below)
        firms = firms.filter(pk__in=holding.filter(kind__in=below).exclude(enterprise=None).values("enterprise"))
        pool = f"持有{names}的企业"
    else:
        firms = firms.filter(above_scale__year=at.year) | firms.filter(above_scale__year=at.year - 1)
        firms, pool = firms.distinct(), "规上企业"
    return firms.annotate(size=_size(user, at)), pool


def _size(user: Any, at: date) -> Any:
    """The output of the last whole year on record, for the order only."""
    years = _yearly(user, at).filter(enterprise=OuterRef("pk")).order_by("-period_end").values("output")
    return Coalesce(Subquery(years[:1]), Decimal(0))


def _yearly(user: Any, at: date) -> QuerySet[Statement]:
    """Confirmed statements of whole calendar years that had ended by a day, in sight."""
    return visible(user, Statement).filter(
        state=ReportState.CONFIRMED,
        period_end__lte=at,
        period_start__month=1,
        period_start__day=1,
        period_end__month=12,
        period_end__day=31,
        period_start__year=F("period_end__year"),
    )


def _lately(at: date) -> Q:
    """The last whole calendar years that had ended by a day, each named: no part of a date is asked of the database."""
    ended = at.year - (at < date(at.year, 12, 31))
    years = range(ended, at.year - 4, -1)
    return reduce(or_, [Q(period_start=date(year, 1, 1), period_end=date(year, 12, 31)) for year in years])


def facts_of(user: Any, firms: Iterable[Enterprise], at: date) -> dict[int, Facts]:
    """What is on record of each firm, by key. Three queries."""
    keys = [firm.pk for firm in firms]
    years: dict[int, list[Statement]] = {}
    statements = visible(user, Statement).filter(_lately(at), state=ReportState.CONFIRMED, enterprise__in=keys)
    for row in statements.only("enterprise_id", "period_end", *NUMBERS).order_by("-period_end"):
        years.setdefault(row.enterprise_id, []).append(row)
    titles: dict[int, set[int]] = {}
    held_now = visible(user, Honour).filter(held(at), enterprise__in=keys)
    for firm, kind in held_now.values_list("enterprise", "kind"):
        titles.setdefault(firm, set()).add(kind)
    recent = Q(year=at.year) | Q(year=at.year - 1)
    large = set(visible(user, AboveScale).filter(recent, enterprise__in=keys).values_list("enterprise", flat=True))
    return {
        firm.pk: Facts(
            _numbers(firm, years.get(firm.pk, []), at) | {"above_scale": Decimal(firm.pk in large)},
            frozenset(titles.get(firm.pk, ())),
            firm.industry,
        )
        for firm in firms
    }


def _numbers(firm: Enterprise, years: Sequence[Statement], at: date) -> dict[str, Decimal | None]:
    last = years[0] if years else None
    numbers: dict[str, Decimal | None] = {name: getattr(last, name) if last else None for name in NUMBERS}
    revenue = numbers["revenue"]
    numbers["age_years"] = Decimal((at - firm.founded).days // 365) if firm.founded else None
    numbers["research_share"] = _share(numbers["research"], revenue)
    numbers["exports_share"] = _share(numbers.pop("exports"), revenue)
    numbers["revenue_growth"] = _growth(years)
    return numbers


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else part / whole * HUNDRED


def _growth(years: Sequence[Statement]) -> Decimal | None:
    """The last year's revenue against that of the year before; None where the two do not follow each other."""
    if len(years) < 2 or years[0].period_end.year - years[1].period_end.year != 1:
        return None
    now, before = years[0].revenue, years[1].revenue
    return None if now is None or not before else (now / before - 1) * HUNDRED
