"""The page of one appointment and of one checklist record: what it says, who wrote it, how to end or withdraw it."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.doors import fetch, may
from lianzhang.access.permissions import Permission
from lianzhang.cockpit.forms import EndForm, WithdrawForm
from lianzhang.cockpit.queries.records import history_of
from lianzhang.plans.checklist_actions import withdraw_checklist_record
from lianzhang.plans.models import ChecklistRecord
from lianzhang.registry.actions import end_appointment, withdraw_appointment
from lianzhang.registry.models import Appointment

from .chain import UNPROCESSABLE, obey

Row = TypeVar("Row", bound=Model)

__all__ = ["appointment", "appointment_end", "appointment_withdraw", "checklist_record", "checklist_record_withdraw"]


def _appointment(request: HttpRequest, pk: int, permission: Permission | None = None) -> Appointment:
    return _allowed(request, fetch(request.user, Appointment, "post__rank", "organization", pk=pk), permission)


def _allowed(request: HttpRequest, row: Row, permission: Permission | None) -> Row:
    """The row, if this person may do this to it."""
    if permission and not may(request.user, permission, row):
        raise PermissionDenied
    return row


def _show_appointment(request: HttpRequest, row: Appointment, **forms: object) -> HttpResponse:
    context = {"appointment": row, "history": history_of(row), "end": EndForm(), "withdraw": WithdrawForm()} | forms
    return render(request, "cockpit/appointment.html", context, status=UNPROCESSABLE if forms else 200)


@require_safe
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_appointment(request, _appointment(request, pk))


@require_POST
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _appointment(request, pk, Permission.RECORD_APPOINTMENT)
    form, by = EndForm(request.POST), request.user
    if not obey(form, lambda: end_appointment(appointment=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_appointment(request, row, end=form)
    messages.success(request, "已记下任职止。")
    return redirect(reverse("appointment", args=[pk]) + _kept(request))


@require_POST
def appointment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _appointment(request, pk, Permission.WITHDRAW_APPOINTMENT)
    form, by = WithdrawForm(request.POST), request.user
    chain = row.post.chains.first()
    if not obey(form, lambda: withdraw_appointment(appointment=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_appointment(request, row, withdraw=form)
    messages.success(request, f"已撤销{row.post}的一条任职记录。")
    return redirect((reverse("chain", args=[chain.code]) if chain else reverse("chains")) + _kept(request))


def _record(request: HttpRequest, pk: int, permission: Permission | None = None) -> ChecklistRecord:
    return _allowed(request, fetch(request.user, ChecklistRecord, "item", "chain", pk=pk), permission)


def _show_record(request: HttpRequest, row: ChecklistRecord, **forms: object) -> HttpResponse:
    context = {"record": row, "history": history_of(row), "withdraw": WithdrawForm()} | forms
    return render(request, "cockpit/checklist_record.html", context, status=UNPROCESSABLE if forms else 200)


@require_safe
def checklist_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_record(request, _record(request, pk))


@require_POST
def checklist_record_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _record(request, pk, Permission.WITHDRAW_CHECKLIST)
    form, by = WithdrawForm(request.POST), request.user
    if not obey(form, lambda: withdraw_checklist_record(row=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_record(request, row, withdraw=form)
    messages.success(request, f"已撤销{row.chain}“{row.item}”的一条记录。")
    return redirect(reverse("chain", args=[row.chain.code]) + _kept(request))


def _kept(request: HttpRequest) -> str:
    viewpoint = request.viewpoint  # type: ignore[attr-defined]
    return viewpoint.query if viewpoint else ""
