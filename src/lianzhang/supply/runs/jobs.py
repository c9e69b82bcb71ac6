"""Runs of the analysis behind the pages: reckoned in slices, so that others get their turn; asked for every night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from time import monotonic
from typing import Any

import numpy as np
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import enqueue, job
from lianzhang.jobs.models import Job, JobState
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Region
from lianzhang.supply.models import AnalysisRun, Purchase, RunState
from lianzhang.supply.rates.lines import years_recorded

from . import reckoning
from .actions import JOB, ask_risk, fail, finish, start
from .findings import Finding, chains_of, names_of, risk_finding, stress_finding
from .risk_facts import model_of
from .risk_model import RiskModel

__all__ = [
    *("Slice", "carry_out", "due_tonight", "every_night", "give_up", "is_carried", "latest_year", "prepare_turn"),
    *("settle", "take_turn", "unchanged_since", "watch_of"),
]

SLICE = 180.0  # seconds of one job; a worker that says nothing for five minutes is taken for dead
TELL = 1.0  # seconds between two lines on how far it is
GIVEN_UP = "算的时候系统一再出错，没有结果；请过一会儿再算，还是这样的请告诉系统管理员。"
NOBODY = "采购记录里已经没有要停的企业；请重新选。"
Watch = Callable[[int, int], bool]


@dataclass
class Slice:
    """What became of a turn: found, refused with words, or neither: it goes on later, or was cancelled."""

    finding: Finding | None = None
    problem: str = ""
    goes_on: bool = False


# --- one run
def carry_out(run: AnalysisRun, watch: Watch, *, scheduler: str = "") -> Slice:
    """Reckon a run, or go on where it was. `watch(done, of)` says whether to go on now."""
    model, coverage = model_of(run.city_id, run.period)
    asked: dict[str, Any] = {"epsilon": run.settings["epsilon"]}
    if run.kind == AnalysisRun.Kind.STRESS:
        asked |= _stopped(model, run)
        if not asked["stop"]:
            return Slice(problem=NOBODY)
    elif scheduler:
        asked["scheduler"] = scheduler
    try:
        result = reckoning.reckon(run.pk, model, asked, watch)
    except reckoning.Unanswered as refused:
        return Slice(problem=str(refused))
    if result is None:
        return Slice(goes_on=True)
    if run.kind == AnalysisRun.Kind.RISK:
        return Slice(risk_finding(model, coverage, result))
    chains = chains_of(run.city_id, timezone.localdate())
    return Slice(stress_finding(model, coverage, result, asked["stop"], chains=chains, words=names_of(model)))


def _stopped(model: RiskModel, run: AnalysisRun) -> dict[str, Any]:
    """Where in the model those stand that stop."""
    said = run.settings
    place = {name: -number - 1 for number, name in enumerate(model.strangers)}
    keys = [*said["firms"], *(place[name] for name in said["strangers"] if name in place)]
    stop = np.flatnonzero(np.isin(model.firms, np.array(keys, np.int64)))
    return {"stop": stop.tolist(), "part": said["part"] / 100, "second": said["second"]}


def watch_of(run: int, until: float) -> Watch:
    """Goes on until the moment `until` or the run is cancelled, and says now and then how far it is."""
    told, last = (-1, -1), 0.0

    def look(done: int, of: int) -> bool:
        nonlocal told, last
        if monotonic() - last > TELL:
            last = monotonic()
            rows = AnalysisRun.objects.filter(pk=run, state=RunState.RUNNING)
            under_way = rows.exists() if told == (done, of) else bool(rows.update(done=done, of=of))
            told = (done, of)
            if not under_way:
                return False
        return monotonic() < until

    return look


def prepare_turn(*, run: int, turn: int = 0) -> Slice | None:  # noqa: ARG001 - which turn it is makes the job another
    row = AnalysisRun.objects.select_related("city").filter(pk=run).first()
    if row is None or not row.is_open:
        return None
    if row.state == RunState.QUEUED:
        row = start(run=row)
    return carry_out(row, watch_of(run, monotonic() + SLICE))


def give_up(*, run: int, **_: Any) -> None:
    row = AnalysisRun.objects.filter(pk=run).first()
    if row and row.is_open:
        fail(run=row, problem=GIVEN_UP)
    reckoning.clear(run)


@job(JOB, title="推演停供", attempts=3, prepare=prepare_turn, given_up=give_up)
def take_turn(*, run: int, prepared: Slice | None, turn: int = 0) -> dict[str, Any]:
    row = AnalysisRun.objects.filter(pk=run).first()
    if row is None or not row.is_open or prepared is None:
        reckoning.clear(run)
        return {"run": run, "ended": True}
    if prepared.goes_on:
        enqueue(JOB, key=f"{run}:{turn + 1}", asked_by="接着算", run=run, turn=turn + 1)
        return {"run": run, "ended": False}
    settle(row, prepared)
    return {"run": run, "ended": True}


def settle(row: AnalysisRun, prepared: Slice) -> AnalysisRun:
    """Write what was found, or why nothing was."""
    row = finish(run=row, finding=prepared.finding) if prepared.finding else fail(run=row, problem=prepared.problem)
    reckoning.clear(row.pk)
    return row


# --- every night
def latest_year(city: int, until: date) -> Period | None:
    """The last year of which purchases are recorded."""
    years = years_recorded(city, until)
    return Period(date(years[0], 1, 1), date(years[0], 12, 31)) if years else None


def unchanged_since(city: int, period: Period) -> AnalysisRun | None:
    """The last finished run of a period, where it was made of the same purchases, catalogue and statements."""
    done = AnalysisRun.objects.filter(
        city=city, kind=AnalysisRun.Kind.RISK, state=RunState.DONE, period_start=period.start, period_end=period.end
    ).first()
    if done is None:
        return None
    model, _ = model_of(city, period)
    same = model.fingerprint == done.fingerprint and model.digest == done.summary.get("digest")
    return done if same else None


def is_carried(run: AnalysisRun) -> bool:
    """Whether a worker has the run in hand, or will."""
    jobs = Job.objects.filter(name=JOB, state__in=(JobState.WAITING, JobState.RUNNING))
    return any(arguments.get("run") == run.pk for arguments in jobs.values_list("arguments", flat=True))


def due_tonight() -> list[tuple[int, Period]]:
    """Cities and periods whose purchases are others than those of their last run."""
    due = []
    for (city,) in set(Purchase.objects.order_by().values_list("city_id").distinct()):
        period = latest_year(city, timezone.localdate())
        if period and not unchanged_since(city, period):
            due.append((city, period))
    return due


@job("supply.nightly", title="采购有变动的，重新推演停供风险", daily=time(3, 40), prepare=due_tonight)
def every_night(*, prepared: list[tuple[int, Period]]) -> dict[str, Any]:
    """A run that somebody began and nobody carries is carried on; what is kept of runs that ended is thrown away."""
    left = [
        run for run in AnalysisRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING)) if not is_carried(run)
    ]
    for run in left:
        enqueue(JOB, key=f"{run.pk}:0", asked_by="定时", run=run.pk)
    cities = Region.objects.in_bulk([city for city, _ in prepared])
    for city, period in prepared:
        ask_risk(city=cities[city], period=period, by=SYSTEM)
    _sweep()
    return {"asked": len(prepared), "carried_on": len(left)}


def _sweep() -> None:
    kept = reckoning.kept_folders()
    under_way = AnalysisRun.objects.filter(pk__in=kept, state__in=(RunState.QUEUED, RunState.RUNNING))
    for run in set(kept) - set(under_way.values_list("pk", flat=True)):
        reckoning.clear(run)
