"""Background work for the system administrator: what waits, runs, was done, and what stands aside and why."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import Request, get_visible_or_404, needs, visible, workbook
from lianzhang.jobs.api import discard, next_due, retry, tasks
from lianzhang.jobs.models import Job, JobState
from lianzhang.operations.exports import jobs_workbook
from lianzhang.operations.permissions import Permission

__all__ = ["job_discard", "job_retry", "jobs", "jobs_export"]

SHOWN = 50
MANAGE = needs(Permission.MANAGE_JOBS)


@require_safe
@MANAGE
def jobs(request: Request) -> HttpResponse:
    rows = visible(request.user, Job)
    now = timezone.now()
    by_state = {state: list(rows.filter(state=state)[:SHOWN]) for state in JobState}
    context = {
        "parked": by_state[JobState.PARKED],
        "open": by_state[JobState.RUNNING] + by_state[JobState.WAITING],
        "done": by_state[JobState.DONE],
        "schedule": [(each.title, next_due(each.daily, now)) for each in tasks().values() if each.daily],
    }
    return render(request, "operations/jobs.html", context)


@require_safe
@MANAGE
def jobs_export(request: Request) -> HttpResponse:
    """All of what the page shows the latest of."""
    rows = visible(request.user, Job).exclude(state=JobState.DISCARDED)
    return workbook(request, lambda: jobs_workbook(rows.iterator(2_000)), f"后台任务{timezone.localdate()}")


@require_POST
@MANAGE
def job_retry(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, retry, "已重新排队。")


@require_POST
@MANAGE
def job_discard(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, discard, "已放弃。")


def _act(request: Request, pk: int, act: Callable[..., Job], done: str) -> HttpResponse:
    row = get_visible_or_404(request.user, Job, pk=pk)
    try:
        act(job=row, by=request.user)
        messages.success(request, done)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
    return redirect("jobs")
