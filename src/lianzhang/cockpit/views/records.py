"""The page of one appointment and of one checklist record: what it says, who wrote it, how to end or withdraw it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.cockpit.forms import EndForm, WithdrawForm
from lianzhang.cockpit.queries.records import history_of
from lianzhang.plans.checklist_actions import withdraw_checklist_record
from lianzhang.plans.models import ChecklistRecord
from lianzhang.registry.actions import end_appointment, withdraw_appointment
from lianzhang.registry.models import Appointment

from .chain import UNPROCESSABLE, obey

__all__ = ["appointment", "appointment_end", "appointment_withdraw", "checklist_record", "checklist_record_withdraw"]


def _appointment(pk: int) -> Appointment:
    rows = Appointment.objects.select_related("post__rank", "organization").prefetch_related("post__chains")
    return get_object_or_404(rows, pk=pk)


def _show_appointment(request: HttpRequest, row: Appointment, **forms: object) -> HttpResponse:
    context = {"appointment": row, "history": history_of(row), "end": EndForm(), "withdraw": WithdrawForm()} | forms
    return render(request, "cockpit/appointment.html", context, status=UNPROCESSABLE if forms else 200)


@require_safe
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_appointment(request, _appointment(pk))


@require_POST
@permission_required("registry.change_appointment", raise_exception=True)
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, by = _appointment(pk), EndForm(request.POST), request.user
    if not obey(form, lambda: end_appointment(appointment=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_appointment(request, row, end=form)
    messages.success(request, "已记下任职止。")
    return redirect(reverse("appointment", args=[pk]) + _kept(request))


@require_POST
@permission_required("registry.delete_appointment", raise_exception=True)
def appointment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, by = _appointment(pk), WithdrawForm(request.POST), request.user
    chain = row.post.chains.first()
    if not obey(form, lambda: withdraw_appointment(appointment=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_appointment(request, row, withdraw=form)
    messages.success(request, f"已撤销{row.post}的一条任职记录。")
    return redirect((reverse("chain", args=[chain.code]) if chain else reverse("chains")) + _kept(request))


def _record(pk: int) -> ChecklistRecord:
    return get_object_or_404(ChecklistRecord.objects.select_related("item", "chain"), pk=pk)


def _show_record(request: HttpRequest, row: ChecklistRecord, **forms: object) -> HttpResponse:
    context = {"record": row, "history": history_of(row), "withdraw": WithdrawForm()} | forms
    return render(request, "cockpit/checklist_record.html", context, status=UNPROCESSABLE if forms else 200)


@require_safe
def checklist_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_record(request, _record(pk))


@require_POST
@permission_required("plans.delete_checklistrecord", raise_exception=True)
def checklist_record_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, by = _record(pk), WithdrawForm(request.POST), request.user
    if not obey(form, lambda: withdraw_checklist_record(row=row, by=by, **form.cleaned_data)):  # type: ignore[arg-type]
        return _show_record(request, row, withdraw=form)
    messages.success(request, f"已撤销{row.chain}“{row.item}”的一条记录。")
    return redirect(reverse("chain", args=[row.chain.code]) + _kept(request))


def _kept(request: HttpRequest) -> str:
    viewpoint = request.viewpoint  # type: ignore[attr-defined]
    return viewpoint.query if viewpoint else ""
