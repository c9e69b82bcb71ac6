"""Pages of what stands behind a need: its form, its list as a workbook. The lines stand on the page of the need."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, visible, workbook
from lianzhang.kernel.forms import version_of
from lianzhang.market.actions import RELATED
from lianzhang.market.models import Backing, Match, Need
from lianzhang.market.permissions import Permission
from lianzhang.market.views import show_need
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_form, answer_step, for_step

from .actions import BACKING_RELATED, add_backing, change_backing
from .exports import backings_workbook
from .forms import BackingForm
from .queries import backings_of

__all__ = ["backing", "change", "export", "match_export", "new", "step"]

READS, ENTERS = needs(Permission.READ_POSTING), needs(Permission.ENTER)
FETCHED, FETCHED_NEED = fetched(Backing, *BACKING_RELATED), fetched(Need, *RELATED)
FORM = "market/backings/form.html"


def _sent(request: PlanRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _show(request: PlanRequest, row: Backing, **more: Any) -> HttpResponse:
    """A line stands on the page of its need."""
    return show_need(request, get_visible_or_404(request.user, Need, *RELATED, pk=row.need_id), **more)


@require_safe
@needs_plan
@READS
@FETCHED
def backing(request: PlanRequest, row: Backing) -> HttpResponse:
    """For who answers the need it stands on the page of the answer."""
    user = request.user
    if visible(user, Need).filter(pk=row.need_id).exists():
        return redirect(reverse("need", args=[row.need_id]) + request.viewpoint.query)
    own = visible(user, Match).filter(need=row.need_id, shown_on__isnull=False).order_by("pk").first()
    if own is None:
        raise Http404
    return redirect(reverse("match", args=[own.pk]) + request.viewpoint.query)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED_NEED
def new(request: PlanRequest, row: Need) -> HttpResponse:
    form = BackingForm(_sent(request), need=row)
    act = lambda: add_backing(need=row, by=request.user, **form.cleaned_data)  # noqa: E731
    return answer_form(request, FORM, {"form": form, "need": row, "title": "登记一笔担保", "press": "登记"}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: Backing) -> HttpResponse:
    form = BackingForm(_sent(request), need=row.need, row=row)
    act = lambda: change_backing(row=row, version=version_of(request), by=request.user, **form.cleaned_data)  # noqa: E731
    context = {"form": form, "row": row, "need": row.need, "title": f"修改“{row}”", "press": "保存"}
    return answer_form(request, FORM, context, act)


@require_POST
@needs_plan
@ENTERS
@FETCHED
def step(request: PlanRequest, row: Backing, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


def _workbook(request: PlanRequest, row: Need) -> HttpResponse:
    told = backings_of(row, request.user)
    if told is None:
        raise Http404
    return workbook(request, lambda: backings_workbook(told), f"担保明细{timezone.localdate()}")


@require_safe
@needs_plan
@READS
@FETCHED_NEED
def export(request: PlanRequest, row: Need) -> HttpResponse:
    return _workbook(request, row)


@require_safe
@needs_plan
@READS
@fetched(Match, "need__kind", "need__enterprise", "need__city")
def match_export(request: PlanRequest, row: Match) -> HttpResponse:
    """As who answers reads them."""
    return _workbook(request, row.need)
