"""Pages of records of work: the list, one record with its steps, the form to enter and edit."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, visible, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.records.api import history_of
from lianzhang.registry.api import key_of_body
from lianzhang.work.api import StepRefused, answer_form, answer_step, show_refused

from .exports import records_workbook
from .filters import RecordFilter
from .forms import RecordForm
from .lifecycle import WORK_RECORD
from .models import Attendee, WorkRecord
from .needs import keeps_list
from .permissions import Permission
from .record_actions import edit_record, enter_record
from .record_queries import LISTED_RECORDS, RELATED_RECORDS, filter_records, record_tally, records_page

__all__ = ["edit", "export", "fetch", "new", "record", "records", "show", "step"]

READS = needs(Permission.READ)
FORM = "tasks/record_form.html"


@require_safe
@needs_plan
@READS
def records(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = RecordFilter(request.GET, user, request.viewpoint.plan.pk)
    page, rows = records_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": record_tally(user)}
    return render(request, "tasks/records.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = RecordFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_records(wanted, user, request.GET.get(ORDER)).select_related(*LISTED_RECORDS, "duty", "decided_by")
    return workbook(request, lambda: records_workbook(rows.iterator(2_000)), f"工作记录{timezone.localdate()}")


def fetch(request: PlanRequest, pk: int) -> WorkRecord:
    return get_visible_or_404(request.user, WorkRecord, *RELATED_RECORDS, pk=pk)


def show(request: PlanRequest, row: WorkRecord, *, status: int = 200, **more: Any) -> HttpResponse:
    offers = WORK_RECORD.offers(row, request.user)
    if keeps_list(row, request.user):  # says nothing of lists where there are none
        offers = [each for each in offers if each.step.name != "attend"]
    named = visible(request.user, Attendee).filter(record=row).select_related("enterprise") if row.attended else ()
    context = {"row": row, "offers": offers, "named": named, "history": history_of(row), **more}
    return render(request, "tasks/record.html", context, status=status)


@require_safe
@needs_plan
@READS
def record(request: PlanRequest, pk: int) -> HttpResponse:
    return show(request, fetch(request, pk))


@require_POST
@needs_plan
@READS
def step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    return answer_step(request, fetch(request, pk), name, show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER_RECORD)
def new(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {name: request.GET.get(name, "") for name in ("kind", "topic", "chain", "duty", "task")}
    form = RecordForm(sent, files, by=request.user, plan=vp.plan, initial=initial | {"date": timezone.localdate()})

    def act() -> WorkRecord:
        paper = form.cleaned_data["paper"]
        now = "submit" in request.POST
        return enter_record(city=vp.plan.city, by=request.user, paper=paper, submit_now=now, **form.given())

    try:
        made = obey(form, act)
    except StepRefused as refused:
        form.add_error("paper", str(refused))
        made = None
    if made:
        return redirect(reverse("work_record", args=[made.pk]) + vp.query)
    return render(request, FORM, {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER_RECORD)
def edit(request: PlanRequest, pk: int) -> HttpResponse:
    row = fetch(request, pk)
    try:
        WORK_RECORD.check(row, "edit", request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show)
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, by=request.user, plan=request.viewpoint.plan, initial=_as_it_stands(row))
    del form.fields["paper"]

    def act() -> WorkRecord:
        return edit_record(row=row, version=version_of(request), by=request.user, **form.given())

    return answer_form(request, FORM, {"form": form, "row": row}, act)


def _as_it_stands(row: WorkRecord) -> dict[str, Any]:
    body = row.unit and (row.unit.organization or row.unit.region or row.unit.park)
    coded = {name: getattr(row, name) and getattr(row, name).code for name in ("kind", "topic", "chain", "duty")}
    same = {
        name: getattr(row, name)
        for name in ("title", "date", "result", "region", "task", "source", "saved", "saved_firms")
    }
    return {**coded, **same, "unit": key_of_body(body) if body else ""}
