"""Parts of targets: the list, one part with its steps, a target's breakdown: drafted, then issued at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, workbook
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import PlanRequest, PlanViewpoint, needs_plan
from lianzhang.plans.models import Goal, Target
from lianzhang.registry.api import bodies
from lianzhang.registry.models import Organization, Park, Region
from lianzhang.responsibility.exports import shares_workbook
from lianzhang.responsibility.filters import ShareFilter
from lianzhang.responsibility.forms import PartsForm, key_of_receiver
from lianzhang.responsibility.models import ShareState, TargetShare
from lianzhang.responsibility.permissions import Permission
from lianzhang.responsibility.queries.shares import (
    AXES,
    breakdown_of,
    dossier,
    filter_shares,
    lines_of_shares,
    page_of_shares,
    share_tally,
)
from lianzhang.responsibility.share_actions import RELATED, draft_parts, goals_to_break, issue_parts
from lianzhang.work.api import StaleRow, StepRefused, answer_step

__all__ = ["breakdown", "draft", "issue", "share", "shares", "shares_export", "step"]

READS = needs(Permission.READ)


# --- the list and one of it
@require_safe
@needs_plan
@READS
def shares(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    narrowing = ShareFilter(request.GET, vp.user, vp.plan)
    page, lines = page_of_shares(vp, narrowing.wanted, request.GET.get("page"), request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "lines": lines, "tally": share_tally(vp)}
    return render(request, "responsibility/shares.html", context)


@require_safe
@needs_plan
@READS
def shares_export(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    rows = filter_shares(vp, ShareFilter(request.GET, vp.user, vp.plan).wanted, request.GET.get(ORDER))
    return workbook(request, lambda: shares_workbook(lines_of_shares(vp, list(rows)), vp.at), f"目标分解{vp.at}")


def _row(request: PlanRequest, pk: int) -> TargetShare:
    return get_visible_or_404(request.user, TargetShare, *RELATED, pk=pk, target__plan=request.viewpoint.plan)


def _show(request: PlanRequest, row: TargetShare, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(request.viewpoint, row), "row": row, **more}
    return render(request, "responsibility/share.html", context, status=status)


@require_safe
@needs_plan
@READS
def share(request: PlanRequest, pk: int) -> HttpResponse:
    return _show(request, _row(request, pk))


@require_POST
@needs_plan
@READS
def step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    return answer_step(request, _row(request, pk), name, _show)


# --- a target's breakdown
def _target(vp: PlanViewpoint, code: str) -> Target:
    target = next((each for each in vp.run.targets if each.code == code), None)
    if target is None:
        raise Http404(f"{vp.plan}里没有编号为“{code}”的目标")
    return target


def _goal(target: Target, vp: PlanViewpoint, code: str) -> Goal:
    goals = {f"{goal.period_start or ''}": goal for goal in goals_to_break(target, vp.at)}
    if code not in goals:
        raise Http404("这个目标没有这样的目标值可以分解")
    return goals[code]


def _show_breakdown(request: PlanRequest, target: Target, *, status: int = 200, **more: Any) -> HttpResponse:
    vp = request.viewpoint
    context = {"target": target, "breakdown": breakdown_of(vp, target), "axes": _axes(), **more}
    return render(request, "responsibility/breakdown.html", context, status=status)


def _axes() -> list[tuple[str, str]]:
    return [(code, spoken(title)) for code, title in AXES.items()]


@require_safe
@needs_plan
@READS
def breakdown(request: PlanRequest, code: str) -> HttpResponse:
    return _show_breakdown(request, _target(request.viewpoint, code))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.DRAFT_SHARE)
def draft(request: PlanRequest, code: str) -> HttpResponse:
    """A number for each receiver along one axis; what is left blank gets no part."""
    vp, asked = request.viewpoint, request.GET
    target = _target(vp, code)
    goal = _goal(target, vp, asked.get("period", ""))
    axis = asked.get("of", "area")
    if axis not in AXES:
        raise Http404
    form = _parts_form(request, target, goal, axis)

    def act() -> Any:
        given = {name: form.cleaned_data[name] for name in ("due", "paper_title", "paper_number")}
        return (draft_parts(target=target, goal=goal, parts=form.parts, by=vp.user, **given), True)

    stale = None
    try:
        done = obey(form, act) if form.is_bound else None
    except StaleRow as changed:
        stale, done = changed, None
    if done:
        return redirect(reverse("target_shares", args=[code]) + vp.query)
    context = {"target": target, "goal": goal, "form": form, "axis": spoken(AXES[axis]), "stale": stale}
    status = CONFLICT if stale else UNPROCESSABLE if form.is_bound else 200
    return render(request, "responsibility/draft.html", context, status=status)


def _parts_form(request: PlanRequest, target: Target, goal: Goal, axis: str) -> PartsForm:
    receivers = _receivers(request.viewpoint, axis)
    rows = [row for broken in breakdown_of(request.viewpoint, target).goals if broken.goal == goal
            for parts in broken.axes for row in (line.row for line in parts.lines)]  # fmt: skip
    by_key = {_key(row): row for row in rows}
    return PartsForm(
        request.POST if request.method == "POST" else None,
        target=target,
        receivers=receivers,
        drafts={key: row for key, row in by_key.items() if row.state == ShareState.DRAFT},
        issued={key: row for key, row in by_key.items() if row.state != ShareState.DRAFT},
    )


def _key(row: TargetShare) -> str:
    if row.chain is not None:
        return key_of_receiver(row.chain)
    return key_of_receiver(row.unit.body) if row.unit else ""


def _receivers(vp: PlanViewpoint, axis: str) -> list[Any]:
    if axis == "chain":
        return list(vp.stated.name_all(vp.chains))
    every = list(bodies(vp.city.pk))
    if axis == "organization":
        return [each for each in every if isinstance(each, Organization) and each.kind != "enterprise"]
    if axis == "park":
        return [each for each in every if isinstance(each, Park)]
    return [each for each in every if isinstance(each, Region) and each.parent_id in (None, vp.city.pk)]


@require_POST
@needs_plan
@needs(Permission.ISSUE_SHARE)
def issue(request: PlanRequest, code: str) -> HttpResponse:
    """All drafts of one goal at once, or none."""
    vp = request.viewpoint
    target = _target(vp, code)
    goal = _goal(target, vp, request.POST.get("period", ""))
    drafts = next(broken.drafts for broken in breakdown_of(vp, target).goals if broken.goal == goal)
    versions = {
        row.pk: version_of(request, f"version-{row.pk}") for row in drafts if f"version-{row.pk}" in request.POST
    }
    excess = request.POST.get("excess", "")
    try:
        issued = issue_parts(target=target, goal=goal, versions=versions, excess=excess, by=vp.user)
    except StaleRow as stale:
        return _show_breakdown(request, target, status=CONFLICT, refused=str(stale), excess=excess)
    except StepRefused as refused:
        status = 403 if refused.why in ("permission", "need") else CONFLICT
        return _show_breakdown(request, target, status=status, refused=str(refused), excess=excess)
    except ValidationError as refused:
        words = "；".join(refused.messages)
        return _show_breakdown(request, target, status=UNPROCESSABLE, refused=words, excess=excess)
    messages.success(request, f"{timezone.localdate():%m-%d}已下达{len(issued)}份。")
    return redirect(reverse("target_shares", args=[code]) + vp.query)
