"""Runs as the pages ask for them: the list, one run of risk with its firms as far as one sees them, what came before.

A run of risk tells sums to all who govern; of single firms it tells those who answer for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.access.api import Listed, listed_rows, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.disclosure import FEWEST
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.supply.filters import RunsWanted
from lianzhang.supply.lifecycle import RUN
from lianzhang.supply.models import AnalysisRun, RunFirm, RunState
from lianzhang.supply.runs.stops import runs_in_sight, sight_of
from lianzhang.supply.sourcing.measures import latest_run

__all__ = [
    *("RELATED", "Compared", "RiskDossier", "TrendPoint", "compared", "costly", "filter_runs", "firm_risk"),
    *("risk_dossier", "risk_rows", "run_page", "took"),
]

ROWS = 50
TREND = 8
COSTLY = 8
AT_ONCE = 4  # runs that are compared
RELATED = ("city", "asked_by", "post")
RISK = AnalysisRun.Kind.RISK
ORDERS: Columns = {
    "title": ("title",),
    "kind": ("kind",),
    "period": ("period_end", "period_start"),
    "coverage": ("coverage",),
    "asked": ("asked_at",),
    "state": ("state",),
}
RISK_ORDERS: Columns = {"rank": ("rank",), "name": ("enterprise__name", "stranger"), "risk": ("risk",)}


def filter_runs(wanted: RunsWanted, user: Any, city: int, order: str | None) -> QuerySet[AnalysisRun]:
    rows = runs_in_sight(user, city)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.q:
        rows = rows.filter(title__icontains=wanted.q)
    return sorted_rows(rows, ORDERS, order)


def run_page(wanted: RunsWanted, user: Any, city: int, number: Any, order: str | None) -> Listed[AnalysisRun]:
    return listed_rows(user, filter_runs(wanted, user, city, order), ROWS, number, "asked_by", "post")


def took(run: AnalysisRun) -> timedelta | None:
    return run.ended_at - run.started_at if run.started_at and run.ended_at else None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What the last run of a period found."""

    run: AnalysisRun
    mean_of_top: float | None
    share_of_most: float | None = None


@dataclass(frozen=True, slots=True)
class RiskDossier:
    """`page` and `rows`: the firms in sight; `first`: the one whose stop costs most, where it is. `safe`: whether sums
    tell of nobody. `alone`: whether all firms are in sight."""

    run: AnalysisRun
    page: Any
    rows: list[RunFirm]
    first: RunFirm | None
    safe: bool
    alone: bool
    trend: tuple[TrendPoint, ...]
    offers: tuple[Offer, ...]
    history: tuple[Happening, ...]

    @property
    def basis(self) -> dict[str, Any]:
        return dict(self.run.summary.get("basis", {}))


def risk_rows(run: AnalysisRun, user: Any, order: str | None = None) -> QuerySet[RunFirm]:
    return sorted_rows(visible(user, RunFirm).filter(run=run).order_by("rank", "pk"), RISK_ORDERS, order)


def risk_dossier(run: AnalysisRun, user: Any, number: Any, order: str | None) -> RiskDossier:
    rows = risk_rows(run, user, order)
    page, shown = listed_rows(user, rows, ROWS, number, "enterprise", "enterprise__region")
    firms = run.summary.get("firms", 0)
    return RiskDossier(
        run, page, shown, rows.filter(rank=1).select_related("enterprise").first(), firms >= FEWEST,
        sight_of(user, run.city_id).whole, tuple(_trend(run, user)),
        tuple(RUN.offers(run, user)), tuple(history_of(run)),
    )  # fmt: skip


def _trend(run: AnalysisRun, user: Any) -> Iterator[TrendPoint]:
    """The last run of each period of the same length, in order, up to this one's."""
    done = runs_in_sight(user, run.city_id).filter(kind=RISK, state=RunState.DONE, period_end__lte=run.period_end)
    last: dict[Period, AnalysisRun] = {}
    for each in done.order_by("-period_end", "-ended_at"):
        if each.period.window == run.period.window:
            last.setdefault(each.period, each)
    if run.state == RunState.DONE:
        last[run.period] = run
    told = sorted(last.items())[-TREND:]
    most = max((each.summary.get("mean_of_top") or 0.0 for _, each in told), default=0.0)
    for _, each in told:
        mean = each.summary.get("mean_of_top") if each.summary.get("firms", 0) >= FEWEST else None
        yield TrendPoint(each, mean, mean / most if mean and most else None)


# --- one firm
def firm_risk(user: Any, firm: Enterprise) -> RunFirm | None:
    """What the latest run says of one firm; None where there is none in sight."""
    run = latest_run(firm.city_id)
    return visible(user, RunFirm).filter(run=run, enterprise=firm).select_related("run").first() if run else None


def costly(user: Any, city: int) -> list[RunFirm]:
    """Of those in sight, whose stop costs most by the latest run."""
    run = latest_run(city)
    if run is None:
        return []
    rows = visible(user, RunFirm).filter(run=run, risk__gt=0).select_related("enterprise", "run")
    return list(rows.order_by("rank")[:COSTLY])


# --- runs beside each other
@dataclass(frozen=True, slots=True)
class Compared:
    """One firm in several runs: of each its rank and cost, None where it is not among the rows in sight."""

    name: str
    firm: Enterprise | None
    results: tuple[RunFirm | None, ...]

    @property
    def points(self) -> float | None:
        """From the first run to the last, in percentage points."""
        first, last = self.results[0], self.results[-1]
        if first is None or last is None or first.risk is None or last.risk is None:
            return None
        return 100 * (last.risk - first.risk)


def compared(runs: Iterable[AnalysisRun], user: Any, most: int = ROWS) -> list[Compared]:
    """The firms in sight at the head of any of the runs, by what the last one found."""
    chosen = list(runs)
    head = Q(rank__lte=most)
    rows = visible(user, RunFirm).filter(head, run__in=chosen).select_related("enterprise").order_by("rank")
    by_firm: dict[tuple[int, str], dict[int, RunFirm]] = {}
    for row in rows:
        by_firm.setdefault((row.enterprise_id or 0, row.stranger), {})[row.run_id] = row
    told = []
    for results in by_firm.values():
        one = next(iter(results.values()))
        told.append(
            Compared(one.stranger or str(one.enterprise), one.enterprise, tuple(results.get(r.pk) for r in chosen))
        )
    return sorted(told, key=lambda each: -max(row.risk or 0.0 for row in each.results if row))
