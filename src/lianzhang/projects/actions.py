"""What may be done with a project, bound to its table. Each act is one transaction, one step, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Workflow, register_workflow

from .gate_actions import GATE_VERBS, lose, note, revive
from .hand_over_actions import hand_over, recall_hand_over, refuse_hand_over, take_over
from .history import HISTORY
from .lifecycle import PROJECT
from .limits import stalled_on
from .models import Project

__all__ = ["RELATED", "VERBS"]

VERBS: dict[str, Any] = {
    **GATE_VERBS,
    **{each.__name__: each for each in (note, hand_over, take_over, refuse_hand_over, recall_hand_over, lose, revive)},
}
RELATED = (
    *("city", "kind", "chain", "segment", "enterprise", "region", "park", "post", "sponsor", "entered_by"),
    *("unit__organization", "unit__region", "unit__park"),
    *("asked_unit__organization", "asked_unit__region", "asked_unit__park"),
)


def _facts(row: Project) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    plain = ("name", "text", "marks", "investor", "filing_number", "jobs")
    rows = ("kind", "chain", "segment", "enterprise", "region", "park", "unit", "sponsor")
    amounts = ("planned", "contract", "arrived", "done", "output")
    days = ("in_statistics_on", "planned_start", "planned_completion")
    return {
        **{name: getattr(row, name) if getattr(row, name) is not None else "" for name in plain},
        **{name: str(getattr(row, name) or "") for name in (*rows, *days)},
        **{name: _money(getattr(row, name)) for name in amounts},
    }


def _money(value: Any) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _work_out(row: Project) -> None:
    """Keep beside the row from which day on it would be stalled."""
    row.stalled_on = stalled_on(row)


register_workflow(
    Workflow(
        model=Project,
        lifecycle=PROJECT,
        page="project",
        list_page="projects",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        history=HISTORY,
        prepare=_work_out,
    )
)
