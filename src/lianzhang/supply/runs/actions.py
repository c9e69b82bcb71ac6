"""What may be done with a run of the analysis: asked for, worked out behind the pages, named, cancelled.

What a run found is written by the act that finishes it, whole, and never changed.
Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.metadata import version as release_of
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import enqueue
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Region
from lianzhang.supply.history import RUN_HISTORY
from lianzhang.supply.lifecycle import RUN
from lianzhang.supply.models import AnalysisRun, RunFirm, RunState
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .findings import Finding
from .stops import Stop

__all__ = ["EPSILON", "JOB", "VERBS", "ask_risk", "ask_stress", "fail", "finish", "start"]

JOB = "supply.analyse"
EPSILON = 0.01
AT_ONCE = 2_000
MOST = Decimal(10) ** 3


@action
def ask_risk(*, city: Region, period: Period, by: Any, epsilon: float = EPSILON, here: bool = False) -> AnalysisRun:
    """Ask what the stop of each firm in turn would cost; a run that is under way already is that run.

    `here`: whoever asks reckons it himself; else the worker does."""
    kind = AnalysisRun.Kind.RISK
    under_way = AnalysisRun.objects.filter(
        city=city, kind=kind, period_start=period.start, period_end=period.end,
        state__in=(RunState.QUEUED, RunState.RUNNING),
    )  # fmt: skip
    return under_way.first() or _ask(city, kind, period, {"epsilon": epsilon}, f"{period}停供风险", by, here)


@action
def ask_stress(
    *,
    city: Region,
    period: Period,
    stop: Stop,
    part: int,
    months: int,
    epsilon: float,
    second: bool,
    by: Any,
    title: str = "",
) -> AnalysisRun:
    """Ask what it would cost if some firms stopped together; `part` in percent of what they make."""
    if not len(stop):
        raise ValidationError({"firms": "没有要停的企业；请写至少一家。"})
    settings = stop.said | {"part": part, "months": months, "epsilon": epsilon, "second": second}
    return _ask(city, AnalysisRun.Kind.STRESS, period, settings, title or _called(stop, part, months), by, here=False)


def _called(stop: Stop, part: int, months: int) -> str:
    how = "停供" if part == 100 else f"停供{part}%、"
    return f"{stop.called[:80]}{how}{months}个月"


def _ask(
    city: Region, kind: str, period: Period, settings: Mapping[str, Any], title: str, by: Any, here: bool
) -> AnalysisRun:
    row = AnalysisRun(
        city=city, kind=kind, title=title, period_start=period.start, period_end=period.end, settings=dict(settings),
        asked_by=None if by is SYSTEM else by, asked_at=timezone.now(),
    )  # fmt: skip
    with create_row(row, "ask", by=by):
        pass
    if not here:
        enqueue(JOB, key=f"{row.pk}:0", asked_by=str(by), run=row.pk)
    return row


@action
def start(*, run: AnalysisRun) -> AnalysisRun:
    with take_step(run, "start", by=SYSTEM) as act:
        act.row.started_at = timezone.now()
    return act.row


@action
def finish(*, run: AnalysisRun, finding: Finding) -> AnalysisRun:
    """Write all that was found. Raises StepRefused where it was cancelled, or another finished it, meanwhile."""
    rows = finding.rows
    for row in rows:
        row.run = run
    with take_step(run, "finish", by=SYSTEM) as act:
        RunFirm.objects.bulk_create(rows, batch_size=AT_ONCE)
        act.row.summary, act.row.fingerprint = finding.summary, finding.fingerprint
        act.row.coverage = None if finding.coverage is None else min(finding.coverage, MOST)
        act.row.release = f"{release_of('lianzhang')} chainlab {release_of('chainlab')}"
        act.row.ended_at = timezone.now()
    return act.row


@action
def fail(*, run: AnalysisRun, problem: str) -> AnalysisRun:
    with take_step(run, "fail", by=SYSTEM) as act:
        act.row.problem, act.row.ended_at = problem[:300], timezone.now()
    return act.row


@action
def cancel(*, row: AnalysisRun, version: int, by: Any) -> AnalysisRun:
    """The reckoning looks at this between two parts, and ends."""
    with take_step(row, "cancel", by=by, version=version) as act:
        act.row.ended_at = timezone.now()
    return act.row


@action
def name(*, row: AnalysisRun, version: int, title: str, by: Any) -> AnalysisRun:
    """Call a run by a name; what it found stays."""
    with take_step(row, "name", by=by, version=version, title=title) as act:
        act.row.title = title.strip()
    return act.row


VERBS: dict[str, Callable[..., Any]] = {"cancel": cancel, "name": name}


register_workflow(
    Workflow(
        model=AnalysisRun,
        lifecycle=RUN,
        page="analysis_run",
        list_page="analysis_runs",
        verbs=VERBS,
        related=("city", "asked_by", "post"),
        describe=lambda row: {"title": row.title, "problem": row.problem},
        history=RUN_HISTORY,
    )
)
