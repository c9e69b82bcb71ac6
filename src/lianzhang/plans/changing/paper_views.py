"""Pages of a plan that is being drafted from its paper: the upload, and the text beside what was read in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, visible
from lianzhang.drafting.api import PaperRefused, Sure, notes_on
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of, version_of
from lianzhang.plans.models import PaperDraft, Plan, PlanChange
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest
from lianzhang.plans.workbook import said_of_workbook
from lianzhang.records.api import Happening, history_of
from lianzhang.work.api import RowGone, StaleRow, answer_form, answer_step, for_step, show_gone

from .pages_of_text import page_of_text, text_pages
from .paper_actions import (
    DRAFT_RELATED,
    PAPER_DRAFT,
    drafted,
    finish_draft,
    free_code,
    judge,
    paper_of,
    revised_from,
    upload_paper,
)
from .paper_forms import PASTED, FinishForm, PaperForm, ProposalForm, form_of
from .previews import content_of
from .proposal_checks import faults_of
from .proposals import DROPPED, KEPT, KINDS, Proposed, changed_row, proposals_of
from .same_rows import Offered, offered

__all__ = ["decide", "decide_several", "finish", "new", "paper", "step"]

PROPOSES = needs(Permission.PROPOSE_CHANGE)
FETCHED = fetched(PaperDraft, *DRAFT_RELATED)
FIRST_FIELD = "name"  # every form has it
PASSAGE = 300  # characters quoted
AHEAD = 5  # proposals listed after the one that is looked at


@require_http_methods(["GET", "HEAD", "POST"])
@PROPOSES
def new(request: CityRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*sent)
    if form.is_bound and form.is_valid():
        try:
            row = _uploaded(request, form)
        except PaperRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(reverse("paper_draft", args=[row.pk]) + request.viewpoint.query)
    return render(request, "plans/paper_draft_new.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


def _uploaded(request: CityRequest, form: PaperForm) -> PaperDraft:
    read, name = form.read(), getattr(form.cleaned_data["file"], "name", PASTED)
    return upload_paper(city=request.viewpoint.city, name=name, text=read.text, notes=read.notes, by=request.user)


def _show(request: CityRequest, row: PaperDraft, *, status: int = 200, form: Any = None, **more: Any) -> HttpResponse:
    proposals = proposals_of(drafted(row), row.decisions)
    at = request.POST.get("key") or request.GET.get("one", "")
    one = next((each for each in proposals if each.key == at), None) or _next_open(proposals, 0)
    faulty = []
    if row.state == PaperDraft.State.OPEN and not any(each.open for each in proposals):
        faults = faults_of(drafted(row), (each for each in proposals if each.fate.state == KEPT), _stands(request))
        faulty = [each for each in proposals if each.key in faults]
        one = one or next(iter(faulty), None)
    pages = text_pages(row.text)
    number = _page_number(request, pages, one)
    counts = Counter(each.mark for each in proposals)
    context = {
        "row": row,
        "one": one,
        "form": form or (form_of(one, offered=_offered(request, row, one)) if one else None),
        "passage": _passage(row, one) if one else "",
        "faulty": faulty,
        "page": page_of_text(row.text, pages[number], proposals),
        "number": number + 1,
        "pages": len(pages),
        "counts": counts,
        "total": len(proposals),
        "of_kinds": [(KINDS[kind][0], count) for kind, count in Counter(each.kind for each in proposals).items()],
        "sure": sum(each.open and each.row.sure == Sure.HIGH for each in proposals),
        "ahead": [each for each in proposals if each.open and (one is None or each.number > one.number)][:AHEAD],
        "notes": [said_of_workbook(each) for each in (*row.notes, *notes_on(drafted(row)))],
        "offers": PAPER_DRAFT.offers(row, request.user),
        "history": _told_once(history_of(row)),
        **more,
    }
    return render(request, "plans/paper_draft.html", context, status=status)


def _told_once(history: Sequence[Happening]) -> list[Happening]:
    """One line for the many decisions that one person took in a row."""
    return [next(each) for _, each in groupby(history, lambda told: (told.act, told.by, told.at.date()))]


def _passage(row: PaperDraft, one: Proposed) -> str:
    """What the paper says there, as one line."""
    return "".join(row.text[one.row.passage.start : one.row.passage.end].split())[:PASSAGE]


def _next_open(proposals: Sequence[Proposed], after: int) -> Proposed | None:
    waiting = [each for each in proposals if each.open]
    return next((each for each in waiting if each.number > after), waiting[0] if waiting else None)


def _page_number(request: CityRequest, pages: list[tuple[int, int]], one: Proposed | None) -> int:
    asked = key_of(request.GET.get("page"))
    if 1 <= asked <= len(pages):
        return asked - 1
    start = one.row.passage.start if one else 0
    return next((at for at, (begins, ends) in enumerate(pages) if begins <= start < ends), 0)


@require_safe
@PROPOSES
@FETCHED
def paper(request: CityRequest, row: PaperDraft) -> HttpResponse:
    return _show(request, row)


@require_POST
@PROPOSES
@FETCHED
def decide(request: CityRequest, row: PaperDraft) -> HttpResponse:
    """One proposal: kept as it stands in the fields, dropped, or taken back; then the next that nobody looked at."""
    proposals = proposals_of(drafted(row), row.decisions)
    one = next((each for each in proposals if each.key == request.POST.get("key")), None)
    verb = request.POST.get("verb")
    if verb not in (KEPT, DROPPED, "again"):
        return _show(request, row, status=CONFLICT)
    cells, same = None, {}
    if verb == KEPT and one is not None:
        sent = request.POST if FIRST_FIELD in request.POST else None
        form = form_of(one, sent, offered=_offered(request, row, one))
        cells, fit = _kept_cells(request, row, one, form)
        if not fit:
            return _show(request, row, status=UNPROCESSABLE, form=form)
        same = form.same_row() if form is not None and sent is not None else {}
    decision = None if verb == "again" else {"state": verb, "cells": cells, **same}
    key = one.key if one else request.POST.get("key", "")
    try:
        row = judge(row=row, version=version_of(request), by=request.user, decisions={key: decision})
    except RowGone as gone:
        return show_gone(request, gone)
    except (StaleRow, ValidationError) as refused:
        return _show(request, row, status=CONFLICT, refused=getattr(refused, "messages", [str(refused)]))
    number = one.number if one else 0
    after = one if verb == "again" else _next_open(proposals_of(drafted(row), row.decisions), number)
    return _to(request, row, after)


def _kept_cells(
    request: CityRequest, row: PaperDraft, one: Proposed, form: ProposalForm | None
) -> tuple[dict[str, str] | None, bool]:
    """What is kept besides what was read, and whether a plan could say it; what it could not is said at its field."""
    cells, row_kept = None, one
    if form is not None and form.is_bound:
        if not form.is_valid():
            return None, False
        read = next(each for each in proposals_of(drafted(row), {}) if each.key == one.key)
        cells = form.cells(read.row)
        row_kept = replace(read, row=changed_row(read.row, cells)) if cells else read
    faults = faults_of(drafted(row), [row_kept], _stands(request)).get(one.key, {})
    if faults and form is not None:
        if not form.is_bound:
            form.is_bound, form.data = True, form.initial
        for column, message in faults.items():
            form.add_error(column if column in form.fields else None, message)
    return cells, not faults


def _stands(request: CityRequest) -> Any:
    plan = request.viewpoint.plan
    return content_of(plan) if plan else None


def _offered(request: CityRequest, row: PaperDraft, one: Proposed) -> Offered | None:
    """The rows it may be of the plan that the paper speaks of: of one whose years are others it says nothing."""
    plan, period = request.viewpoint.plan, drafted(row).period
    if plan is None or not (plan.starts <= period.ends and period.starts <= plan.ends):
        return None
    return offered(drafted(row), row.decisions, _stands(request), one)


@require_POST
@PROPOSES
@FETCHED
def decide_several(request: CityRequest, row: PaperDraft) -> HttpResponse:
    """Keep all that nobody looked at yet and whose rule is sure, or drop all that is left. What no plan could say
    stays to be looked at."""
    proposals = [each for each in proposals_of(drafted(row), row.decisions) if each.open]
    state = KEPT if request.POST.get("verb") == KEPT else DROPPED
    faults = {}
    if state == KEPT:
        proposals = [each for each in proposals if each.row.sure == Sure.HIGH]
        faults = faults_of(drafted(row), proposals, _stands(request))
    decisions = {each.key: {"state": state, "cells": None} for each in proposals if each.key not in faults}
    try:
        row = judge(row=row, version=version_of(request), by=request.user, decisions=decisions)
    except RowGone as gone:
        return show_gone(request, gone)
    except (StaleRow, ValidationError) as refused:
        return _show(request, row, status=CONFLICT, refused=getattr(refused, "messages", [str(refused)]))
    done = "收下" if state == KEPT else "丢掉"
    left = f"；{len(faults)}条照原样进不了方案，留着请逐条看" if faults else ""
    messages.success(request, f"{done}了{len(decisions)}条{left}。")
    return _to(request, row, None)


def _to(request: CityRequest, row: PaperDraft, one: Proposed | None) -> HttpResponse:
    address = reverse("paper_draft", args=[row.pk]) + request.viewpoint.query
    joined = "&" if "?" in address else "?"
    return redirect(f"{address}{joined}{urlencode({'one': one.key})}" if one else address)


@require_http_methods(["GET", "HEAD", "POST"])
@PROPOSES
@FETCHED
@for_step("finish", _show)
def finish(request: CityRequest, row: PaperDraft) -> HttpResponse:
    """Into which plan; then one goes on with the change that it is."""
    plans = list(visible(request.user, Plan).filter(city=row.city_id).order_by("-starts"))
    sent = request.POST if request.method == "POST" else None
    read, looked_at = drafted(row), request.viewpoint.plan
    day = revised_from(read, looked_at) if looked_at else read.period.starts
    initial = {"code": free_code(row), "paper": paper_of(row), "day": day}
    initial |= {"starts": read.period.starts, "ends": read.period.ends}
    form = FinishForm(sent, plans=plans, read=read, viewpoint=request.viewpoint, initial=initial)

    def act() -> PlanChange | None:
        return finish_draft(row=row, version=version_of(request), by=request.user, **form.given()).change

    return answer_form(request, "plans/paper_draft_finish.html", {"form": form, "row": row}, act)


@require_POST
@PROPOSES
@FETCHED
def step(request: CityRequest, row: PaperDraft, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)
