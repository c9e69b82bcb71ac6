"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .task_actions import start_task

__all__ = ["start_task"]
