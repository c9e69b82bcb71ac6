"""Pages of changes of a plan: the list, one with what it would change, the upload, the forms for single rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, visible, workbook
from lianzhang.kernel.forms import UNPROCESSABLE
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.models import Plan, PlanChange, Target
from lianzhang.plans.models.scopes import EACH_OF, ScopeKind
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest, PlanRequest
from lianzhang.plans.views.parts import needs_plan
from lianzhang.plans.words.wording import goal_text
from lianzhang.plans.workbook import plan_as_workbook
from lianzhang.work.api import answer_form, answer_step

from .actions import CHANGE_RELATED, ask_change, upload_change
from .exports import changes_workbook
from .forms import ChangedWorkbookForm, DefinitionForm, EditForm, PostForm, ReviseForm
from .previews import content_of, foreign, preview_of
from .queries import change_dossier, change_page, filter_changes, open_drafts
from .uploads import uploaded

__all__ = [
    *("change", "changes", "define", "export", "hand_out", "hand_out_change", "hand_out_empty", "new", "new_post"),
    *("revise", "step"),
]

CHECKS = needs(Permission.PROPOSE_CHANGE, Permission.APPLY_CHANGE)
READS, PROPOSES = needs(Permission.READ_PLAN), needs(Permission.PROPOSE_CHANGE)
FETCHED = fetched(PlanChange, *CHANGE_RELATED)
FORM = "plans/plan_change_form.html"
NOT_KEPT = "还没有留下这份方案的内容；请先再载入一次。"


@require_safe
@READS
def changes(request: CityRequest) -> HttpResponse:
    asked = request.GET
    state, of = asked.get("state", ""), asked.get("row", "")
    page, rows, todo = change_page(request.user, state, of, asked.get("page"), asked.get(ORDER))
    context = {"page": page, "rows": rows, "todo": todo, "state": state, "of": of}
    context["drafts"] = open_drafts(request.user)
    return render(request, "plans/plan_changes.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    rows = (
        filter_changes(request.user, request.GET.get("state", ""), request.GET.get("row", ""))
        .defer(None)
        .defer("content")
    )
    listed = rows.select_related("plan", "entered_by", "applied_by")
    return workbook(request, lambda: changes_workbook(listed), f"方案修改{timezone.localdate()}")


@require_safe
@needs_plan
@PROPOSES
def hand_out(request: PlanRequest) -> HttpResponse:
    """The plan as the workbook that is worked on and comes back: with budgets, scores and duties, so the office's."""
    plan = request.viewpoint.plan
    content = content_of(plan)
    if content is None:
        raise Http404(NOT_KEPT)
    return workbook(request, lambda: plan_as_workbook(content, plan.content_hash), f"{plan}方案工作簿")


@require_safe
@PROPOSES
def hand_out_empty(request: CityRequest) -> HttpResponse:
    return workbook(request, plan_as_workbook, "空的方案工作簿")


@require_safe
@CHECKS
@FETCHED
def hand_out_change(request: CityRequest, row: PlanChange) -> HttpResponse:
    """The plan as the change would have it, to be checked, or completed and uploaded."""
    folder = preview_of(row).folder
    content = row.content or (folder.content if folder else None)
    if content is None or row.applied_at:
        raise Http404(NOT_KEPT)
    # Single rows are laid over what stands now.
    basis = row.basis if row.content or row.plan is None else row.plan.content_hash
    return workbook(request, lambda: plan_as_workbook(content, basis), f"{row.title}（修改以后）")


def _show(request: CityRequest, row: PlanChange, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": change_dossier(row, request.user), "row": row, **more}
    return render(request, "plans/plan_change.html", context, status=status)


@require_safe
@READS
@FETCHED
def change(request: CityRequest, row: PlanChange) -> HttpResponse:
    return _show(request, row)


@require_POST
@READS
@FETCHED
def step(request: CityRequest, row: PlanChange, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


@require_http_methods(["GET", "HEAD", "POST"])
@PROPOSES
def new(request: CityRequest) -> HttpResponse:
    """A whole plan as a workbook: the one that stands, or one that comes new."""
    city, by = request.viewpoint.city, request.user

    def plan_of(folder: PlanFolder) -> Plan | None:
        return visible(by, Plan).filter(code=folder.plan.get("id") or "").first()

    def keep(folder: PlanFolder, basis: str, sent: Mapping[str, Any]) -> PlanChange:
        said: dict[str, Any] = {"content": folder.content, "exported": basis or PlanChange.NOT_TOLD}
        said |= {"name": sent["file"].name, "paper": sent["paper"]}
        return upload_change(city=city, plan=plan_of(folder), by=by, **said)

    upload = uploaded(request, ChangedWorkbookForm, lambda folder: foreign(folder, city, plan_of(folder)), keep)
    if upload.row is not None:
        return redirect(reverse("plan_change", args=[upload.row.pk]) + request.viewpoint.query)
    status = UNPROCESSABLE if upload.form.is_bound else 200
    return render(request, "plans/plan_change_new.html", {"upload": upload}, status=status)


def _ask(
    request: PlanRequest, form: EditForm, heading: str, target: Target | None = None, now: str = ""
) -> HttpResponse:
    plan = request.viewpoint.plan

    def act() -> PlanChange:
        said = {"paper": form.cleaned_data["paper"], "day": form.cleaned_data["day"]}
        return ask_change(plan=plan, title=form.title, edits=form.edits(), by=request.user, **said)

    back = None
    if target:
        back = {"href": reverse("target", args=[target.code]) + request.viewpoint.query, "text": target}
    return answer_form(request, FORM, {"form": form, "heading": heading, "back": back, "now": now}, act)


def _sent(request: PlanRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _target(request: PlanRequest, code: str) -> Target:
    return get_visible_or_404(request.user, Target, "plan", "plan__city", plan=request.viewpoint.plan, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@PROPOSES
def revise(request: PlanRequest, code: str) -> HttpResponse:
    target = _target(request, code)
    goal = target.goals.order_by("-effective_from").first()
    initial = {"comparator": goal.comparator, "value_max": goal.value_max} if goal else {}
    form = ReviseForm(_sent(request), target=target, places=_places(target), initial=initial)
    now = f"现在是{goal_text(target, goal)}。" if goal else "现在没有目标值。"
    return _ask(request, form, f"修订目标值：{target.name}", target, now)


def _places(target: Target) -> Iterator[tuple[str, str]]:
    """Where a target asks each: those of whom it asks."""
    kind = EACH_OF.get(ScopeKind(target.scope_kind))
    if kind is None:
        return
    if kind == ScopeKind.CHAIN:
        rows = list(target.plan.chains.order_by("code"))
    else:
        rows = [each for goal in target.goals.select_related(kind) if (each := getattr(goal, kind)) is not None]
    yield from dict.fromkeys((f"{kind}:{each.code}", str(each)) for each in rows)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@PROPOSES
def define(request: PlanRequest, code: str) -> HttpResponse:
    target = _target(request, code)
    last = target.definitions.order_by("-effective_from").first()
    now = f"现在的口径：{last.text}" if last else "现在没有写口径。"
    return _ask(request, DefinitionForm(_sent(request), target=target), f"改口径：{target.name}", target, now)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@PROPOSES
def new_post(request: PlanRequest) -> HttpResponse:
    form = PostForm(_sent(request), plan=request.viewpoint.plan, by=request.user)
    return _ask(request, form, "加一个职务")
