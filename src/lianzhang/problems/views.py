"""Pages of problems: the list, one problem with its steps, the form to raise and amend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, visible, workbook
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of, obey, version_of
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.kernel.printing import printed
from lianzhang.kernel.rooms import act_words
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import FROM, StaleRow, StepRefused, answer_form, answer_step, for_step

from . import raise_actions
from .alike import alike, count_alike
from .dossier import RELATED, dossier
from .exports import measures_workbook, problems_workbook
from .filters import ProblemFilter
from .forms import AmendForm, RaiseForm, UnitEndForm
from .joining_actions import join
from .measures import BY, Measures, tell
from .models import Problem
from .permissions import Permission
from .queries import LISTED, filter_problems, page_of, tally_of
from .scope import may_end_units
from .starting import begun_with
from .unit_actions import end_unit

__all__ = [
    "amend",
    "export",
    "measures",
    "measures_export",
    "new",
    "problem",
    "problems",
    "several",
    "step",
    "submission",
    "unit_end",
]

READS = needs(Permission.RAISE)
FETCHED = fetched(Problem, *RELATED)

Answer = Callable[..., HttpResponse]


@require_safe
@needs_plan
@READS
def problems(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ProblemFilter(request.GET, user)
    tally = tally_of(user)
    page, lines = page_of(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER), tally=tally)
    context = {
        "filter": narrowing,
        "page": page,
        "lines": lines,
        "tally": tally,
        "own": is_own_part(user),
        "groups": count_alike(user),
    }
    return render(request, "problems/problems.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = ProblemFilter(request.GET, user).wanted
    rows = filter_problems(wanted, user, request.GET.get(ORDER)).select_related(*LISTED, "region", "segment")
    return workbook(request, lambda: problems_workbook(rows.iterator(2_000)), f"问题{timezone.localdate()}")


@require_safe
@needs_plan
@READS
def measures(request: PlanRequest) -> HttpResponse:
    """The measures of a year, whole and by unit, kind, level or chain."""
    context = {"told": _told(request), "ends_units": may_end_units(request.user)}
    return render(request, "problems/measures.html", context)


@require_safe
@needs_plan
@READS
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: measures_workbook(told), f"问题办理情况{told.period}")


def _told(request: PlanRequest) -> Told[Measures]:
    return told_of_year(request, tell, BY)


def _show(request: PlanRequest, row: Problem, *, status: int = 200, **more: Any) -> HttpResponse:
    outside = is_own_part(request.user)
    if outside and (refusal := more.get("refusal")):
        more["refusal"] = refusal.told_outside()
    helpers = list(row.helpers.select_related("organization", "region", "park")) if row.lead_id else []
    context = {"dossier": dossier(row, request.user), "row": row, "helpers": helpers, "outside": outside, **more}
    return render(request, "problems/problem.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def problem(request: PlanRequest, row: Problem) -> HttpResponse:
    return _show(request, row)


@require_safe
@needs_plan
@READS
@FETCHED
def submission(request: PlanRequest, row: Problem) -> HttpResponse:
    """One matter on one page, for whoever is to decide; no firm's."""
    if is_own_part(request.user):
        raise Http404
    whole = dossier(row, request.user)
    asked = next((each for each in reversed(whole.history) if each.act == act_words()["problem.escalate"]), None)
    context = {"row": row, "dossier": whole, "asked": asked, **printed(f"呈报单：{row.title}")}
    return render(request, "problems/submission.html", context)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Problem, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.COORDINATE)
def several(request: PlanRequest) -> HttpResponse:
    """Problems that look like one, group by group, and the act that makes them one."""
    refusal = ""
    if request.method == "POST":
        chosen = visible(request.user, Problem).filter(pk__in=[key_of(each) for each in request.POST.getlist("pk")])
        lead = get_visible_or_404(request.user, Problem, pk=key_of(request.POST.get("lead")))
        versions = {row: version_of(request, f"version-{row.pk}") for row in chosen}
        try:
            join(lead=lead, versions=versions, by=request.user)
        except StaleRow as stale:
            refusal = f"{stale.current.number}：{stale}"
        except (StepRefused, ValidationError) as refused:
            refusal = "；".join(refused.messages)
        else:
            return redirect(reverse("problem", args=[lead.pk]) + request.viewpoint.query)
    context = {"groups": alike(request.user), "refusal": refusal}
    return render(request, "problems/alike.html", context, status=CONFLICT if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.COORDINATE)
def unit_end(request: PlanRequest) -> HttpResponse:
    """A unit is dissolved; its open problems pass on."""
    if not may_end_units(request.user):
        raise PermissionDenied
    form = UnitEndForm(request.POST if request.method == "POST" else None, city=request.viewpoint.plan.city_id)
    ended = obey(form, lambda: end_unit(by=request.user, **form.cleaned_data))
    if ended:
        then = f"在办的问题转给“{ended.successor}”。" if ended.successor else "在办的问题收回重新分办。"
        messages.success(request, f"已登记“{ended}”撤销，{then}")
        return redirect(reverse("problems") + request.viewpoint.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "problems/unit_end.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.RAISE)
def new(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    sent = request.POST if request.method == "POST" else None
    named = {name: request.GET.get(name, "") for name in ("chain", "title", "text", "led_by")}
    named |= begun_with(vp, request.GET.get(FROM))
    form = RaiseForm(sent, request.FILES or None, by=request.user, plan=vp.plan, initial=named)

    def act() -> Problem:
        return raise_actions.raise_problem(city=vp.plan.city, by=request.user, **form.given())

    made = obey(form, act, {"enterprise": "firm"})
    if made:
        return redirect(reverse("problem", args=[made.pk]) + vp.query)
    return render(request, "problems/problem_form.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.RAISE)
@FETCHED
@for_step("amend", _show)
def amend(request: PlanRequest, row: Problem) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = AmendForm(sent, initial={"title": row.title, "text": row.text})

    def act() -> Problem:
        return raise_actions.amend(row=row, version=version_of(request), by=request.user, **form.cleaned_data)

    return answer_form(request, "problems/problem_form.html", {"form": form, "row": row}, act)
