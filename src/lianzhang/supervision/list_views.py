"""Pages of lists: all of them, one with its letter, what could be added to a draft, an order on one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, page_rows, visible, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, version_of
from lianzhang.kernel.printing import printed
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.records.api import history_of
from lianzhang.work.api import (
    Refusal,
    RowGone,
    StaleRow,
    StepRefused,
    answer_step,
    next_step,
    show_gone,
    show_refused,
)

from . import actions
from .candidates import matter_of, matters, usually_asked
from .colours import Colours
from .columns import COLUMNS, Column, chosen, columns_of
from .exports import annex_workbook, items_workbook
from .filters import CandidateFilter
from .forms import ItemForm
from .letter import letter_of
from .lifecycle import LIST
from .models import OPEN, ListState, State, SupervisionItem, SupervisionList
from .overview import lists_of
from .permissions import Permission
from .queries import RELATED, lines_of

__all__ = [
    *(
        "arrange",
        "candidates",
        "collect",
        "list_export",
        "list_print",
        "list_step",
        "lists",
        "new",
        "order",
        "supervision_list",
    ),
]

READS, ISSUES = needs(Permission.READ), needs(Permission.ISSUE)
FETCHED = fetched(SupervisionList, "city", "plan__city", "post")
CANDIDATES = 50

Answer = Callable[..., HttpResponse]


@require_safe
@needs_plan
@READS
def lists(request: PlanRequest) -> HttpResponse:
    page, lines = lists_of(request.user, request.GET.get("page"))
    return render(request, "supervision/lists.html", {"page": page, "lines": lines})


# --- one list
COLUMN = "columns"


def _columns(request: PlanRequest, row: SupervisionList) -> tuple[Column, ...]:
    """Those that the address asks for; else those it is, or was, issued with."""
    return chosen(request.GET.getlist(COLUMN)) or columns_of(row)


def _items(request: PlanRequest, row: SupervisionList) -> list[SupervisionItem]:
    """The matters of a list in sight, in its order."""
    return list(visible(request.user, SupervisionItem).filter(list=row).select_related(*RELATED).order_by("place"))


def _show_list(request: PlanRequest, row: SupervisionList, *, status: int = 200, **more: Any) -> HttpResponse:
    items = _items(request, row)
    offers = LIST.offers(row, request.user)
    context = {
        "row": row,
        "columns": [(each, each in _columns(request, row)) for each in COLUMNS],
        "asked": [each.code for each in chosen(request.GET.getlist(COLUMN))],
        "draft": row.state == ListState.DRAFT,
        "lines": lines_of(items, frozen=True),
        "nobody": sum(each.lead_id is None for each in items),
        "late": sum(each.overdue > 0 for each in items),
        "offers": offers,
        "next_step": next_step(offers),
        "history": history_of(row),
        "colours": Colours.of(row.plan).words,
        **more,
    }
    return render(request, "supervision/list.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def supervision_list(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    return _show_list(request, row)


@require_safe
@needs_plan
@READS
@FETCHED
def list_export(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    asked, items = chosen(request.GET.getlist(COLUMN)), _items(request, row)
    name = f"督办清单{row.number or row.pk}"
    return workbook(request, lambda: annex_workbook(asked, items) if asked else items_workbook(items), name)


@require_safe
@needs_plan
@READS
@FETCHED
def list_print(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    """The letter with its annex, on A4; a draft has no number and is no letter."""
    if row.state == ListState.DRAFT:
        raise Http404
    items = _items(request, row)
    letter = letter_of(row, items, _columns(request, row), whole=len(items) == row.items.count())
    return render(request, "supervision/letter.html", {"row": row, "letter": letter} | printed(letter.title))


@require_POST
@needs_plan
@READS
@FETCHED
def list_step(request: PlanRequest, row: SupervisionList, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show_list)


@require_POST
@needs_plan
@ISSUES
@FETCHED
def arrange(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    """Keep the columns chosen; those of an issued list stay as they were."""
    try:
        wanted = request.POST.getlist(COLUMN)
        actions.arrange(row=row, version=version_of(request), columns=wanted, by=request.user)
    except RowGone as gone:
        return show_gone(request, gone)
    except StaleRow as stale:
        return _show_list(request, stale.current, status=CONFLICT, refusal=Refusal(str(stale)))
    except StepRefused as refused:
        return show_refused(request, row, refused, _show_list)
    except ValidationError as refused:
        return _show_list(request, row, status=UNPROCESSABLE, refusal=Refusal("；".join(refused.messages)))
    return redirect(reverse("supervision_list", args=[row.pk]) + request.viewpoint.query)


@require_POST
@needs_plan
@ISSUES
def new(request: PlanRequest) -> HttpResponse:
    row = actions.draft(plan=request.viewpoint.plan, by=request.user)
    return redirect(reverse("supervision_list_candidates", args=[row.pk]) + request.viewpoint.query)


# --- what could be added to it
def _refuse_issued(request: PlanRequest, row: SupervisionList) -> HttpResponse | None:
    try:
        LIST.check(row, "add", request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show_list)
    return None


def _show_candidates(request: PlanRequest, row: SupervisionList, refused: str = "", status: int = 200) -> HttpResponse:
    everything = matters(row.plan, request.user)
    narrowing = CandidateFilter(request.GET, everything)
    fitting = [each for each in everything if narrowing.chosen.fits(each)]
    page = page_rows(request.user, fitting, CANDIDATES, request.GET.get("page"))
    shown = [each.subject for each in page]
    standing = visible(request.user, SupervisionItem).filter(subject__in=shown).select_related("list")
    open_now = {each.subject: each for each in standing.filter(state__in=(*OPEN, State.DRAFTED))}
    context = {
        "row": row,
        "filter": narrowing,
        "page": page,
        "total": len(everything),
        "late": sum(each.overdue > 0 for each in everything),
        "nobody": sum(each.lead is None for each in everything),
        "rows": [(each, open_now.get(each.subject)) for each in page],
        "refused": refused,
    }
    return render(request, "supervision/candidates.html", context, status=status)


@require_safe
@needs_plan
@ISSUES
@FETCHED
def candidates(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    return _refuse_issued(request, row) or _show_candidates(request, row)


@require_POST
@needs_plan
@ISSUES
@FETCHED
def collect(request: PlanRequest, row: SupervisionList) -> HttpResponse:
    if refusal := _refuse_issued(request, row):
        return refusal
    wanted = request.POST.getlist("subject")[:CANDIDATES]
    chosen = [each for each in matters(row.plan, request.user) if each.subject in wanted]
    try:
        actions.collect(row=row, chosen=chosen, by=request.user)
    except RowGone as gone:
        return show_gone(request, gone)
    except StepRefused as refused:
        return show_refused(request, row, refused, _show_list)
    except ValidationError as refused:
        return _show_candidates(request, row, "；".join(refused.messages), UNPROCESSABLE)
    return redirect(reverse("supervision_list", args=[row.pk]) + request.viewpoint.query)


# --- an order
@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ISSUES
def order(request: PlanRequest) -> HttpResponse:
    """An order on one row, issued at once."""
    plan, user = request.viewpoint.plan, request.user
    asked = request.POST if request.method == "POST" else request.GET
    matter = matter_of(asked.get("subject", ""), matters(plan, user))
    if matter is None:
        return render(request, "supervision/not_late.html", status=404)
    on = timezone.localdate()
    initial = {
        "lead": matter.lead_key,
        "asked": usually_asked(matter),
        "colour": matter.colour,
        "answer_by": Colours.of(plan).answer_by(matter.colour, on),
    }
    sent = request.POST if request.method == "POST" else None
    form = ItemForm(sent, by=user, city=plan.city_id, initial=initial)
    made = obey(form, lambda: actions.order(plan=plan, subject=matter.subject, by=user, **form.cleaned_data))
    if made:
        return redirect(reverse("supervision_list", args=[made.pk]) + request.viewpoint.query)
    context = {"form": form, "matter": matter}
    return render(request, "supervision/item_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
