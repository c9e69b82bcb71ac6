"""Pages of those who judge open challenges: an expert sits in judgement, scores each answer, is let go."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import acting, fetched, get_visible_or_404, needs, visible
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, version_of
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step

from .forms import JudgeForm
from .judge_actions import JUROR_RELATED, judge, sit
from .match_actions import MATCH_RELATED
from .match_views import POSTING_FETCHED, show_match, show_posting
from .models import Juror, Match, Need, Posting, Score
from .permissions import Permission
from .views import show_need

__all__ = ["judge_match", "juror", "juror_step", "sit_down"]

READS, JUDGES = needs(Permission.READ_POSTING), needs(Permission.JUDGE)
FETCHED_JUROR = fetched(Juror, *JUROR_RELATED)


@require_POST
@needs_plan
@JUDGES
@fetched(Posting, *POSTING_FETCHED)
def sit_down(request: PlanRequest, row: Posting) -> HttpResponse:
    """Open the answers to a challenge so as to judge them."""
    try:
        sit(need=row.need, by=request.user)
    except StepRefused as refused:
        return show_posting(request, row, status=403 if refused.why == "permission" else CONFLICT, refused=str(refused))
    except ValidationError as refused:  # of another chain
        return show_posting(request, row, status=UNPROCESSABLE, refused="；".join(refused.messages))
    return redirect(reverse("posting", args=[row.pk]) + request.viewpoint.query)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@JUDGES
@fetched(Match, *MATCH_RELATED)
@for_step("judge", show_match)
def judge_match(request: PlanRequest, row: Match) -> HttpResponse:
    """Score an answer, or say that one has an interest in it."""
    active = acting(request.user)
    own = visible(request.user, Score).filter(match=row, post=active.post if active else None).first()
    form = JudgeForm(request.POST if request.method == "POST" else None, kind=row.need.kind, own=own)

    def act() -> Match:
        seen: dict[str, Any] = {"version": version_of(request), "seen": version_of(request, "seen")}
        judge(row=row, by=request.user, **seen, **form.given())
        return row

    posting = visible(request.user, Posting).filter(need=row.need_id).first()
    context = {"form": form, "row": row, "own": own, "posting": posting}
    return answer_form(request, "market/judge_form.html", context, act)


@require_safe
@needs_plan
@READS
@FETCHED_JUROR
def juror(request: PlanRequest, row: Juror) -> HttpResponse:
    """Who judges stands on the page of the need, to who reads that; else on the page of what is published."""
    need = visible(request.user, Need).filter(pk=row.need_id).first()
    if need is not None:
        return redirect(reverse("need", args=[need.pk]) + request.viewpoint.query)
    posting = get_visible_or_404(request.user, Posting, need=row.need_id)
    return redirect(reverse("posting", args=[posting.pk]) + request.viewpoint.query)


def _show(request: PlanRequest, row: Juror, **more: Any) -> HttpResponse:
    return show_need(request, get_visible_or_404(request.user, Need, pk=row.need_id), **more)


@require_POST
@needs_plan
@needs(Permission.CHECK)
@FETCHED_JUROR
def juror_step(request: PlanRequest, row: Juror, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)
