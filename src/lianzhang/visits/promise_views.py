"""Pages of promises: who owes what to whom, and one of them with its steps. A firm sees its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.work.api import answer_step

from .exports import promises_workbook
from .filters import PromiseFilter
from .models import Promise
from .permissions import Permission
from .queries import (
    LISTED_PROMISES,
    RELATED_PROMISES,
    filter_promises,
    promise_dossier,
    promise_page,
    promise_tally,
)

__all__ = ["export", "promise", "promises", "step"]

READS = needs(Permission.READ_PROMISE)
FETCHED = fetched(Promise, *RELATED_PROMISES)


@require_safe
@needs_plan
@READS
def promises(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = PromiseFilter(request.GET, user, request.viewpoint.plan.pk)
    page, rows = promise_page(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {"filter": narrowing, "page": page, "rows": rows, "tally": promise_tally(user)}
    return render(request, "visits/promises.html", context | {"own": is_own_part(user)})


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = PromiseFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = filter_promises(wanted, user, request.GET.get(ORDER)).select_related(*LISTED_PROMISES)
    return workbook(request, lambda: promises_workbook(rows.iterator(2_000)), f"承诺{timezone.localdate()}")


def _show(request: PlanRequest, row: Promise, *, status: int = 200, **more: Any) -> HttpResponse:
    own = is_own_part(request.user)
    context = {"dossier": promise_dossier(row, request.user), "row": row, "own": own, **more}
    return render(request, "visits/promise.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def promise(request: PlanRequest, row: Promise) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Promise, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)
