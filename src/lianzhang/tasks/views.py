"""Pages of tasks: the list, one task with its steps, the form to assign one, the measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey
from lianzhang.kernel.measures import Told, read_year
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import FROM, answer_step

from .exports import measures_workbook, tasks_workbook
from .filters import TaskFilter
from .forms import TaskForm
from .measures import BY, Measures, tell
from .models import Task
from .permissions import Permission
from .queries import LISTED, RELATED, dossier, filter_tasks, page_of, tally_of
from .starting import begun_with
from .task_actions import start_task

__all__ = ["export", "measures", "measures_export", "new", "step", "task", "tasks"]

READS = needs(Permission.READ)
FETCHED = fetched(Task, *RELATED)

Answer = Callable[..., HttpResponse]


@require_safe
@needs_plan
@READS
def tasks(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = TaskFilter(request.GET, user, request.viewpoint.plan.pk)
    page, rows = page_of(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": tally_of(user)}
    return render(request, "tasks/tasks.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = TaskFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_tasks(wanted, user, request.GET.get(ORDER)).select_related(*LISTED)
    return workbook(request, lambda: tasks_workbook(rows.iterator(2_000)), f"任务{timezone.localdate()}")


@require_safe
@needs_plan
@READS
def measures(request: PlanRequest) -> HttpResponse:
    """How tasks are kept in a year, by unit, chain or duty."""
    return render(request, "tasks/measures.html", {"told": _told(request)})


@require_safe
@needs_plan
@READS
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: measures_workbook(told), f"任务办理情况{told.period}")


def _told(request: PlanRequest) -> Told[Measures]:
    asked = read_year(request.GET.get("year"), request.viewpoint.at)
    by = request.GET.get("by", "")
    return tell(request.user, asked, timezone.localdate(), by if by in BY else "unit")


def _show(request: PlanRequest, row: Task, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(row, request.user), "row": row, "today": timezone.localdate(), **more}
    return render(request, "tasks/task.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def task(request: PlanRequest, row: Task) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Task, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ASSIGN)
def new(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    sent = request.POST if request.method == "POST" else None
    named = {name: request.GET.get(name, "") for name in ("duty", "target", "chain")}
    told, source = begun_with(vp, request.GET.get(FROM))
    form = TaskForm(sent, by=request.user, plan=vp.plan, initial=named | told)

    def act() -> Task:
        return start_task(city=vp.plan.city, by=request.user, source=source, **form.cleaned_data)

    made = obey(form, act)
    if made:
        return redirect(reverse("task", args=[made.pk]) + vp.query)
    context = {"form": form, "source": source}
    return render(request, "tasks/task_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
