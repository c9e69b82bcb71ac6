"""Pages of a city's first plan: the upload, and what waits for a second administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import SYSTEM, Request, get_visible_or_404, may, needs, visible, workbook
from lianzhang.drafting.api import PaperRefused, draft, drafted_content
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.models import FirstPlan, Plan
from lianzhang.plans.permissions import Permission
from lianzhang.plans.workbook import plan_as_workbook

from .adopting import as_first_plan
from .first_actions import FIRST_VERBS, ask_first, not_first, preview_first
from .first_lifecycle import FIRST_PLAN
from .forms import WorkbookForm
from .paper_forms import PaperForm
from .previews import by_table
from .uploads import Upload, uploaded

__all__ = ["first_draft", "first_empty", "first_hand_out", "first_new", "first_plan", "first_step"]

BEGINS = needs(Permission.BEGIN_PLAN)
SEES = needs(Permission.BEGIN_PLAN, Permission.CONFIRM_BEGIN)
PAPER = "paper"  # two forms stand on one page
SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@BEGINS
def first_new(request: Request) -> HttpResponse:
    """The first plan of a city as a workbook."""
    upload = uploaded(
        request,
        WorkbookForm,
        not_first,
        lambda folder, _basis, sent: ask_first(name=sent["file"].name, folder=folder, by=request.user),
    )
    if upload.row is not None:
        return redirect("first_plan", pk=upload.row.pk)
    return _show_new(request, upload, status=UNPROCESSABLE if upload.form.is_bound else 200)


def _show_new(request: Request, upload: Upload[FirstPlan], *, status: int = 200, **more: Any) -> HttpResponse:
    there = visible(SYSTEM, Plan).filter(code=OuterRef("code"))
    rows = visible(request.user, FirstPlan).defer("content").select_related("asked_by").annotate(there=Exists(there))
    context = {"upload": upload, "paper": PaperForm(prefix=PAPER), "rows": rows[:50], **more}
    return render(request, "plans/first_plan_new.html", context, status=status)


@require_POST
@BEGINS
def first_draft(request: Request) -> HttpResponse:
    """From the paper a workbook with all that the rules read in it, to be put right and completed. Keeps nothing."""
    form = PaperForm(request.POST, request.FILES, prefix=PAPER)
    if form.is_valid():
        try:
            drafted = draft(form.read().text)
        except PaperRefused as refused:
            form.add_error("file", str(refused))
        else:
            if drafted.targets or drafted.duties:
                made = lambda: plan_as_workbook(as_first_plan(drafted_content(drafted, "")))  # noqa: E731
                read = f"目标{len(drafted.targets)}个、任务{len(drafted.duties)}条"
                return workbook(request, made, f"由原文起草的方案工作簿（{read}）")
            form.add_error("file", "没有读出目标和任务，这不像一份方案；请换成方案的正文，或用空的工作簿填写")
    return _show_new(request, Upload(WorkbookForm()), status=UNPROCESSABLE, paper=form)


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
        "changes": (changes := preview.own[:SHOWN] if preview else []),
        "groups": by_table(changes),
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
