"""What may be done with a run of the analysis: asked for, worked out behind the pages, cancelled.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.work.api import Workflow, register_workflow

from .history import RUN_HISTORY
from .lifecycle import RUN
from .models import AnalysisRun

__all__ = ["VERBS"]

VERBS: dict[str, Callable[..., Any]] = {}


register_workflow(
    Workflow(
        model=AnalysisRun,
        lifecycle=RUN,
        page="analysis_run",
        list_page="analysis_runs",
        verbs=VERBS,
        related=("city", "asked_by", "post"),
        history=RUN_HISTORY,
    )
)
