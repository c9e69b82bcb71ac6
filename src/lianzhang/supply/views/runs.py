"""Pages of runs: the list, one run of risk, runs beside each other, the form that asks for one, progress, workbooks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from lianzhang.access.api import get_visible_or_404, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, key_of, obey
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.supply.filters import RunFilter
from lianzhang.supply.models import AnalysisRun
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.runs import (
    AT_ONCE,
    RELATED,
    compared,
    filter_runs,
    risk_dossier,
    risk_rows,
    run_page,
    took,
)
from lianzhang.supply.queries.stress_beside import lost_of
from lianzhang.supply.runs.actions import ask_risk
from lianzhang.supply.runs.exports import risk_workbook, runs_workbook
from lianzhang.supply.runs.forms import RiskForm
from lianzhang.supply.runs.stops import runs_in_sight, sight_of
from lianzhang.supply.runs.words import risk_sentence
from lianzhang.work.api import answer_step

__all__ = [
    "ANALYSES",
    "READS",
    "compare",
    "export",
    "new",
    "progress",
    "run",
    "run_in_sight",
    "runs",
    "runs_export",
    "step",
]

READS, ANALYSES = needs(Permission.READ_RUNS), needs(Permission.ANALYSE)


def run_in_sight(request: CityRequest, pk: int) -> AnalysisRun:
    """Raises Http404, also for a run whose stopped firms one does not see."""
    row = get_visible_or_404(request.user, AnalysisRun, *RELATED, pk=pk)
    if row.kind == AnalysisRun.Kind.STRESS and not sight_of(request.user, row.city_id).sees(row.settings):
        raise Http404
    return row


@require_safe
@READS
def runs(request: CityRequest) -> HttpResponse:
    narrowing, city = RunFilter(request.GET), request.viewpoint.city.pk
    page, rows = run_page(narrowing.wanted, request.user, city, request.GET.get("page"), request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": [(row, took(row)) for row in rows]}
    return render(request, "supply/analysis_runs.html", context)


@require_safe
@READS
def runs_export(request: CityRequest) -> HttpResponse:
    wanted = RunFilter(request.GET).wanted
    rows = filter_runs(wanted, request.user, request.viewpoint.city.pk, request.GET.get(ORDER))
    return workbook(
        request, lambda: runs_workbook(rows.select_related("asked_by", "post")), f"分析{timezone.localdate()}"
    )


def _show(request: CityRequest, row: AnalysisRun, *, status: int = 200, **more: Any) -> HttpResponse:
    if row.kind == AnalysisRun.Kind.STRESS:
        from .stress import show_test  # the two kinds show each other

        return show_test(request, row, status=status, **more)
    dossier = risk_dossier(row, request.user, request.GET.get("page"), request.GET.get(ORDER))
    said = risk_sentence(row) if dossier.safe else ""
    context = {"row": row, "dossier": dossier, "said": said, "took": took(row), **more}
    return render(request, "supply/analysis_run.html", context, status=status)


@require_safe
@READS
def run(request: CityRequest, pk: int) -> HttpResponse:
    row = run_in_sight(request, pk)
    if row.kind == AnalysisRun.Kind.STRESS:
        return redirect(reverse("stress", args=[pk]) + request.viewpoint.query)
    return _show(request, row)


@require_safe
@READS
def export(request: CityRequest, pk: int) -> HttpResponse:
    row = run_in_sight(request, pk)
    rows = risk_rows(row, request.user).select_related("enterprise__region", "enterprise__park")
    return workbook(request, lambda: risk_workbook(row, rows.iterator(2_000)), str(row))


@require_safe
@READS
def progress(request: CityRequest, pk: int) -> HttpResponse:
    """A fragment that asks for itself again; once the run has ended, the whole page is another."""
    row = run_in_sight(request, pk)
    if not row.is_open:
        return HttpResponseClientRefresh()
    return render(request, "supply/_run_progress.html", {"row": row})


@require_POST
@READS
def step(request: CityRequest, pk: int, name: str) -> HttpResponse:
    return answer_step(request, run_in_sight(request, pk), name, _show)


@require_safe
@READS
def compare(request: CityRequest) -> HttpResponse:
    """Two runs or more of one kind, in the order of what they are of."""
    keys = [key_of(each) for each in request.GET.getlist("pk")][:AT_ONCE]
    rows = list(runs_in_sight(request.user, request.viewpoint.city.pk).filter(pk__in=keys, state="done"))
    rows.sort(key=lambda row: (row.period_end, row.period_start, row.asked_at))
    kinds = {row.kind for row in rows}
    lines = [(row, lost_of(row, request.user)) for row in rows]
    context: dict[str, Any] = {"runs": rows, "lines": lines, "mixed": len(kinds) > 1, "firms": []}
    if len(rows) > 1 and kinds == {AnalysisRun.Kind.RISK}:
        context["firms"] = compared(rows, request.user)
    return render(request, "supply/analysis_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@ANALYSES
def new(request: CityRequest) -> HttpResponse:
    """Ask for a run over the purchases of a year."""
    vp = request.viewpoint
    form = RiskForm(request.POST if request.method == "POST" else None, city=vp.city.pk, at=timezone.localdate())

    def act() -> AnalysisRun:
        return ask_risk(city=vp.city, period=form.period, epsilon=form.cleaned_data["epsilon"], by=request.user)

    made = obey(form, act)
    if made:
        return redirect(reverse("analysis_run", args=[made.pk]) + vp.query)
    context = {"form": form, "recorded": bool(form.fields["year"].choices)}  # type: ignore[attr-defined]
    return render(request, "supply/analysis_new.html", context, status=UNPROCESSABLE if form.is_bound else 200)
