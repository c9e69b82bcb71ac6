"""The page of one appointment and of one checklist record: what it says, who wrote it, how to end or withdraw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import Request, get_visible_or_404, require
from lianzhang.cockpit.forms import EndForm, WithdrawForm
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey
from lianzhang.kernel.stale import StaleRow, as_seen, read_again
from lianzhang.plans.api import (
    Permission,
    Stated,
    Viewpoint,
    appointment_texts,
    checklist_texts,
    end_appointment,
    withdraw_appointment,
    withdraw_checklist_record,
)
from lianzhang.plans.models import ChecklistRecord
from lianzhang.records.api import history_of, last_change
from lianzhang.registry.models import Appointment, Chain

Row = TypeVar("Row", bound=Model)
SEEN_LONGEST = 4_000

__all__ = ["appointment", "appointment_end", "appointment_withdraw", "checklist_record", "checklist_record_withdraw"]


def _appointment(request: Request, pk: int, permission: str | None = None) -> Appointment:
    """The appointment, if this person may do this to it."""
    row = get_visible_or_404(request.user, Appointment, "post__rank", "organization", pk=pk)
    return _allowed(request, row, permission)


def _stated(request: Request) -> Stated | None:
    """The words of the plan one looks at."""
    viewpoint: Viewpoint | None = getattr(request, "viewpoint", None)
    return viewpoint.stated if viewpoint else None


def _chains(request: Request, row: Appointment) -> list[Chain]:
    stated = _stated(request)
    return stated.chains_of_post(row.post) if stated else list(row.post.chains.order_by("code"))


def _allowed(request: Request, row: Row, permission: str | None) -> Row:
    """The row, if this person may do this to it."""
    if permission:
        require(request.user, permission, row)
    return row


def _show(
    request: Request, page: str, row: Model, seen: Mapping[str, str], *, status: int = 200, **more: object
) -> HttpResponse:
    """The page of a row. `more` holds a form that was refused, and what changed meanwhile where that is why."""
    context = {"row": row, "history": history_of(row), "seen": as_seen(seen), "withdraw": WithdrawForm()} | more
    return render(request, page, context, status=status)


def _show_appointment(request: Request, row: Appointment, **more: Any) -> HttpResponse:
    """What the form holds as seen is what the register says; what one reads is what the plan calls it."""
    seen, context = appointment_texts(row), {"end": EndForm(), "chains": _chains(request, row)}
    if stated := _stated(request):
        stated.name(row.post)
    return _show(request, "cockpit/appointment.html", row, seen, **{**context, **more})


def _show_record(request: Request, row: ChecklistRecord, **more: Any) -> HttpResponse:
    seen = checklist_texts(row)
    if row.chain and (stated := _stated(request)):
        stated.name(row.chain)
    return _show(request, "cockpit/checklist_record.html", row, seen, **more)


def _refused(request: Request, row: Model, name: str, form: Form, act: Callable[..., object]) -> dict[str, Any] | None:
    """Do what the form asks. What its page must tell when that was refused; None when it is done."""
    seen = request.POST.get("seen", "")[:SEEN_LONGEST]
    try:
        # A withdrawn row is nothing any more: that it was done must be said.
        done = obey(form, lambda: act(seen=seen, by=request.user, **form.cleaned_data) or True)
    except StaleRow as changed:
        typed = [(str(form[field].label), str(form[field].value())) for field in form.cleaned_data]
        read_again(row, typed)
        conflict = {"changed": changed.differences, "last": last_change(row), "typed": typed}
        return {name: form, "status": CONFLICT} | conflict
    return None if done else {name: form, "status": UNPROCESSABLE}


@require_safe
def appointment(request: Request, pk: int) -> HttpResponse:
    return _show_appointment(request, _appointment(request, pk))


@require_POST
def appointment_end(request: Request, pk: int) -> HttpResponse:
    row = _appointment(request, pk, Permission.RECORD_APPOINTMENT)
    if refused := _refused(request, row, "end", EndForm(request.POST), partial(end_appointment, appointment=row)):
        return _show_appointment(request, row, **refused)
    messages.success(request, "已记下任职止。")
    return redirect(reverse("appointment", args=[pk]) + _plan_and_day(request))


@require_POST
def appointment_withdraw(request: Request, pk: int) -> HttpResponse:
    row = _appointment(request, pk, Permission.WITHDRAW_APPOINTMENT)
    act = partial(withdraw_appointment, appointment=row)
    chain = next(iter(_chains(request, row)), None)
    if refused := _refused(request, row, "withdraw", WithdrawForm(request.POST), act):
        return _show_appointment(request, row, **refused)
    messages.success(request, f"已撤销{row.post}的一条任职记录。")
    return redirect((reverse("chain", args=[chain.code]) if chain else reverse("chains")) + _plan_and_day(request))


def _record(request: Request, pk: int, permission: str | None = None) -> ChecklistRecord:
    row = get_visible_or_404(request.user, ChecklistRecord, "item", "chain", "region", pk=pk)
    return _allowed(request, row, permission)


@require_safe
def checklist_record(request: Request, pk: int) -> HttpResponse:
    return _show_record(request, _record(request, pk))


@require_POST
def checklist_record_withdraw(request: Request, pk: int) -> HttpResponse:
    row = _record(request, pk, Permission.WITHDRAW_CHECKLIST)
    act = partial(withdraw_checklist_record, row=row)
    if refused := _refused(request, row, "withdraw", WithdrawForm(request.POST), act):
        return _show_record(request, row, **refused)
    messages.success(request, f"已撤销{row.place}“{row.item}”的一条记录。")
    page = "chain" if row.chain else "area_checklist"
    return redirect(reverse(page, args=[row.place.code]) + _plan_and_day(request))


def _plan_and_day(request: Request) -> str:
    viewpoint = getattr(request, "viewpoint", None)
    return viewpoint.query if viewpoint else ""
