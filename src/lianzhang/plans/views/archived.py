"""Plans that are over and put away: the list, with what opens, hands out and takes back each."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, visible
from lianzhang.kernel.forms import CONFLICT
from lianzhang.plans.archiving import archive_plan, restore_plan
from lianzhang.plans.models import Plan
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import CityRequest

__all__ = ["archive", "archived", "restore"]

READS, ARCHIVES = needs(Permission.READ_PLAN), needs(Permission.ARCHIVE_PLAN)


@require_safe
@READS
def archived(request: CityRequest) -> HttpResponse:
    return _show(request)


def _show(request: CityRequest, refused: str = "", status: int = 200) -> HttpResponse:
    rows = list(visible(request.user, Plan).filter(archived_at__isnull=False).select_related("city"))
    return render(request, "plans/plans_archived.html", {"rows": rows, "refused": refused}, status=status)


@require_POST
@ARCHIVES
def archive(request: CityRequest, pk: int) -> HttpResponse:
    done = "已归档“{}”：它不再列在方案里，在这里随时能看、能取回。"
    return _act(request, pk, archive_plan, done, lambda _row: reverse("plans_archived"))


@require_POST
@ARCHIVES
def restore(request: CityRequest, pk: int) -> HttpResponse:
    done = "已取回“{}”，又列在方案里了。"
    return _act(request, pk, restore_plan, done, lambda row: f"{reverse('plan')}?plan={row.code}")


def _act(
    request: CityRequest, pk: int, act: Callable[..., Plan], done: str, then: Callable[[Plan], str]
) -> HttpResponse:
    plan = get_visible_or_404(request.user, Plan, pk=pk)
    try:
        row = act(plan=plan, by=request.user)
    except ValidationError as refused:
        return _show(request, "；".join(refused.messages), CONFLICT)
    messages.success(request, done.format(row))
    return redirect(then(row))
