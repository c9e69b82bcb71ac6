"""Pages of stress tests: the form that says who stops, and what came of it, round by round."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import visible, workbook
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import UNPROCESSABLE, key_of, obey
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import history_of
from lianzhang.supply.lifecycle import RUN
from lianzhang.supply.models import AnalysisRun, RunState
from lianzhang.supply.queries.runs import costly
from lianzhang.supply.queries.stress import StressView, drawing_of, stress_view
from lianzhang.supply.queries.stress_beside import beside, earlier_tests
from lianzhang.supply.queries.stress_rows import LISTED, hits
from lianzhang.supply.runs.actions import ask_stress
from lianzhang.supply.runs.exports import stress_workbook
from lianzhang.supply.runs.forms import StressForm

from .runs import ANALYSES, READS, run_in_sight

__all__ = ["new", "show_test", "stress", "stress_export"]


def _test(request: CityRequest, pk: int) -> AnalysisRun:
    row = run_in_sight(request, pk)
    if row.kind != AnalysisRun.Kind.STRESS:
        raise Http404
    return row


def show_test(request: CityRequest, row: AnalysisRun, *, status: int = 200, **more: Any) -> HttpResponse:
    """A test as it stands: what it found, or how far it is."""
    user = request.user
    context: dict[str, Any] = {
        "row": row,
        "offers": tuple(RUN.offers(row, user)),
        "history": tuple(history_of(row)),
        **more,
    }
    if row.state == RunState.DONE:
        view = stress_view(row, user)
        whole = request.GET.get("all") == "1"
        context |= {
            "view": view,
            "drawing": drawing_of(view, user),
            "hits": hits(view, user, None if whole else LISTED),
            "listed_all": whole,
            "beside": beside(view, user, _chosen(request, view)),
            "earlier": earlier_tests(row, user),
        }
    return render(request, "supply/stress.html", context, status=status)


def _chosen(request: CityRequest, view: StressView) -> list[int]:
    """The tests that the address sets beside this one."""
    return [key for each in request.GET.getlist("with") if (key := key_of(each)) and key != view.run.pk][:4]


@require_safe
@READS
def stress(request: CityRequest, pk: int) -> HttpResponse:
    return show_test(request, _test(request, pk))


@require_safe
@READS
def stress_export(request: CityRequest, pk: int) -> HttpResponse:
    row = _test(request, pk)
    if row.state != RunState.DONE:
        raise Http404
    view = stress_view(row, request.user)
    return workbook(request, lambda: stress_workbook(view, hits(view, request.user, None)), str(row))


@require_http_methods(["GET", "HEAD", "POST"])
@ANALYSES
def new(request: CityRequest) -> HttpResponse:
    """Say who stops, how much and how long."""
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    form = StressForm(sent, by=user, city=vp.city.pk, at=timezone.localdate(), initial=_begun(request))

    def act() -> AnalysisRun:
        said = {name: form.cleaned_data[name] for name in ("stop", "part", "months", "epsilon", "second", "title")}
        return ask_stress(city=vp.city, period=form.period, by=user, **said)

    made = obey(form, act)
    if made:
        return redirect(reverse("stress", args=[made.pk]) + vp.query)
    recorded = bool(form.fields["year"].choices)  # type: ignore[attr-defined]
    context = {"form": form, "recorded": recorded, "costly": costly(user, vp.city.pk)}
    return render(request, "supply/stress_new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _begun(request: CityRequest) -> dict[str, Any]:
    """What another page asks for: a firm or a stranger, a product, a district; or a test to be asked again."""
    initial: dict[str, Any] = {
        name: text for name in ("region", "product", "part", "months", "year") if (text := request.GET.get(name))
    }
    if firm := visible(request.user, Enterprise).filter(pk=key_of(request.GET.get("firm"))).first():
        initial["firms"] = firm.name
    elif stranger := request.GET.get("stranger", ""):
        initial["firms"] = stranger[:120]
    if again := key_of(request.GET.get("again")):
        initial |= _as_asked(_test(request, again), request.user)
    return initial


def _as_asked(row: AnalysisRun, by: Any) -> dict[str, Any]:
    said = row.settings
    names = visible(by, Enterprise).filter(pk__in=said["firms"]).values_list("name", flat=True)
    told = {"part": said["part"], "months": said["months"], "year": row.period_end.year, "second": said["second"]}
    return told | ({"firms": "\n".join([*names, *said["strangers"]])} if said["by"] == "firms" else {})
