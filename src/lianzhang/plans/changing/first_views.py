"""Pages of a city's first plan: the upload, and what waits for a second administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import Request, get_visible_or_404, may, needs, visible, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.sheets import Problem
from lianzhang.kernel.stale import StaleRow
from lianzhang.kernel.workbooks import FileRefused
from lianzhang.plans.models import FirstPlan
from lianzhang.plans.permissions import Permission
from lianzhang.plans.workbook import in_workbook, plan_as_workbook, read_workbook

from .first_actions import FIRST_VERBS, ask_first, not_first, preview_first
from .first_lifecycle import FIRST_PLAN
from .forms import WorkbookForm

__all__ = ["first_empty", "first_hand_out", "first_new", "first_plan", "first_step"]

BEGINS = needs(Permission.BEGIN_PLAN)
SEES = needs(Permission.BEGIN_PLAN, Permission.CONFIRM_BEGIN)
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@BEGINS
def first_new(request: Request) -> HttpResponse:
    """The first plan of a city as a workbook. With a fault in it nothing is kept."""
    form = WorkbookForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    problems: list[Problem] = []
    if form.is_bound and form.is_valid():
        try:
            row, problems = _uploaded(request, form.cleaned_data["file"])
        except (FileRefused, ValidationError) as refused:
            form.add_error("file", refused if isinstance(refused, ValidationError) else str(refused))
        else:
            if row is not None:
                return redirect("first_plan", pk=row.pk)
    context = {
        "form": form,
        "problems": problems,
        "name": getattr(request.FILES.get("file"), "name", ""),
        "rows": visible(request.user, FirstPlan).defer("content").select_related("asked_by")[:50],
    }
    return render(request, "plans/first_plan_new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _uploaded(request: Request, file: Any) -> tuple[FirstPlan | None, list[Problem]]:
    folder, problems = read_workbook(file.read(), file.name)
    problems += [in_workbook(each) for each in not_first(folder)]
    if problems:
        return None, problems
    return ask_first(name=file.name, folder=folder, by=request.user), []


@require_safe
@SEES
def first_hand_out(request: Request, pk: int) -> HttpResponse:
    """All of what waits, for the one who checks it."""
    row = get_visible_or_404(request.user, FirstPlan, pk=pk)
    content = row.content
    if content is None:
        raise Http404("已经办完，内容不再留在这里。")
    return workbook(request, lambda: plan_as_workbook(content), f"{row.code}首份方案")


@require_safe
@BEGINS
def first_empty(request: Request) -> HttpResponse:
    return workbook(request, plan_as_workbook, "空的方案工作簿")


def _show(request: Request, row: FirstPlan, *, status: int = 200, **more: Any) -> HttpResponse:
    waits = row.state == FirstPlan.State.ASKED
    preview = preview_first(row) if waits else None
    context = {
        "row": row,
        "preview": preview,
        "changes": preview.changing[:SHOWN] if preview else [],
        # Whoever may take a step at all is told what stands against it.
        "offers": [each for each in FIRST_PLAN.offers(row, request.user) if may(request.user, each.step.permission)],
        **more,
    }
    return render(request, "plans/first_plan.html", context, status=status)


@require_safe
@SEES
def first_plan(request: Request, pk: int) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, FirstPlan, "asked_by", "decided_by", pk=pk))


@require_POST
@SEES
def first_step(request: Request, pk: int, step: str) -> HttpResponse:
    row = get_visible_or_404(request.user, FirstPlan, "asked_by", "decided_by", pk=pk)
    if step not in FIRST_VERBS:
        raise Http404
    said = {"reason": request.POST.get("reason", "")[:301]} if step == "decline" else {}
    try:
        FIRST_VERBS[step](row=row, version=version_of(request), by=request.user, **said)
    except StaleRow as stale:
        return _show(request, stale.current, status=CONFLICT, refusal="刚有人办过；请看现在的情况。")
    except (StepRefused, ValidationError) as refused:
        return _show(request, row, status=UNPROCESSABLE, refusal="；".join(refused.messages), typed=said.get("reason"))
    return redirect("first_plan", pk=row.pk)
