"""Pages of tasks: the list, one task with its steps, the forms to assign and amend one, the measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, typed_in, version_of
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.records.api import last_change
from lianzhang.work.api import FROM, RowGone, StaleRow, StepRefused, answer_step, show_gone, show_refused

from . import changing_actions
from .exports import measures_workbook, tasks_workbook
from .filters import TaskFilter
from .forms import AmendForm, TaskForm
from .lifecycle import TASK
from .measures import BY, Measures, tell
from .models import Task
from .permissions import Permission
from .prefilled import prefilled, source_of
from .queries import LISTED, RELATED, dossier, filter_tasks, page_of, tally_of
from .starting import begun_with
from .task_actions import start_task

__all__ = ["amend", "ask_amend", "export", "measures", "measures_export", "new", "step", "task", "tasks"]

READS = needs(Permission.READ)
FETCHED = fetched(Task, *RELATED)
FORM = "tasks/task_form.html"

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
    return told_of_year(request, tell, BY)


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
    told, begun_from = begun_with(vp, request.GET.get(FROM))
    initial = {} if sent else prefilled(vp, request.GET.dict()) | told
    form = TaskForm(sent, by=request.user, plan=vp.plan, initial=initial)
    subject = (request.POST if sent else request.GET).get("source", "")
    named, came_from = source_of(subject, request.user)
    source = named or begun_from

    def act() -> Task:
        return start_task(city=vp.plan.city, by=request.user, source=source, **form.cleaned_data)

    made = obey(form, act)
    if made:
        return redirect(reverse("task", args=[made.pk]) + vp.query)
    context = {"form": form, "subject": subject, "came_from": came_from, "begun_from": begun_from}
    return render(request, FORM, context, status=UNPROCESSABLE if form.is_bound else 200)


# --- what is written anew
@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ASSIGN)
@FETCHED
def amend(request: PlanRequest, row: Task) -> HttpResponse:
    return _amend(request, row, "amend", changing_actions.amend)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.HANDLE)
@FETCHED
def ask_amend(request: PlanRequest, row: Task) -> HttpResponse:
    """The same form without a deadline: another day is asked for by itself."""
    return _amend(request, row, "ask_amend", changing_actions.ask_amend)


def _amend(request: PlanRequest, row: Task, name: str, act: Callable[..., Task]) -> HttpResponse:
    as_it_is = {ask.name: getattr(row, ask.name, "") or "照旧" for ask in TASK.steps[name].asks}
    form = AmendForm(request.POST if request.method == "POST" else None, step=TASK.steps[name], row=row)
    context: dict[str, Any] = {"form": form, "row": row, "step": TASK.steps[name]}
    try:
        if not form.is_valid():
            TASK.check(row, name, request.user, **as_it_is)
        made = obey(form, lambda: act(row=row, version=version_of(request), by=request.user, **form.cleaned_data))
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    except StaleRow as stale:
        context |= {"row": stale.current, "stale": str(stale), "last": last_change(stale.current)}
        return render(request, FORM, context, status=CONFLICT)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show, typed_in(form))
    if made:
        return redirect(reverse("task", args=[made.pk]) + request.viewpoint.query)
    return render(request, FORM, context, status=UNPROCESSABLE if form.is_bound else 200)
