"""Pages on which figures are typed: a firm's new statement, one that is edited, one that is corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import typed_in, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.periods import Period, PeriodError, read_period
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import last_change
from lianzhang.statements.models import Statement
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import RowGone, StaleRow, show_gone, show_refused

from . import actions
from .cumulative import bases, is_cumulative
from .doubts import doubts_beside
from .entries import TAKEN, Entry, period_fault
from .forms import OtherPeriod, StatementForm, readable_figures
from .lifecycle import STATEMENT
from .neighbours import neighbours
from .owed import Owed, owed
from .views import FETCHED, show

__all__ = ["correct", "edit", "new", "reading"]

ENTERS = needs(Permission.ENTER_STATEMENT)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest, pk: int) -> HttpResponse:
    """First the period is chosen, among those asked or another; then its figures are typed."""
    firm = get_visible_or_404(request.user, Enterprise, "region", "merged_into", pk=pk)
    vp = request.viewpoint
    asked = owed(firm, vp.since, vp.at, request.user)
    period, fault = _period(request, firm)
    if period is None or fault:
        return _choose(request, firm, asked, fault)
    sent = request.POST if request.method == "POST" else None

    form = StatementForm(period, sent)

    def act(entry: Entry) -> Statement:
        return actions.enter(enterprise=firm, period=form.period, entry=entry, by=request.user)

    return _fill_in(request, form, firm, act)


def _period(request: CityRequest, firm: Enterprise) -> tuple[Period | None, str]:
    """The period the address names, and why it cannot be reported, if so."""
    text = request.GET.get("period", "")[:40]
    if not text:
        return None, ""
    try:
        period = read_period(text, TAKEN)
    except PeriodError as error:
        return None, str(error)
    return period, period_fault(firm, period, timezone.localdate())


def _choose(request: CityRequest, firm: Enterprise, asked: list[Owed], fault: str) -> HttpResponse:
    form = OtherPeriod({"period": request.GET.get("period", "")} if fault else None)
    if fault:
        form.errors.clear()
        form.add_error("period", fault)
    may_enter = may(request.user, Permission.ENTER_STATEMENT, firm)
    context = {
        "firm": firm,
        "owed": asked,
        "open": [each for each in asked if each.open],
        "form": form,
        "may_enter": may_enter,
    }
    return render(request, "statements/statement_choose.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
def edit(request: CityRequest, row: Statement) -> HttpResponse:
    form = _form_over(request, row, moves=True)

    def act(entry: Entry) -> Statement:
        version = version_of(request)
        return actions.edit(row=row, version=version, entry=entry, by=request.user, period=form.period)

    return _rewrite(request, row, "edit", form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
def correct(request: CityRequest, row: Statement) -> HttpResponse:
    form = _form_over(request, row, moves=False)

    def act(entry: Entry) -> Statement:
        return actions.correct(row=row, version=version_of(request), entry=entry, by=request.user)

    return _rewrite(request, row, "correct", form, act)


def _form_over(request: CityRequest, row: Statement, *, moves: bool) -> StatementForm:
    sent = request.POST if request.method == "POST" else None
    return StatementForm(Period(row.period_start, row.period_end), sent, row, moves=moves)


def _rewrite(
    request: CityRequest, row: Statement, name: str, form: StatementForm, act: Callable[[Entry], Statement]
) -> HttpResponse:
    """The form over an existing statement, to edit it or to enter its correction."""
    try:
        STATEMENT.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show)
    return _fill_in(request, form, row.enterprise, act, row=row, step=STATEMENT.steps[name])


def _fill_in(
    request: CityRequest,
    form: StatementForm,
    firm: Enterprise,
    act: Callable[[Entry], Statement],
    **more: Any,
) -> HttpResponse:
    """Show the form, or act on what was sent; a refused form keeps every word that was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and form.entry:
            try:
                made = act(form.entry)
                return redirect(reverse("statement", args=[made.pk]) + request.viewpoint.query)
            except ValidationError as error:
                form.add_error(None, error)
            except StepRefused as refused:
                form.add_error(None, str(refused))
            except RowGone as gone:
                return show_gone(request, gone, typed_in(form))
            except StaleRow as stale:
                status = 409
                more |= {"stale": stale, "differences": form.rebase(stale.current), "row": stale.current}
                more |= {"last": last_change(stale.current)}
    period = form.period
    around = neighbours([firm.pk], period, request.user)[firm.pk]
    typed = request.POST if request.method == "POST" else form.initial
    figures = readable_figures(typed)
    doubts = doubts_beside(around, figures)
    context = {"form": form, "firm": firm, "period": period, "around": around, "lines": form.lines(around, doubts)}
    context |= {"doubts": doubts, "part": around.alone(figures), "cumulative": is_cumulative(period), **more}
    return render(request, "statements/statement_form.html", context, status=status)


@require_safe
@ENTERS
def reading(request: CityRequest, pk: int) -> HttpResponse:
    """What looks wrong in what is being typed: a fragment beside the form."""
    firm = get_visible_or_404(request.user, Enterprise, pk=pk)
    try:
        asked = read_period(request.GET.get("period", "")[:40], TAKEN)
        period = bases(asked).get(request.GET.get("basis", ""), asked)
    except PeriodError:
        return render(request, "statements/_statement_doubts.html", {})
    figures = readable_figures(request.GET)
    around = neighbours([firm.pk], period, request.user)[firm.pk]
    context = {"doubts": doubts_beside(around, figures), "part": around.alone(figures), "period": period}
    return render(request, "statements/_statement_doubts.html", context)
