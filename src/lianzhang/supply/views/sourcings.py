"""Pages of second sources: the register of sole sources, the searches and what came of them, what is imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, page_rows, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, typed_in, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import last_change
from lianzhang.supply.models import Sourcing
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.second_sources import makers_for
from lianzhang.supply.queries.sole_conditions import ENDS_SOON
from lianzhang.supply.queries.sole_find import find_sole_source
from lianzhang.supply.queries.sole_lines import in_lots, sources_of
from lianzhang.supply.queries.sole_register import Register, count_of, sole_register
from lianzhang.supply.queries.sourcing_dossier import dossier
from lianzhang.supply.queries.sourcings import LISTED, filter_sourcings, page_of, tally_of
from lianzhang.supply.rates.lines import years_recorded
from lianzhang.supply.sourcing.actions import RELATED, begin, choose
from lianzhang.supply.sourcing.exports import cases_workbook, chokepoints_workbook, soles_workbook
from lianzhang.supply.sourcing.filters import CaseFilter, SoleFilter
from lianzhang.supply.sourcing.forms import ByHandForm, ChooseForm, PooledForm
from lianzhang.work.api import RowGone, StaleRow, answer_step, for_step, show_gone

__all__ = [
    *("chokepoints", "chokepoints_export", "choose_second", "export", "new", "sourcing", "sourcings", "step"),
]

READS = needs(Permission.READ_SOURCING)
CARRIES = needs(Permission.SOURCE)
FETCHED = fetched(Sourcing, *RELATED)
ROWS = 50


@require_safe
@READS
def sourcings(request: CityRequest) -> HttpResponse:
    """What hangs on one supplier; or, where the address asks for them, the searches for a second one."""
    return _cases(request) if request.GET.get("mine") else _soles(request)


def _register(request: CityRequest) -> tuple[SoleFilter, Register]:
    vp = request.viewpoint
    narrowing = SoleFilter(request.GET, request.user, years_recorded(vp.city.pk, vp.at))
    order = request.GET.get(ORDER)
    return narrowing, sole_register(request.user, vp.city.pk, narrowing.wanted, vp.at, order)


def _soles(request: CityRequest) -> HttpResponse:
    user = request.user
    narrowing, register = _register(request)
    page = page_rows(user, register.rows, ROWS, request.GET.get("page"))
    tally = tally_of(user)
    shown = sources_of(user, register, list(page))
    soon = request.viewpoint.at + timedelta(days=ENDS_SOON)
    worst = shown[0] if page.number == 1 and shown and not request.GET.get(ORDER) else None
    context = {"filter": narrowing, "register": register, "page": page, "rows": shown, "tally": tally, "worst": worst}
    return render(request, "supply/sole_sources.html", context | {"everything": register.everything, "soon": soon})


def _cases(request: CityRequest) -> HttpResponse:
    user, vp = request.user, request.viewpoint
    narrowing = CaseFilter(request.GET, user)
    page, cases = page_of(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    everything = count_of(user, vp.city.pk, vp.at)
    context = {"filter": narrowing, "page": page, "cases": cases, "tally": tally_of(user), "everything": everything}
    return render(request, "supply/sourcings.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    """What the list shows: sole sources, or the searches that the address asks for."""
    today = timezone.localdate()
    if request.GET.get("mine"):
        wanted = CaseFilter(request.GET, request.user).wanted
        rows = filter_sourcings(wanted, request.user, request.GET.get(ORDER)).select_related(*LISTED)
        told = rows.prefetch_related("demands__customer")
        return workbook(request, lambda: cases_workbook(told.iterator(500)), f"补第二家{today}")
    _, register = _register(request)
    return workbook(request, lambda: soles_workbook(in_lots(request.user, register)), f"唯一来源{today}")


@require_safe
@READS
def chokepoints(request: CityRequest) -> HttpResponse:
    """What has to be imported, and how far it is replaced at home."""
    narrowing = _chokepoints(request)
    page, cases = page_of(narrowing.wanted, request.GET.get("page"), request.user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "cases": cases, "tally": tally_of(request.user)}
    return render(request, "supply/chokepoints.html", context)


@require_safe
@READS
def chokepoints_export(request: CityRequest) -> HttpResponse:
    rows = filter_sourcings(_chokepoints(request).wanted, request.user, request.GET.get(ORDER))
    told = rows.select_related(*LISTED).prefetch_related("demands__customer")
    name = f"卡脖子清单{timezone.localdate()}"
    return workbook(request, lambda: chokepoints_workbook(told.iterator(500)), name)


def _chokepoints(request: CityRequest) -> CaseFilter:
    return CaseFilter({**request.GET.dict(), "mine": "chokepoint"}, request.user)


def _show(request: CityRequest, row: Sourcing, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(row, request.user), "row": row, **more}
    return render(request, "supply/sourcing.html", context, status=status)


@require_safe
@READS
@FETCHED
def sourcing(request: CityRequest, row: Sourcing) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: Sourcing, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@CARRIES
def new(request: CityRequest) -> HttpResponse:
    """From a sole source that the address names, for all who hang on it; else by hand."""
    vp, user = request.viewpoint, request.user
    sent = request.POST if request.method == "POST" else None
    source = find_sole_source(user, vp.city.pk, request.GET.dict(), vp.at)
    about: dict[str, Any] = {"by": user, "city": vp.city.pk, "initial": _begun(request.GET.dict())}
    form = PooledForm(sent, source=source, **about) if source else ByHandForm(sent, **about)
    made = obey(form, lambda: begin(by=user, **form.given()))
    if made:
        return redirect(reverse("sourcing", args=[made.pk]) + vp.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supply/sourcing_new.html", {"form": form, "source": source}, status=status)


def _begun(address: Mapping[str, str]) -> dict[str, str]:
    """What the form begins with."""
    named = {"item": "item", "supplier": "supplier_name", "chain": "chain"}
    return {field: address[name] for field, name in named.items() if address.get(name)}


@require_http_methods(["GET", "HEAD", "POST"])
@CARRIES
@FETCHED
@for_step("choose", _show)
def choose_second(request: CityRequest, row: Sourcing) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    initial = {"candidate": request.GET.get("candidate", "")}
    form = ChooseForm(sent, by=request.user, city=row.city_id, initial=initial)
    context = {"form": form, "row": row, "makers": makers_for(row, request.user)}

    def act() -> Sourcing:
        return choose(row=row, version=version_of(request), by=request.user, **form.given())

    try:
        made = obey(form, act)
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    except StaleRow as stale:
        context |= {"row": stale.current, "stale": str(stale), "last": last_change(stale.current)}
        return render(request, "supply/sourcing_choose.html", context, status=CONFLICT)
    if made:
        return redirect(reverse("sourcing", args=[made.pk]) + request.viewpoint.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supply/sourcing_choose.html", context, status=status)
