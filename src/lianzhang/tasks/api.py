"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .prefilled import link_to_assign
from .queries import tasks_from
from .task_actions import start_task

__all__ = ["link_to_assign", "start_task", "tasks_from"]
