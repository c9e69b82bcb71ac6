"""Pages of projects: the list, one project with its steps, the forms to enter and amend, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, listed_rows, needs, visible, workbook
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.registry.api import joined
from lianzhang.work.api import FROM, StepRefused, answer_form, answer_step, show_refused

from . import enter_actions, figure_actions
from .dossier import RELATED, dossier
from .exports import measures_workbook, projects_workbook
from .filters import MINE, ProjectFilter
from .first_report import reported_before
from .forms import ContentForm, EnterForm, initial_of
from .lifecycle import PROJECT
from .measures import BY, Measures, tell
from .models import Claim, Project
from .part_forms import PART_FORMS
from .permissions import Permission
from .queries import LISTED, NOT_YET, filter_projects, page_of, tally_of
from .starting import begun_with

__all__ = ["amend", "claims", "export", "measures", "measures_export", "new", "part", "project", "projects", "step"]

READS = needs(Permission.READ)
FETCHED = fetched(Project, *RELATED)
ACTS: dict[str, Callable[..., Project]] = {name: getattr(figure_actions, name) for name in PART_FORMS}


@require_safe
@needs_plan
@READS
def projects(request: PlanRequest) -> HttpResponse:
    user, plan = request.user, request.viewpoint.plan
    narrowing = ProjectFilter(request.GET, user, plan.city_id)
    tally, wanted = tally_of(user), narrowing.wanted
    order = request.GET.get(ORDER)
    listed = page_of(wanted, request.GET.get("page"), user, order, tally=tally, plan=plan.pk)
    context = {
        "filter": narrowing,
        "listed": listed,
        "page": listed.page,
        "tally": tally,
        "not_yet": [(code, dict(MINE)[code], tally.counts[code]) for code in NOT_YET],
        "own": is_own_part(user),
    }
    return render(request, "projects/projects.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = ProjectFilter(request.GET, user, request.viewpoint.plan.city_id).wanted
    rows = filter_projects(wanted, user, request.GET.get(ORDER)).select_related(*LISTED, "segment", "park")
    outside = is_own_part(user)
    name = f"项目{timezone.localdate()}"
    return workbook(request, lambda: projects_workbook(rows.iterator(2_000), outside=outside), name)


@require_safe
@needs_plan
@READS
def measures(request: PlanRequest) -> HttpResponse:
    """The measures of a year, whole and by chain, unit, region or kind."""
    return render(request, "projects/measures.html", {"told": _told(request)})


@require_safe
@needs_plan
@READS
def measures_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: measures_workbook(told), f"项目推进情况{told.period}")


def _told(request: PlanRequest) -> Told[Measures]:
    return told_of_year(request, tell, BY)


@require_safe
@needs_plan
@needs(Permission.COORDINATE)
def claims(request: PlanRequest) -> HttpResponse:
    """Second reports of an investor, with the first: for the office, which decides between them."""
    rows = visible(request.user, Claim).filter(city=request.viewpoint.plan.city_id)
    related = ("project", *joined("unit"), *joined("project__unit"))
    page, shown = listed_rows(request.user, rows, 50, request.GET.get("page"), *related)
    return render(request, "projects/claims.html", {"page": page, "rows": shown})


def _show(request: PlanRequest, row: Project, *, status: int = 200, **more: Any) -> HttpResponse:
    whole = dossier(row, request.user, request.viewpoint.plan.pk)
    if whole.outside and (refusal := more.get("refusal")):
        more["refusal"] = refusal.told_outside()
    return render(request, "projects/project.html", {"dossier": whole, "row": row, **more}, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def project(request: PlanRequest, row: Project) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Project, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER)
def new(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    sent = request.POST if request.method == "POST" else None
    named = {name: request.GET[name] for name in ("chain", "segment", "firm") if name in request.GET}
    told, source = begun_with(vp, request.GET.get(FROM))
    form = EnterForm(sent, by=request.user, plan=vp.plan, initial=told | named)

    def act() -> Project | Claim:
        return enter_actions.enter(city=vp.plan.city, by=request.user, led_by=source, **form.given())

    made = obey(form, act, {"enterprise": "firm"})
    if isinstance(made, Claim):
        messages.warning(request, f"{reported_before()}您报的已留存。")
        return redirect(reverse("projects") + vp.query)
    if made:
        return redirect(reverse("project", args=[made.pk]) + vp.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "projects/project_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.CARRY)
@FETCHED
def amend(request: PlanRequest, row: Project) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = ContentForm(sent, by=request.user, plan=request.viewpoint.plan, initial=initial_of(row))

    def act(version: int) -> Project:
        made = enter_actions.amend(row=row, version=version, by=request.user, **form.given())
        if isinstance(made, Claim):
            raise ValidationError({"investor": f"{reported_before()}您报的已留存。"})
        return made

    return _answer(request, row, "amend", form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.CARRY)
@FETCHED
def part(request: PlanRequest, row: Project, name: str) -> HttpResponse:
    """A month, a milestone, a need: each a step with a page of its own."""
    sent = request.POST if request.method == "POST" else None
    form = PART_FORMS[name](sent, row=row, by=request.user, initial=request.GET.dict())

    def act(version: int) -> Project:
        return ACTS[name](row=row, version=version, by=request.user, **form.cleaned_data)

    return _answer(request, row, name, form, act)


def _answer(request: PlanRequest, row: Project, name: str, form: Any, act: Callable[[int], Project]) -> HttpResponse:
    """The page of a step: its form, what came of it, or why it may not be taken."""
    try:
        PROJECT.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    context = {"form": form, "row": row, "step": PROJECT.steps[name]}
    return answer_form(
        request, "projects/step_form.html", context, lambda: act(version_of(request)), {"enterprise": "firm"}
    )
