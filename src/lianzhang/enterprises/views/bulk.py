"""One change to all firms of a filter: chosen, looked at, done; and undone by its author."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lianzhang.access.api import get_visible_or_404, visible
from lianzhang.enterprises.bulk import Plan, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.filters import FirmFilter
from lianzhang.enterprises.forms.bulk import BulkForm
from lianzhang.enterprises.models import BulkEdit, Enterprise
from lianzhang.enterprises.queries.listing import filter_firms
from lianzhang.enterprises.undoing import why_not_undone
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import StepRefused

from .parts import EDIT, at, is_firm, refusal_text

__all__ = ["firms_bulk", "firms_bulk_undo"]

SHOWN, RECENT = 100, 5


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def firms_bulk(request: CityRequest) -> HttpResponse:
    """The filter stands in the address. A POST looks; one that is sure, with the token of that look, does it."""
    if is_firm(request):
        raise PermissionDenied
    vp = at(request)
    narrowing = FirmFilter(vp, request.GET)
    firms = filter_firms(request.user, narrowing.wanted, vp.at)
    form, sure = BulkForm(vp, request.POST if request.method == "POST" else None), "sure" in request.POST
    if not form.is_bound:
        return _show(request, form, firms)
    if not form.is_valid():
        return _show(request, form, firms, UNPROCESSABLE)
    try:
        plan = plan_of(form.asked, firms, request.user)
        if sure:
            token = request.POST.get("token", "")
            return _done(request, apply(asked=form.asked, firms=firms, token=token, by=request.user))
    except ValidationError as refused:
        form.add_error(None, refused)
        status = CONFLICT if sure else UNPROCESSABLE
        return _show(request, form, firms, status, plan=_looked_at(form, firms, request.user))
    return _show(request, form, firms, plan=plan)


def _looked_at(form: BulkForm, firms: QuerySet[Enterprise], by: Any) -> Plan | None:
    try:
        return plan_of(form.asked, firms, by)
    except ValidationError:
        return None


def _done(request: CityRequest, made: BulkEdit) -> HttpResponse:
    count = made.rows.count()
    done = f"已提请{count}家，等待同意" if made.change == "proposal" else f"已改{count}家"
    messages.success(request, f"{made.title}，{done}。其间没有别的改动时，可以在“批量修改”里整批撤销。")
    params = QueryDict(request.GET.urlencode(), mutable=True)
    return redirect(reverse("firms") + (f"?{params.urlencode()}" if params else ""))


def _show(
    request: CityRequest, form: BulkForm, firms: QuerySet[Enterprise], status: int = 200, plan: Plan | None = None
) -> HttpResponse:
    recent = visible(request.user, BulkEdit).select_related("by")[:RECENT]
    context = {
        "form": form,
        "plan": plan,
        "lines": sorted(plan.lines, key=lambda line: not line.fault)[:SHOWN] if plan else [],
        "chosen": firms.count(),
        "recent": [(each, why_not_undone(each, request.user)) for each in recent],
        "narrowed": request.GET.urlencode(),
    }
    return render(request, "enterprises/firm_bulk.html", context, status=status)


@require_POST
@EDIT
def firms_bulk_undo(request: CityRequest) -> HttpResponse:
    made = get_visible_or_404(request.user, BulkEdit, "by", pk=key_of(request.POST.get("bulk_edit")))
    try:
        undo(bulk_edit=made, by=request.user)
    except StepRefused as refused:
        messages.error(request, f"没有撤销：{refusal_text(refused)}")
    else:
        messages.success(request, f"已撤销：{made.title}。")
    return redirect(reverse("firms_bulk") + at(request).query)
