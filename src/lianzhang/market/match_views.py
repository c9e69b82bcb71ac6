"""Pages of what is published and of answers to it: the lists, one posting with its form, one answer with its way."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import acting, fetched, get_visible_or_404, may, needs, visible, workbook
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import UNPROCESSABLE, obey, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step, show_refused

from .bench import bench_of
from .capacities import offered_to
from .dossier import match_dossier, told_details
from .exports import matches_workbook
from .filters import MatchFilter, PostingFilter
from .forms import EarmarkForm, OfferForm, proving_form
from .lifecycle import MATCH
from .match_actions import MATCH_RELATED, deliver, earmark, keep, offer
from .models import FollowUp, Match, Posting, Result
from .permissions import Permission
from .proof import proving
from .queries import (
    MATCH_LISTED,
    POSTING_LISTED,
    answered_by_self,
    filter_matches,
    follow_ups_to_answer,
    matches_to_do,
    page_of_matches,
    page_of_postings,
)
from .rules import answers_kind
from .stages import first_stage

__all__ = [
    *(
        "POSTING_FETCHED",
        "answer_posting",
        "earmark_match",
        "follow_up",
        "follow_up_step",
        "match",
        "matches",
        "matches_export",
    ),
    *("posting", "postings", "prove", "show_match", "show_posting", "step"),
]

READS, CARRIES = needs(Permission.READ_POSTING), needs(Permission.MATCH)
FETCHED = fetched(Match, *MATCH_RELATED)
POSTING_FETCHED = (*POSTING_LISTED, "need__kind", "need__enterprise")
FETCHED_POSTING = fetched(Posting, *POSTING_FETCHED)
FETCHED_QUESTION = fetched(FollowUp, "match__need__kind", "match__need__enterprise", "match__enterprise", "match__body")


@require_safe
@needs_plan
@READS
def postings(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = PostingFilter(request.GET, user, request.viewpoint.plan.pk)
    page = page_of_postings(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "own": answered_by_self(list(page), user)}
    return render(request, "market/postings.html", context)


def show_posting(request: PlanRequest, row: Posting, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "row": row,
        "details": told_details(row.kind, row.details, within=False),
        "own": answered_by_self([row], request.user).get(row.need_id),
        "answers": may(request.user, Permission.MATCH) and _may_answer(request, row),
        "form": OfferForm(),
        "bench": bench_of(request.user, row),
        **more,
    }
    return render(request, "market/posting.html", context, status=status)


def _may_answer(request: PlanRequest, row: Posting) -> bool:
    """One who may answer such a need, and does not own this one."""
    active = acting(request.user)
    if active is None or active.role.code != row.kind.answered_by or not row.open or row.need.bids_closed_on:
        return False
    own = active.organization is not None and row.need.enterprise.organization_id == active.organization
    return not (active.role.acts_for == "firm" and own)


@require_safe
@needs_plan
@READS
@FETCHED_POSTING
def posting(request: PlanRequest, row: Posting) -> HttpResponse:
    return show_posting(request, row)


@require_POST
@needs_plan
@CARRIES
@FETCHED_POSTING
def answer_posting(request: PlanRequest, row: Posting) -> HttpResponse:
    form = OfferForm(request.POST)
    active = acting(request.user)
    if answers_kind(row.kind):
        firm = (
            visible(request.user, Enterprise).filter(organization=active.organization or 0).first() if active else None
        )
        party: dict[str, Any] = {"enterprise": firm}
    else:
        party = {"body": active.post if active else None}
    try:
        made = obey(
            form, lambda: offer(need=row.need, by=request.user, **party, **form.cleaned_data), {"party": "said"}
        )
    except StepRefused as refused:
        return show_posting(request, row, status=409, form=form, refused=str(refused))
    if made:
        return redirect(reverse("match", args=[made.pk]) + request.viewpoint.query)
    return show_posting(request, row, status=UNPROCESSABLE, form=form)


@require_safe
@needs_plan
@READS
def matches(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = MatchFilter(request.GET, user, request.viewpoint.plan.pk)
    page = page_of_matches(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    todo = visible(user, Match).filter(matches_to_do(user)).count()
    context = {
        "filter": narrowing,
        "page": page,
        "todo": todo,
        "questions": list(follow_ups_to_answer(user).select_related("match__need")[:5]),
        "today": timezone.localdate(),
    }
    return render(request, "market/matches.html", context)


@require_safe
@needs_plan
@READS
def matches_export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = MatchFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_matches(wanted, user, request.GET.get(ORDER)).select_related(*MATCH_LISTED)
    totals = dict(visible(user, Result).filter(match__in=rows.order_by().values("pk")).values_list("match", "total"))
    made = lambda: matches_workbook(rows.iterator(2_000), totals)  # noqa: E731
    return workbook(request, made, f"对接{timezone.localdate()}")


def show_match(request: PlanRequest, row: Match, *, status: int = 200, **more: Any) -> HttpResponse:
    request.viewpoint.stated.name(row.need.chain)
    told = match_dossier(request.viewpoint, row)
    return render(request, "market/match.html", {"dossier": told, "row": row, **more}, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def match(request: PlanRequest, row: Match) -> HttpResponse:
    return show_match(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Match, name: str) -> HttpResponse:
    return answer_step(request, row, name, show_match)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@CARRIES
@FETCHED
def prove(request: PlanRequest, row: Match, name: str) -> HttpResponse:
    """Say what was delivered, and what shows it."""
    try:
        MATCH.check(row, name, request.user)
    except StepRefused as refused:
        return show_refused(request, row, refused, show_match)
    rows = proving(row)
    sent = request.POST if request.method == "POST" else None
    form = proving_form(row, rows, sent, further=name == "keep")
    act = deliver if name == "deliver" else keep
    context = {"form": form, "row": row, "name": name, "stage": first_stage(row, MATCH.steps[name].to or "")}
    return answer_form(
        request,
        "market/delivery_form.html",
        context,
        lambda: act(row=row, version=version_of(request), by=request.user, **form.given()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@CARRIES
@FETCHED
@for_step("earmark", show_match)
def earmark_match(request: PlanRequest, row: Match) -> HttpResponse:
    """Say off what its deliveries are taken."""
    form = EarmarkForm(request.POST if request.method == "POST" else None, row=row, rows=offered_to(row, request.user))
    act = lambda: earmark(row=row, version=version_of(request), by=request.user, **form.given())  # noqa: E731
    return answer_form(request, "market/earmark_form.html", {"form": form, "row": row}, act)


def _show_question(request: PlanRequest, row: FollowUp, **more: Any) -> HttpResponse:
    """A question stands on the page of its answer; what was refused is of the question."""
    return show_match(request, get_visible_or_404(request.user, Match, *MATCH_RELATED, pk=row.match_id), **more)


@require_safe
@needs_plan
@READS
@FETCHED_QUESTION
def follow_up(request: PlanRequest, row: FollowUp) -> HttpResponse:
    return redirect(reverse("match", args=[row.match_id]) + request.viewpoint.query)


@require_POST
@needs_plan
@READS
@FETCHED_QUESTION
def follow_up_step(request: PlanRequest, row: FollowUp, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show_question)
