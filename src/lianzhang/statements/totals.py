"""What the firms of a city sum up to, year by year: by chain without counting any output twice, and in the whole city.

Confirmed statements of whole years by firms of the city. A statement's output counts for a chain with the share of
the firm's membership in force on the year's last day; where the shares of a firm exceed a hundred, each counts for its
part of a hundred. Summed in the database, kept while the register stays the same. They speak of all rows: whoever shows
them asks first whether the whole is in sight (enterprises/totals_access.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest

from lianzhang.enterprises.models import AboveScale, Enterprise, Membership
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.work.api import Marks
from lianzhang.work.models import ReportState

from .models import Statement

__all__ = [
    *(
        "CENT",
        "INDUSTRY",
        "MANUFACTURING",
        "SHARE",
        "WHOLE",
        "Key",
        "Totals",
        "allotted",
        "exact",
        "in_sections",
        "of_year",
    ),
    *("listed", "reckon", "state_of_year", "summed", "totals", "with_industry", "yearly"),
]

WHOLE = 100.0


class Sections(NamedTuple):
    """Sections of GB/T 4754-2017 by their letters, and their divisions from `first` to before `after`."""

    letters: str
    first: str
    after: str


INDUSTRY = Sections("BCD", "06", "47")  # mining, manufacturing, power, gas and water
MANUFACTURING = Sections("C", "13", "44")
CENT = Decimal("0.01")

# What a sum is of, the year, and the chain; no chain: the whole city.
Key = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in 万元 and counts of firms. What has no row is nothing: whether that means zero, Coverage says.

    `output`, `research`, `revenue`, `trade` of all firms; with `industry_` before it of industrial firms above the
    threshold; `above_scale` and `industry` count firms, `active` those of industry that report research.
    """

    sums: dict[Key, Decimal]

    def of(self, what: str, year: int, chains: Iterable[int | None] = (None,)) -> Decimal:
        sums = (self.sums.get((what, year, chain), Decimal(0)) for chain in chains)
        return sum(sums, Decimal(0)).quantize(CENT)

    @property
    def years(self) -> list[int]:
        """Years of which there is any statement."""
        return sorted({year for what, year, _ in self.sums if what == "statements"})


_YEARS = RevisionCache(100)  # cities
Work = Callable[[int, Iterable[int]], dict[Any, Decimal]]
# Besides year and chain, what rows are summed by: names, each with what it stands for.
By = Mapping[str, Any]
_KEPT = RevisionCache(2_000)  # cities and years, what is stated and who is listed


def totals(city: int, marks: Marks | None = None) -> Totals:
    """One query where they are kept; six more where the register changed, for the years that it changed in."""
    return Totals(summed(city, marks or Marks(city), reckon, listed))


def summed(city: int, marks: Marks, stated: Work, named: Work) -> dict[Any, Decimal]:
    """What is `stated` and who is `named` above the threshold, of all years of which there is anything."""
    years = _years(city, marks)
    sums = _kept(stated, city, {year: state_of_year(marks, year) for year in years})
    return sums | _kept(named, city, {year: _state_of_list(marks, year) for year in years})


def _kept(work: Work, city: int, states: dict[int, Hashable]) -> dict[Any, Decimal]:
    """Worked out anew for the years whose state is another one."""
    kept = {year: _KEPT.get((work, city, year), state) for year, state in states.items()}
    if stale := [year for year, sums in kept.items() if sums is None]:
        reckoned = work(city, stale)
        for year in stale:
            kept[year] = {key: amount for key, amount in reckoned.items() if key[1] == year}
            _KEPT.put((work, city, year), states[year], kept[year])
    return {key: amount for sums in kept.values() for key, amount in sums.items()}


def state_of_year(marks: Marks, year: int) -> tuple[Hashable, ...] | None:
    """Of all that the sums of a year are made of."""
    own, firms = marks.of(Statement, AboveScale, years=range(year, year + 1)), marks.of(Enterprise)
    return (own, firms, marks.of(Membership, years=range(year + 1))) if own or firms else None


def _state_of_list(marks: Marks, year: int) -> tuple[Hashable, ...] | None:
    own, firms = marks.of(AboveScale, years=range(year, year + 1)), marks.of(Enterprise)
    return (own, firms) if own or firms else None


def _years(city: int, marks: Marks) -> list[int]:
    """The years of which there is anything to sum up."""
    return _YEARS.get_or_compute(city, marks.of(Statement, AboveScale, Enterprise), lambda: _ask_years(city))


def _ask_years(city: int) -> list[int]:
    if not Enterprise.objects.filter(city=city).exists():
        return []
    above = AboveScale.objects.filter(enterprise__city=city).order_by().values_list("year", flat=True).distinct()
    return sorted({period.start.year for period in _periods() if period.window == "year"} | set(above))


def reckon(city: int, years: Iterable[int], by: By = MappingProxyType({})) -> dict[Any, Decimal]:
    """Work out what is stated for some years from the rows."""
    years = sorted(years)
    statements = yearly(Statement.objects.all(), city, years)
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in _by_chain(statements, by):
        key = (row["year"], row["chain"], *(row[name] for name in by))
        sums["output", *key] += exact(row["amount"])
        if row["industrial"]:
            sums["industry_output", *key] += exact(row["amount"])
    for row in _in_city(statements, by):
        _add_city(sums, row, (row["year"], None, *(row[name] for name in by)))
    return dict(sums)


