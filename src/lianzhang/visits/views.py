"""Pages of visits: the list, one visit with its promises, the forms to plan, note and write up, the measures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import (
    FROM,
    StepRefused,
    action,
    answer_form,
    answer_step,
    show_refused,
    sown,
)

from .exports import measures_workbook, visits_workbook
from .filters import VisitFilter
from .forms import PlanForm, PromiseForm, QuickForm, WriteForm
from .lifecycle import VISIT
from .measures import BY, Measures, quarters_of, tell
from .models import Promise, Visit
from .permissions import Permission
from .promise_actions import make_promise
from .queries import LISTED, RELATED, filter_visits, visit_dossier, visit_page, visit_tally
from .visit_actions import amend, plan_visit, record_visit, write

__all__ = [
    *("export", "measures", "measures_export", "new", "promise", "quick", "step", "visit", "visits", "write_up"),
]

READS = needs(Permission.READ)
ENTERS = needs(Permission.ENTER)
FETCHED = fetched(Visit, *RELATED)
FORM = "visits/visit_form.html"


@require_safe
@needs_plan
@READS
def visits(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = VisitFilter(request.GET, user, request.viewpoint.plan.pk)
    page, rows = visit_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": visit_tally(user)}
    return render(request, "visits/visits.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = VisitFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_visits(wanted, user, request.GET.get(ORDER)).select_related(*LISTED)
    return workbook(request, lambda: visits_workbook(rows.iterator(2_000)), f"走访{timezone.localdate()}")


@require_safe
@needs_plan
@READS
def measures(request: PlanRequest) -> HttpResponse:
    """How visits go and promises are kept in a year."""
    told = _told(request)
    quarters = quarters_of(request.user, told.period, timezone.localdate())
    return render(request, "visits/measures.html", {"told": told, "quarters": quarters})


@require_safe
@needs_plan
@READS
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: measures_workbook(told), f"承诺兑现情况{told.period}")


def _told(request: PlanRequest) -> Told[Measures]:
    return told_of_year(request, tell, BY)


def _show(request: PlanRequest, row: Visit, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": visit_dossier(row, request.user), "row": row, **more}
    return render(request, "visits/visit.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def visit(request: PlanRequest, row: Visit) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Visit, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


def _begun(request: PlanRequest) -> tuple[dict[str, Any], Any]:
    """What a form begins with, and the row of another room that led here."""
    initial = {name: text for name in ("kind", "chain", "firm", "target") if (text := request.GET.get(name))}
    planted = sown(request.viewpoint, request.GET.get(FROM))
    if planted is None:
        return initial, None
    source, seed = planted
    chain, region = seed.chain and seed.chain.code, seed.region
    return initial | {"topic": seed.title, "chain": chain, "region": region, "firm": seed.enterprise or ""}, source


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    initial, source = _begun(request)
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, by=request.user, plan=vp.plan, initial=initial)

    def act() -> Visit:
        return plan_visit(city=vp.plan.city, by=request.user, source=source, **form.given())

    made = obey(form, act)
    if made:
        return redirect(reverse("visit", args=[made.pk]) + vp.query)
    return render(request, FORM, {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def quick(request: PlanRequest) -> HttpResponse:
    """A visit that was made, with what was promised, in one go."""
    vp = request.viewpoint
    initial, source = _begun(request)
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = QuickForm(sent, files, by=request.user, plan=vp.plan, initial=initial | {"date": timezone.localdate()})

    @action
    def act() -> Visit:
        made = record_visit(
            city=vp.plan.city, by=request.user, source=source, paper=form.cleaned_data["paper"], **form.given()
        )
        if promised := form.promised():
            try:
                make_promise(visit=made, by=request.user, **promised)
            except ValidationError as refused:
                raise _at_their_fields(refused) from refused
        return made

    made = obey(form, act)
    if made:
        return redirect(reverse("visit", args=[made.pk]) + vp.query)
    return render(request, FORM, {"form": form, "quick": True}, status=UNPROCESSABLE if form.is_bound else 200)


def _at_their_fields(refused: ValidationError) -> ValidationError:
    """What is wrong with the promise, at the fields of the form that tells of both."""
    if not hasattr(refused, "error_dict"):
        return refused
    return ValidationError({"promise" if name == "text" else name: each for name, each in refused.error_dict.items()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def write_up(request: PlanRequest, row: Visit, name: str) -> HttpResponse:
    """Write what came of it, or mend what was written."""
    try:
        VISIT.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    sent = request.POST if request.method == "POST" else None
    told = ("asked", "result", "next_step", "next_on", "notes")
    form = WriteForm(sent, initial={field: getattr(row, field) for field in told})
    act = write if name == "write" else amend
    context = {"form": form, "row": row}
    return answer_form(
        request,
        "visits/write_form.html",
        context,
        lambda: act(row=row, version=version_of(request), by=request.user, **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def promise(request: PlanRequest, row: Visit) -> HttpResponse:
    """Write down what was promised there."""
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent, city=row.city_id)

    def act() -> Promise:
        return make_promise(visit=row, by=request.user, **form.cleaned_data)

    made = obey(form, act)
    if made:
        return redirect(reverse("visit", args=[row.pk]) + request.viewpoint.query)
    context = {"form": form, "row": row}
    return render(request, "visits/promise_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
