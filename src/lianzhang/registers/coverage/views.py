"""The page of what is declared complete, one declaration, and the forms that make and withdraw one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, workbook
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, refuse
from lianzhang.kernel.stale import StaleRow, as_seen, read_again
from lianzhang.plans.api import CityRequest
from lianzhang.records.api import history_of, last_change
from lianzhang.registers.permissions import Permission
from lianzhang.registry.models import Coverage

from .actions import coverage_texts, declare, withdraw
from .exports import coverage_workbook
from .forms import CoverageForm, WithdrawForm
from .queries import coverage_table, declarations

__all__ = ["coverage", "coverage_export", "coverage_new", "coverage_row", "coverage_withdraw"]

SEEN_LONGEST = 4_000
# Fields of the act by the form's own.
FIELDS = {"kind": "register", "period_start": "period", "period_end": "period"}
READ = needs(EnterprisePermission.READ_ENTERPRISES)


@require_safe
@READ
def coverage(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    lines = coverage_table(vp)
    waits = {target.pk for line in lines for target in line.waiting}
    past = declarations(vp, in_force=False)
    declared = [each for line in lines for each in line.declarations]
    context = {"lines": lines, "waits": len(waits), "declared": declared, "past": past}
    return render(request, "registers/coverage.html", context)


@require_safe
@READ
def coverage_export(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint

    def build() -> bytes:
        return coverage_workbook(coverage_table(vp), declarations(vp, in_force=False), vp.at)

    return workbook(request, build, f"台账齐全{vp.at}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DECLARE_COVERAGE)
def coverage_new(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    sent = request.POST if request.method == "POST" else None
    begin = {"register": f"{request.GET.get('register', '')}:{request.GET.get('kind', '')}"}
    begin["period"] = request.GET.get("period", "")[:40]
    form = CoverageForm(sent, by=request.user, city=vp.city, initial=begin)
    if obey(form, lambda: declare(by=request.user, **form.given()), FIELDS):
        messages.success(request, "已申报齐全；有关目标从现在起按台账判断。")
        return redirect(reverse("coverage") + vp.query)
    return render(
        request, "registers/coverage_new.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200
    )


def _row(request: CityRequest, pk: int) -> Coverage:
    return get_visible_or_404(request.user, Coverage, "city", "region", "declared_by", "withdrawn_by", pk=pk)


def _show(request: CityRequest, row: Coverage, *, status: int = 200, **more: Any) -> HttpResponse:
    texts = coverage_texts(row)
    context = {
        "row": row,
        "texts": texts,
        "seen": as_seen(texts),
        "withdraw": WithdrawForm(),
        "allowed": row.withdrawn_at is None and may(request.user, Permission.DECLARE_COVERAGE, row),
        "history": history_of(row),
    }
    return render(request, "registers/coverage_row.html", context | more, status=status)


@require_safe
@READ
def coverage_row(request: CityRequest, pk: int) -> HttpResponse:
    return _show(request, _row(request, pk))


@require_POST
@needs(Permission.DECLARE_COVERAGE)
def coverage_withdraw(request: CityRequest, pk: int) -> HttpResponse:
    row, form = _row(request, pk), WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, row, withdraw=form, status=UNPROCESSABLE)
    reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")[:SEEN_LONGEST]
    try:
        withdraw(coverage=row, reason=reason, seen=seen, by=request.user)
    except StaleRow as changed:
        typed = [("撤回理由", reason)]
        read_again(row, typed)
        conflict = {"changed": changed.differences, "last": last_change(row), "typed": typed}
        return _show(request, row, withdraw=form, status=CONFLICT, **conflict)
    except ValidationError as refused:
        refuse(form, refused, FIELDS)
        return _show(request, row, withdraw=form, status=UNPROCESSABLE)
    messages.success(request, "已撤回申报；有关目标从现在起不再按台账判断。")
    return redirect(reverse("coverage") + request.viewpoint.query)
