"""Pages of a plan that is being drafted from its paper: the upload, and the text beside what was read in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, visible
from lianzhang.drafting.api import PaperRefused, Sure, notes_on
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of, version_of
from lianzhang.plans.models import PaperDraft
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest
from lianzhang.records.api import history_of
from lianzhang.work.api import RowGone, StaleRow, answer_step, show_gone

from .pages_of_text import page_of_text, text_pages
from .paper_actions import DRAFT_RELATED, PAPER_DRAFT, drafted, judge, upload_paper
from .paper_forms import PASTED, PaperForm, form_of
from .proposals import DROPPED, KEPT, KINDS, Proposed, proposals_of

__all__ = ["decide", "decide_several", "new", "paper", "step"]

PROPOSES = needs(Permission.PROPOSE_CHANGE)
FETCHED = fetched(PaperDraft, *DRAFT_RELATED)
REDIRECTED = 302
AHEAD = 8  # proposals listed after the one that is looked at


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
    pages = text_pages(row.text)
    number = _page_number(request, pages, one)
    counts = Counter(each.mark for each in proposals)
    context = {
        "row": row,
        "one": one,
        "form": form or (form_of(one) if one else None),
        "page": page_of_text(row.text, pages[number], proposals),
        "number": number + 1,
        "pages": len(pages),
        "counts": counts,
        "total": len(proposals),
        "of_kinds": [(KINDS[kind][0], count) for kind, count in Counter(each.kind for each in proposals).items()],
        "sure": sum(each.open and each.row.sure == Sure.HIGH for each in proposals),
        "ahead": [each for each in proposals if each.open and (one is None or each.number > one.number)][:AHEAD],
        "notes": [*row.notes, *notes_on(drafted(row))],
        "offers": PAPER_DRAFT.offers(row, request.user),
        "history": history_of(row),
        **more,
    }
    return render(request, "plans/paper_draft.html", context, status=status)


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
    """One proposal: kept, kept as it was changed, dropped, or taken back; then the next that nobody looked at."""
    proposals = proposals_of(drafted(row), row.decisions)
    one = next((each for each in proposals if each.key == request.POST.get("key")), None)
    verb, cells, form = request.POST.get("verb"), None, None
    if verb not in (KEPT, DROPPED, "change", "again"):
        return _show(request, row, status=CONFLICT)
    if verb == "change":
        form = form_of(one, request.POST) if one else None
        if form is None or not form.is_valid():
            return _show(request, row, status=UNPROCESSABLE, form=form)
        cells = form.cells()
    decision = None if verb == "again" else {"state": DROPPED if verb == DROPPED else KEPT, "cells": cells}
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


@require_POST
@PROPOSES
@FETCHED
def decide_several(request: CityRequest, row: PaperDraft) -> HttpResponse:
    """Keep all that nobody looked at yet and whose rule is sure, or drop all that is left."""
    proposals = [each for each in proposals_of(drafted(row), row.decisions) if each.open]
    if request.POST.get("verb") == KEPT:
        proposals = [each for each in proposals if each.row.sure == Sure.HIGH]
    state = KEPT if request.POST.get("verb") == KEPT else DROPPED
    try:
        row = judge(
            row=row,
            version=version_of(request),
            by=request.user,
            decisions={each.key: {"state": state, "cells": None} for each in proposals},
        )
    except RowGone as gone:
        return show_gone(request, gone)
    except (StaleRow, ValidationError) as refused:
        return _show(request, row, status=CONFLICT, refused=getattr(refused, "messages", [str(refused)]))
    return _to(request, row, None)


def _to(request: CityRequest, row: PaperDraft, one: Proposed | None) -> HttpResponse:
    address = reverse("paper_draft", args=[row.pk]) + request.viewpoint.query
    joined = "&" if "?" in address else "?"
    return redirect(f"{address}{joined}{urlencode({'one': one.key})}" if one else address)


@require_POST
@PROPOSES
@FETCHED
def step(request: CityRequest, row: PaperDraft, name: str) -> HttpResponse:
    """Once it is a plan, one goes on with that."""
    reply = answer_step(request, row, name, _show)
    made = visible(request.user, PaperDraft).filter(pk=row.pk).values_list("change", flat=True).first()
    if reply.status_code == REDIRECTED and made is not None:
        return redirect(reverse("plan_change", args=[made]) + request.viewpoint.query)
    return reply
