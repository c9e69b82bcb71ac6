"""Pages of matters under supervision: the list, by unit, one with its steps, the form that says what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, typed_in, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.records.api import last_change
from lianzhang.work.api import RowGone, StaleRow, StepRefused, answer_step, show_gone, show_refused

from . import item_actions
from .colours import Colours
from .exports import items_workbook
from .filters import ItemFilter
from .forms import ItemForm, initial_of
from .lifecycle import ITEM
from .models import SupervisionItem
from .overview import by_unit, kinds_of
from .permissions import Permission
from .queries import LISTED, RELATED, dossier, filter_items, page_of, tally_of

__all__ = ["edit", "export", "item", "item_step", "supervision", "units"]

READS, ISSUES = needs(Permission.READ), needs(Permission.ISSUE)
FETCHED = fetched(SupervisionItem, *RELATED)

Answer = Callable[..., HttpResponse]


@require_safe
@needs_plan
@READS
def supervision(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ItemFilter(request.GET, user, kinds_of(user))
    page, lines = page_of(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": tally_of(user)}
    colours = Colours.of(request.viewpoint.plan).words
    return render(request, "supervision/supervision.html", context | {"colours": colours})


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = ItemFilter(request.GET, user, kinds_of(user)).wanted
    rows = filter_items(wanted, user, request.GET.get(ORDER)).select_related(*LISTED)
    return workbook(request, lambda: items_workbook(rows.iterator(2_000)), f"督办{timezone.localdate()}")


@require_safe
@needs_plan
@READS
def units(request: PlanRequest) -> HttpResponse:
    """What each unit has, and how it answers."""
    return render(request, "supervision/units.html", {"lines": by_unit(request.user), "tally": tally_of(request.user)})


# --- one matter
def _show_item(request: PlanRequest, row: SupervisionItem, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(row, request.user), "row": row, **more}
    return render(request, "supervision/item.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def item(request: PlanRequest, row: SupervisionItem) -> HttpResponse:
    return _show_item(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def item_step(request: PlanRequest, row: SupervisionItem, name: str) -> HttpResponse:
    back = row.list_id
    answer = answer_step(request, row, name, _show_item)
    if name == "remove" and answer.status_code == 302:
        return redirect(reverse("supervision_list", args=[back]) + request.viewpoint.query)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ISSUES
@FETCHED
def edit(request: PlanRequest, row: SupervisionItem) -> HttpResponse:
    try:
        ITEM.check(row, "edit", request.user, **_as_it_is(row))
    except StepRefused as refused:
        return show_refused(request, row, refused, _show_item)
    sent = request.POST if request.method == "POST" else None
    form = ItemForm(sent, by=request.user, city=row.list.city_id, initial=initial_of(row))

    def act() -> SupervisionItem:
        return item_actions.edit(row=row, version=version_of(request), by=request.user, **form.cleaned_data)

    context = {"form": form, "row": row, "list": row.list}
    try:
        made = obey(form, act)
    except RowGone as gone:
        return show_gone(request, gone, typed_in(form))
    except StaleRow as stale:
        told = {"row": stale.current, "stale": str(stale), "last": last_change(stale.current)}
        return render(request, "supervision/item_form.html", context | told, status=CONFLICT)
    if made:
        return redirect(reverse("supervision_list", args=[row.list_id]) + request.viewpoint.query)
    return render(request, "supervision/item_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _as_it_is(row: SupervisionItem) -> dict[str, Any]:
    """Answers that will do, so that only what stands against the step is asked."""
    return {"lead": row, "asked": row.asked, "answer_by": row.answer_by, "colour": row.colour}
