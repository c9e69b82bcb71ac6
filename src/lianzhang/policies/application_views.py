"""Pages of applications: the list, one with its way, the form; what is saved is a draft until it is handed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import key_of, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import Programme
from lianzhang.work.api import StepRefused, answer_form, answer_step, show_refused

from .actions import RELATED, change, enter
from .catalogue import gift
from .dossier import application_dossier
from .exports import applications_workbook
from .filters import ApplicationFilter
from .forms import ApplicationForm, initial_of
from .lifecycle import APPLICATION
from .loaded import LISTED
from .models import Application
from .permissions import Permission
from .queries import APPLICATION_LISTED, filter_applications, page_of_applications, tally_of
from .windows import next_window, windows_of

__all__ = ["amend", "application", "applications", "applications_export", "new", "step"]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER)
FETCHED = fetched(Application, *RELATED)


@require_safe
@needs_plan
@READS
def applications(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ApplicationFilter(request.GET, user, request.viewpoint.plan.pk)
    tally = tally_of(user)
    page = page_of_applications(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER), tally=tally)
    context = {"filter": narrowing, "page": page, "tally": tally, "today": timezone.localdate()}
    return render(request, "policies/applications.html", context)


@require_safe
@needs_plan
@READS
def applications_export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = ApplicationFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_applications(wanted, user, request.GET.get(ORDER)).select_related(*APPLICATION_LISTED)
    return workbook(request, lambda: applications_workbook(rows.iterator(2_000)), f"申报{timezone.localdate()}")


def _show(request: PlanRequest, row: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": application_dossier(request.user, row), "row": row, "gives": gift(row.programme), **more}
    return render(request, "policies/application.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def application(request: PlanRequest, row: Application) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Application, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest, pk: int) -> HttpResponse:
    """An application to one programme, begun from an earlier one of the firm where it names one."""
    vp, own = request.viewpoint, own_firm(request.user)
    programme = get_visible_or_404(request.user, Programme, *LISTED, "plan", pk=pk, plan=vp.plan)
    windows = _windows(programme)
    sent = request.POST if request.method == "POST" else None
    given: dict[str, Any] = {"by": request.user, "programme": programme, "windows": windows, "own": own}
    form = ApplicationForm(sent, initial=_begun(request), **given)
    context = {"form": form, "programme": programme, "gives": gift(programme), "own": own}
    return answer_form(
        request,
        "policies/application_form.html",
        context,
        lambda: enter(programme=programme, by=request.user, **form.given()),
    )


def _windows(programme: Programme) -> list[Any]:
    """The window that is open or comes next at the head; all others too, so that the act says why they are shut."""
    today = timezone.localdate()
    told = {each.year: each for each in windows_of([programme], today)[programme.pk]}
    first = next_window(told.values(), today)
    rest = [told[year] for year in sorted(told, reverse=True) if first is None or year != first.year]
    return [*([first] if first else []), *rest]


def _begun(request: PlanRequest) -> dict[str, Any]:
    """What an earlier application said, except its year."""
    if not (key := request.GET.get("from")):
        return {}
    row = get_visible_or_404(request.user, Application, "enterprise", pk=key_of(key))
    return {name: value for name, value in initial_of(row).items() if name != "year"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@READS
@FETCHED
def amend(request: PlanRequest, row: Application) -> HttpResponse:
    """Who may not, is told so before they type; what was typed is kept, whatever stands against it then."""
    if request.method != "POST":
        try:
            APPLICATION.check(row, "change", request.user)
        except StepRefused as refused:
            return show_refused(request, row, refused, _show)
    sent = request.POST if request.method == "POST" else None
    form = ApplicationForm(
        *(sent,), by=request.user, programme=row.programme, windows=[], own=row.enterprise, initial=initial_of(row)
    )
    del form.fields["year"]
    context: dict[str, Any] = {"form": form, "row": row, "programme": row.programme, "gives": gift(row.programme)}

    def act() -> Application:
        said = {name: value for name, value in form.given().items() if name != "enterprise"}
        return change(row=row, version=version_of(request), by=request.user, **said)

    return answer_form(request, "policies/application_form.html", context, act)
