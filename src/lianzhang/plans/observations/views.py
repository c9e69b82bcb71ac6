"""Pages of the reported figures: the list, one figure with its steps, the form to enter, edit and correct."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import Listed, get_visible_or_404, kept_page, needs, workbook
from lianzhang.kernel.forms import typed_in, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.models import Duty, Observation, Target
from lianzhang.plans.observations import actions
from lianzhang.plans.permissions import Permission
from lianzhang.plans.queries.subjects import choose_subject, subject_of_figure
from lianzhang.plans.viewpoint import PlanRequest, PlanViewpoint
from lianzhang.plans.views.parts import needs_plan
from lianzhang.records.api import last_change
from lianzhang.work.api import RowGone, StaleRow, StepRefused, answer_several, answer_step, show_gone, show_refused

from .filters import FigureFilter, find_subject
from .forms import FigureForm, quantities_of, units_for
from .lifecycle import OBSERVATION
from .queries import LISTED, RELATED, candidates, dossier, matching_figures, page_of, work_of
from .readings import read_figure
from .sheets import figures_workbook

__all__ = ["correct", "edit", "export", "new", "observation", "observations", "reading", "step"]

ENTER = needs(Permission.ENTER_OBSERVATION)

Answer = Callable[..., HttpResponse]


@require_safe
@needs_plan
def observations(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    narrowing = SimpleLazyObject(lambda: FigureFilter(vp.plan, request.GET, user))

    def listed() -> Listed[Observation]:
        wanted = matching_figures(vp.plan, narrowing.wanted, user, request.GET.get(ORDER))
        page, rows = page_of(wanted, request.GET.get("page"), user)
        return page, vp.stated.name_all(rows, "chain", "group")

    page, rows = kept_page(user, request.get_full_path(), vp.kept_between_acts, listed)
    waiting = SimpleLazyObject(lambda: work_of(vp.plan, user))
    context = {"filter": narrowing, "page": page, "rows": rows, "work": waiting}
    context["choosing"] = SimpleLazyObject(lambda: bool(rows) and narrowing.wanted.mine == "decide")
    return render(request, "plans/observations.html", context)


@require_safe
@needs_plan
def export(request: PlanRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    wanted = FigureFilter(vp.plan, request.GET, user).wanted
    rows = matching_figures(vp.plan, wanted, user, request.GET.get(ORDER)).select_related(*LISTED)

    def made() -> bytes:
        return figures_workbook(vp.stated.name_all(rows, "chain", "group"))

    return workbook(request, made, f"{vp.plan}实际值{timezone.localdate()}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.CONFIRM_OBSERVATION)
def confirm(request: PlanRequest) -> HttpResponse:
    page = "plans/observations_confirm.html"
    return answer_several(request, Observation, "confirm", candidates, page, doubtful=lambda each: each.doubts)


def _figure(view: Answer) -> Answer:
    """Hand the view the figure named in the address, seen from its own plan."""

    @wraps(view)
    def looking(request: PlanRequest, pk: int, **named: Any) -> HttpResponse:
        row = get_visible_or_404(request.user, Observation, *RELATED, pk=pk)
        if row.plan != request.viewpoint.plan:
            return redirect(f"{reverse('observation', args=[pk])}?{urlencode({'plan': row.plan.code})}")
        return view(request, row, **named)

    return looking


def _show(request: PlanRequest, row: Observation, *, status: int = 200, **more: Any) -> HttpResponse:
    details = dossier(row, request.user)
    request.viewpoint.stated.name_all([row, *details.rivals], "chain", "group")
    context = {"dossier": details, "row": row, **more}
    return render(request, "plans/observation.html", context, status=status)


def _open(request: PlanRequest, row: Observation) -> HttpResponse:
    return redirect(reverse("observation", args=[row.pk]) + request.viewpoint.query)


@require_safe
@needs_plan
@_figure
def observation(request: PlanRequest, row: Observation) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@_figure
def step(request: PlanRequest, row: Observation, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTER
def new(request: PlanRequest) -> HttpResponse:
    """First the target or duty is chosen, by search; then the figure is entered."""
    vp = request.viewpoint
    subject = find_subject(vp.plan, request.GET, request.user)
    if subject is None:
        if request.method == "POST":
            raise Http404
        return _choose(request, vp)
    sent = request.POST if request.method == "POST" else None
    form = FigureForm(vp.plan, subject, sent, chain=request.GET.get("chain", ""), begun=request.GET)
    return _enter(request, form, subject, lambda entry: actions.enter(plan=vp.plan, entry=entry, by=request.user))


def _choose(request: PlanRequest, vp: PlanViewpoint) -> HttpResponse:
    choice = choose_subject(vp, request.GET.get("q", ""))
    part = "plans/_subjects.html" if request.htmx else "plans/observation_choose.html"
    return render(request, part, {"choice": choice, "chain": request.GET.get("chain", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTER
@_figure
def edit(request: PlanRequest, row: Observation) -> HttpResponse:
    return _rewrite(request, row, "edit", actions.edit)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTER
@_figure
def correct(request: PlanRequest, row: Observation) -> HttpResponse:
    return _rewrite(request, row, "correct", actions.correct)


def _rewrite(request: PlanRequest, row: Observation, name: str, action: Callable[..., Observation]) -> HttpResponse:
    """The form over an existing figure, to edit it or to enter its correction."""
    try:
        OBSERVATION.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show)
    subject: Any = row.subject  # the step asks for one
    form = FigureForm(row.plan, subject, request.POST if request.method == "POST" else None, row)

    def act(entry: Any) -> Observation:
        return action(row=row, version=version_of(request), entry=entry, by=request.user)

    return _enter(request, form, subject, act, row=row, step=OBSERVATION.steps[name])


def _enter(
    request: PlanRequest,
    form: FigureForm,
    subject: Target | Duty,
    act: Callable[[Any], Observation],
    **more: Any,
) -> HttpResponse:
    """Show the form, or act on what was sent; a refused form keeps every word that was typed."""
    vp = request.viewpoint
    context = {
        "form": form,
        "subject": subject_of_figure(subject, vp),
        "reading": read_figure(subject, request.POST, request.user),
        "units": units_for(subject),
        "quantities": quantities_of(subject),
        **more,
    }
    if request.method != "POST":
        return render(request, "plans/observation_form.html", context)
    if form.is_valid() and form.entry:
        try:
            return _open(request, act(form.entry))
        except ValidationError as error:
            form.add_error(None, error)
        except RowGone as gone:
            return show_gone(request, gone, typed_in(form))
        except StaleRow as stale:
            differences = form.rebase(stale.current)
            last = last_change(stale.current)
            context |= {"stale": stale, "differences": differences, "row": stale.current, "last": last}
            return render(request, "plans/observation_form.html", context, status=409)
    return render(request, "plans/observation_form.html", context, status=422)


@require_safe
@needs_plan
def reading(request: PlanRequest) -> HttpResponse:
    """How what is typed would be read: a fragment beside the form."""
    vp = request.viewpoint
    subject = find_subject(vp.plan, request.GET, request.user)
    if subject is None:
        raise Http404
    return render(request, "plans/_reading.html", {"reading": read_figure(subject, request.GET, request.user)})
