"""Stress tests beside each other: this one, the same with a second source, others that somebody chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lianzhang.kernel.formatting import number
from lianzhang.supply.models import AnalysisRun, RunState
from lianzhang.supply.runs.stops import runs_in_sight

from .stress import StressView, stress_view

__all__ = ["Beside", "beside", "earlier_tests", "lost_of"]

EARLIER = 12


@dataclass(frozen=True, slots=True)
class Beside:
    """What another test, or the same with a second source, would cost: 万元 in all its months; None: not to be told."""

    title: str
    note: str
    lost: float | None
    width: float
    run: AnalysisRun | None = None
    here: bool = False


def beside(view: StressView, user: Any, keys: Iterable[int]) -> list[Beside]:
    """This test first, then with a second source, then those that were chosen."""
    run = view.run
    told: list[tuple[str, str, float | None, AnalysisRun | None, bool]] = [
        ("这一次", str(run.period), view.lost, None, True)
    ]
    if view.second is not None:
        told.append(("同样停供，有第二家供一半", "假设每样都另有一家供一半", view.second, None, False))
    others = runs_in_sight(user, run.city_id).filter(kind=AnalysisRun.Kind.STRESS, state=RunState.DONE)
    for other in others.filter(pk__in=list(keys)).order_by("ended_at"):
        told.append((str(other), _note(other), stress_view(other, user).lost, other, False))
    most = max((lost for _, _, lost, _, _ in told if lost), default=0.0)
    return [
        Beside(title, note, lost, (lost or 0) / most if most else 0.0, row, here)
        for title, note, lost, row, here in told
    ]


def _note(run: AnalysisRun) -> str:
    covered = "" if run.coverage is None else f"，已录{number(run.coverage, 0)}%"
    return f"{run.period}的采购{covered}"


def earlier_tests(run: AnalysisRun, user: Any) -> list[AnalysisRun]:
    """Other finished tests in sight, the last first."""
    done = runs_in_sight(user, run.city_id).filter(kind=AnalysisRun.Kind.STRESS, state=RunState.DONE)
    return list(done.exclude(pk=run.pk).order_by("-ended_at")[:EARLIER])


def lost_of(run: AnalysisRun, user: Any) -> float | None:
    """What a run found as one sum, 万元: of a test all that may be told, of risk the mean of those that cost most."""
    if run.kind == AnalysisRun.Kind.STRESS:
        return stress_view(run, user).lost
    mean, output = run.summary.get("mean_of_top"), run.summary.get("output")
    return mean * output if mean is not None and output else None
