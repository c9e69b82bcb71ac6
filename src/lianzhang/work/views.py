"""The help on how things are done: every kind of row that moves, and one with its drawing and its steps."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.api import Request

from .help import tell
from .workflows import workflow_named, workflows

__all__ = ["lifecycle", "lifecycles"]


@require_safe
def lifecycles(request: Request) -> HttpResponse:
    return render(request, "work/lifecycles.html", {"lifecycles": [each.lifecycle for each in workflows()]})


@require_safe
def lifecycle(request: Request, name: str) -> HttpResponse:
    try:
        description = tell(workflow_named(name).lifecycle)
    except LookupError:
        raise Http404 from None
    return render(request, "work/lifecycle.html", {"lifecycle": description})