def listed(city: int, years: Iterable[int], by: By = MappingProxyType({})) -> dict[Any, Decimal]:
    """How many firms are above the threshold in some years."""
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in _above_scale(city, years, by):
        key = (row["year"], None, *(row[name] for name in by))
        sums["above_scale", *key] += row["count"]
        if row["industrial"]:
            sums["industry", *key] += row["count"]
    return dict(sums)


def yearly(rows: QuerySet[Any], city: int, years: Iterable[int]) -> QuerySet[Any]:
    """The statements that count for these years: confirmed, of a whole year, by a firm of the city that goes on."""
    wanted, whens = Q(pk__in=()), []
    for year in years:
        first, last = date(year, 1, 1), date(year, 12, 31)
        wanted |= Q(period_start=first, period_end=last)
        whens.append(When(period_start=first, then=Value(year)))
    statements = rows.filter(wanted, state=ReportState.CONFIRMED).filter(**_live("enterprise__", city))
    return statements.annotate(year=Case(*whens, default=Value(0)))


def of_year(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    return rows.filter(period_start=date(year, 1, 1), period_end=date(year, 12, 31))


def _periods() -> set[Period]:
    pairs = Statement.objects.filter(state=ReportState.CONFIRMED).order_by()
    return {Period(*pair) for pair in pairs.values_list("period_start", "period_end").distinct()}


def _live(path: str, city: int) -> dict[str, Any]:
    return {f"{path}city": city, f"{path}merged_into": None, f"{path}outside": False}


def in_sections(path: str, sections: Sections) -> Q:
    """Firms whose industry is a section or lies in one of its divisions; where it is not known, in none."""
    divisions = Q(**{f"{path}industry__gte": sections.first, f"{path}industry__lt": sections.after})
    return divisions | Q(**{f"{path}industry__in": list(sections.letters)})


def with_industry(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Marks what industrial firms above the threshold in that year state (规上工业)."""
    named = AboveScale.objects.filter(enterprise=OuterRef("enterprise"), year=OuterRef("year"))
    section = in_sections("enterprise__", INDUSTRY)
    return rows.annotate(industrial=Case(When(section, then=Exists(named)), default=Value(False)))


# --- shares
_IN_FORCE = Q(enterprise__memberships__starts__lte=F("period_end")) & (
    Q(enterprise__memberships__ends=None) | Q(enterprise__memberships__ends__gt=F("period_end"))
)
SHARE = F("counted")


def allotted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each statement once for every membership of its firm on the period's last day, with the share that counts."""
    by_firm = Membership.objects.order_by().values("enterprise").annotate(whole=Sum("share"))
    of_day = by_firm.filter(enterprise=OuterRef("enterprise"), starts__lte=OuterRef("period_end"))
    whole = of_day.filter(Q(ends=None) | Q(ends__gt=OuterRef("period_end"))).values("whole")
    # Only firms whose shares of all times exceed a hundred are asked what they sum up to on the day.
    exceeding = by_firm.filter(whole__gt=WHOLE).values("enterprise")
    share = _real("enterprise__memberships__share")
    return rows.filter(_IN_FORCE).annotate(
        chain=F("enterprise__memberships__chain"),
        counted=Case(
            When(enterprise__in=exceeding, then=share / Greatest(_real(Subquery(whole)), Value(WHOLE))),
            default=share / Value(WHOLE),
        ),
    )


def _real(expression: Any) -> Cast:
    """Divided as real numbers: two whole ones would lose what is behind the point."""
    return Cast(expression, FloatField())


def _by_chain(statements: QuerySet[Any], by: By) -> Iterable[Any]:
    rows = with_industry(allotted(statements)).order_by().values("year", "industrial", "chain", **by)
    return rows.annotate(amount=Sum(_real("output") * SHARE))


def exact(amount: float | None) -> Decimal:
    """A sum as the database gives it; nothing summed is nothing."""
    return Decimal(repr(amount or 0))


# --- the whole city
SUMMED = ("output", "research", "revenue", "trade")


def _in_city(statements: QuerySet[Any], by: By) -> Iterable[dict[str, Any]]:
    amounts = {name: Sum(_real(name)) for name in ("output", "research", "revenue")} | {
        "trade": Sum(Coalesce(_real("exports"), Value(0.0)) + Coalesce(_real("imports"), Value(0.0)))
    }
    sums = {f"sum_{name}": amount for name, amount in amounts.items()}
    rows = with_industry(statements).order_by().values("year", "industrial", **by)
    return rows.annotate(**sums, firms=Count("*"), active=Count("pk", filter=Q(research__gt=0)))


def _add_city(sums: dict[Any, Decimal], row: dict[str, Any], key: tuple[Any, ...]) -> None:
    for name in SUMMED:
        sums[name, *key] += exact(row[f"sum_{name}"])
        if row["industrial"]:
            sums[f"industry_{name}", *key] += exact(row[f"sum_{name}"])
    sums["statements", *key] += row["firms"]
    if row["industrial"]:
        sums["active", *key] += row["active"]


def _above_scale(city: int, years: Iterable[int], by: By) -> Iterable[Any]:
    rows = AboveScale.objects.filter(**_live("enterprise__", city), year__in=years)
    section = Case(When(in_sections("enterprise__", INDUSTRY), then=Value(True)), default=Value(False))
    counted = rows.annotate(industrial=section).order_by().values("year", "industrial", **by)
    return counted.annotate(count=Count("*"))
