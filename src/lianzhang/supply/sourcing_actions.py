"""What may be done with a second source that is sought. Each act is one transaction, one step of its table, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.work.api import Workflow, register_workflow

from .history import SOURCING_HISTORY
from .lifecycle import SOURCING
from .models import Sourcing

__all__ = ["VERBS"]

VERBS: dict[str, Callable[..., Any]] = {}


register_workflow(
    Workflow(
        model=Sourcing,
        lifecycle=SOURCING,
        page="sourcing",
        list_page="sourcings",
        verbs=VERBS,
        related=("city", "chain", "product", "supplier", "candidate", "post"),
        history=SOURCING_HISTORY,
    )
)
