"""The face of this room: what rooms above import."""

from __future__ import annotations

from lianzhang.kernel.lifecycle import (
    GONE,
    Ask,
    AskKind,
    ClockRule,
    Lifecycle,
    Need,
    Offer,
    Step,
    StepRefused,
    need,
    next_step,
    reason,
)
from lianzhang.kernel.stale import Difference, RowGone, StaleRow, as_seen, refuse_changed

from .acts import Act, check_step, create_row, log_event, refuse_out_of_reach, take_step
from .clocks import clocks_of
from .links import link, links_of
from .outbox import subscribe
from .transactions import action
from .workflows import Workflow, register_workflow, workflow_named, workflow_of, workflows

__all__ = [
    "GONE",
    "Act",
    "Ask",
    "AskKind",
    "ClockRule",
    "Difference",
    "Lifecycle",
    "Need",
    "Offer",
    "RowGone",
    "StaleRow",
    "Step",
    "StepRefused",
    "Workflow",
    "action",
    "as_seen",
    "check_step",
    "clocks_of",
    "create_row",
    "link",
    "links_of",
    "log_event",
    "need",
    "next_step",
    "reason",
    "refuse_changed",
    "refuse_out_of_reach",
    "register_workflow",
    "subscribe",
    "take_step",
    "workflow_named",
    "workflow_of",
    "workflows",
]
