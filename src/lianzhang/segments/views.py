"""The page of one segment with the form to judge it, and the table of a chain's segments as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, require, visible, workbook
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.enterprises.api import with_firm_seen
from lianzhang.kernel.stale import StaleRow, as_seen, read_again
from lianzhang.plans.api import CityRequest, Viewpoint
from lianzhang.records.api import last_change
from lianzhang.registry.models import Chain, Segment
from lianzhang.segments.permissions import Permission

from .actions import judge_segment, judgement_in_force, judgement_texts
from .exports import members_workbook, segments_workbook
from .forms import JudgeForm
from .queries import chain_segments, members_of, segment_page
from .states import RULE

__all__ = ["chain_segments_export", "segment", "segment_export", "segment_judge"]

UNPROCESSABLE, CONFLICT = 422, 409
SEEN_LONGEST = 4_000


def _at(request: CityRequest) -> Viewpoint:
    return request.viewpoint


def _segment(request: CityRequest, pk: int) -> Segment:
    """The segment, if the plan one looks at has it, as that plan calls it."""
    stated = _at(request).stated
    row = get_visible_or_404(request.user, Segment, "chain", pk=pk)
    if not stated.concerned(visible(request.user, Segment).filter(pk=pk)).exists():
        raise Http404
    stated.name(row.chain)
    return stated.name(row)


def _show(request: CityRequest, row: Segment, *, status: int = 200, **more: Any) -> HttpResponse:
    """`more` holds a form that was refused, and what changed meanwhile where that is why."""
    vp = _at(request)
    context = {
        "row": row,
        "page": segment_page(request.user, row, vp.at, request.GET.get("page"), vp.stated),
        "rule": RULE,
        "judges": may(request.user, Permission.JUDGE_SEGMENT, row),
        "form": JudgeForm(),
        "seen": as_seen(judgement_texts(judgement_in_force(row))),
    }
    return render(request, "segments/segment.html", context | more, status=status)


@require_safe
@needs(EnterprisePermission.READ_ENTERPRISES)
def segment(request: CityRequest, pk: int) -> HttpResponse:
    return _show(request, _segment(request, pk))


@require_safe
@needs(EnterprisePermission.READ_ENTERPRISES)
def segment_export(request: CityRequest, pk: int) -> HttpResponse:
    """The firms in it, page after page."""
    user, vp, row = request.user, _at(request), _segment(request, pk)

    def build() -> bytes:
        chain = chain_segments(user, row.chain, vp.at, vp.stated)
        return members_workbook(with_firm_seen(user, members_of(user, row, chain)), chain)

    return workbook(request, build, f"{row.chain}{row}企业{vp.at}")


@require_POST
@needs(Permission.JUDGE_SEGMENT)
def segment_judge(request: CityRequest, pk: int) -> HttpResponse:
    row = _segment(request, pk)
    require(request.user, Permission.JUDGE_SEGMENT, row)
    form = JudgeForm(request.POST)
    try:
        refused = _judge(request, row, form)
    except StaleRow as changed:
        typed = [(str(form[name].label), str(form[name].value())) for name in form.cleaned_data]
        read_again(row, typed)
        conflict = {"changed": changed.differences, "last": last_change(row), "typed": typed}
        return _show(request, row, status=CONFLICT, form=form, **conflict)
    if refused:
        return _show(request, row, status=UNPROCESSABLE, form=form)
    messages.success(request, f"已记下对“{row}”的判断。")
    return redirect(reverse("segment", args=[pk]) + _at(request).query)


def _judge(request: CityRequest, row: Segment, form: JudgeForm) -> bool:
    """Do what the form asks; True where it was refused, with the reason at its field."""
    if form.is_valid():
        seen = request.POST.get("seen", "")[:SEEN_LONGEST]
        try:
            judge_segment(segment=row, seen=seen, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
    return bool(form.errors)


@require_safe
@needs(EnterprisePermission.READ_ENTERPRISES)
def chain_segments_export(request: CityRequest, code: str) -> HttpResponse:
    vp = _at(request)
    chain = vp.stated.name(get_visible_or_404(request.user, Chain, city=vp.city, code=code))
    segments = chain_segments(request.user, chain, vp.at, vp.stated)
    return workbook(request, lambda: segments_workbook(segments), f"{chain}各环节{vp.at}")
