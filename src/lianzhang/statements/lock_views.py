"""The page of locked periods: which are, why, by whom; locking one and opening it again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, workbook
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.api import CityRequest
from lianzhang.statements.models import PeriodLock
from lianzhang.statements.permissions import Permission

from .exports import locks_workbook
from .forms import LockForm
from .lock_actions import lock_period, open_lock
from .queries import lock_lines

__all__ = ["lock_new", "lock_open", "locks", "locks_export"]

LOCKS = needs(Permission.LOCK_PERIOD)


def _show(request: CityRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    lines = lock_lines(request.user)
    standing = [line for line in lines if line.lock.opened_at is None]
    context = {"lines": lines, "standing": standing, "form": LockForm(), **more}
    return render(request, "statements/locks.html", context, status=status)


@require_safe
@needs(EnterprisePermission.READ_ENTERPRISES)
def locks(request: CityRequest) -> HttpResponse:
    return _show(request)


@require_safe
@needs(EnterprisePermission.READ_ENTERPRISES)
def locks_export(request: CityRequest) -> HttpResponse:
    user = request.user
    return workbook(request, lambda: locks_workbook(lock_lines(user)), f"时期锁定{timezone.localdate()}")


@require_POST
@LOCKS
def lock_new(request: CityRequest) -> HttpResponse:
    form = LockForm(request.POST)
    if form.is_valid():
        try:
            lock_period(by=request.user, **form.cleaned_data)
            return redirect(reverse("locks") + request.viewpoint.query)
        except ValidationError as error:
            form.add_error(None, error)
    return _show(request, status=422, form=form)


@require_POST
@LOCKS
def lock_open(request: CityRequest, pk: int) -> HttpResponse:
    lock = get_visible_or_404(request.user, PeriodLock, pk=pk)
    try:
        open_lock(lock=lock, reason=request.POST.get("reason", "")[:300], by=request.user)
    except StepRefused as refused:
        return _show(request, status=422 if refused.why == "ask" else 409, refusal=str(refused))
    except ValidationError as error:
        return _show(request, status=422, refusal="；".join(error.messages))
    return redirect(reverse("locks") + request.viewpoint.query)
