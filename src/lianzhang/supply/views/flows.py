"""Pages of material flows: what went round in a year with the list, one report, the form in which it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.supply.flows.actions import change_flow, report_flow
from lianzhang.supply.flows.exports import flows_workbook
from lianzhang.supply.flows.filters import FlowFilter
from lianzhang.supply.flows.forms import FlowForm
from lianzhang.supply.models import MaterialFlow
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.flows import (
    LISTED_FLOWS,
    RELATED_FLOWS,
    filter_flows,
    flow_dossier,
    flow_line,
    flow_page,
    flow_tally,
    flow_year,
)
from lianzhang.work.api import answer_form, answer_step, for_step

__all__ = ["change", "export", "flow", "flows", "new", "step"]

READS, ENTERS = needs(Permission.READ_FLOWS), needs(Permission.ENTER_FLOW)
FETCHED = fetched(MaterialFlow, *RELATED_FLOWS)
FORM = "supply/flow_form.html"
RENAMED = {"period_end": "period", "period_start": "period", "enterprise": "firm"}


@require_safe
@READS
def flows(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing = FlowFilter(request.GET, user)
    page, lines = flow_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "lines": lines, "loop": flow_year(user, narrowing.wanted.year)}
    return render(request, "supply/flows.html", context | {"tally": flow_tally(user), "firm": own_firm(user)})


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    rows = filter_flows(FlowFilter(request.GET, user).wanted, user, request.GET.get(ORDER))
    made = lambda: flows_workbook(map(flow_line, rows.select_related(*LISTED_FLOWS).iterator(2_000)))  # noqa: E731
    return workbook(request, made, f"物料流向{timezone.localdate()}")


def _show(request: CityRequest, row: MaterialFlow, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": flow_dossier(row, request.user), "row": row, **more}
    return render(request, "supply/flow.html", context, status=status)


@require_safe
@READS
@FETCHED
def flow(request: CityRequest, row: MaterialFlow) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: MaterialFlow, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def new(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("firm", "material", "period") if name in request.GET}
    form = FlowForm(sent, by=user, city=vp.city.pk, initial=begun)
    return answer_form(request, FORM, {"form": form}, lambda: report_flow(by=user, **form.given()), RENAMED)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: CityRequest, row: MaterialFlow) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = FlowForm(sent, by=user, city=row.city_id, row=row)
    return answer_form(
        request,
        FORM,
        {"form": form, "row": row},
        lambda: change_flow(row=row, version=version_of(request), by=user, **form.given()),
    )
