"""What the pages on firms share: the firm through the door; a form that acts, refuses at its fields, or is stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lianzhang.access.api import get_visible_or_404, needs, require
from lianzhang.enterprises.forms.base import ActForm
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.queries.dossier import RELATED
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.api import CityRequest, Viewpoint
from lianzhang.records.api import last_change

__all__ = [
    *("EDIT", "READ", "acts", "at", "fill_in", "firm_of", "is_firm"),
    *("of_firm", "open_firm", "refusal_text"),
]

READ, EDIT = needs(Permission.READ_ENTERPRISES), needs(Permission.EDIT_ENTERPRISE)

View = Callable[..., HttpResponse]


def at(request: CityRequest) -> Viewpoint:
    return request.viewpoint


def is_firm(request: CityRequest) -> bool:
    """Whether a firm's own account looks: it has one page, its own."""
    active = request.acting
    return active is not None and active.role.acts_for == "firm"


def firm_of(request: CityRequest, pk: int) -> Enterprise:
    return get_visible_or_404(request.user, Enterprise, *RELATED, pk=pk)


def open_firm(request: CityRequest, firm: Enterprise, fragment: str = "") -> HttpResponse:
    place = f"#{fragment}" if fragment else ""
    return redirect(reverse("firm", args=[firm.pk]) + at(request).query + place)


def of_firm(view: View) -> View:
    """Hand the view the firm that the address names; a merged one leads to the one that goes on."""

    @wraps(view)
    def looking(request: CityRequest, pk: int, **named: Any) -> HttpResponse:
        firm = firm_of(request, pk)
        if firm.merged_into:
            return open_firm(request, firm.merged_into)
        return view(request, firm, **named)

    return looking


def acts(view: View) -> View:
    """A form over a firm that one keeps."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @EDIT
    @of_firm
    @wraps(view)
    def acting(request: CityRequest, firm: Enterprise, **named: Any) -> HttpResponse:
        require(request.user, Permission.EDIT_ENTERPRISE, firm)
        return view(request, firm, **named)

    return acting


def fill_in(
    request: CityRequest,
    form: ActForm,
    act: Callable[[], Any],
    *,
    title: str,
    firm: Enterprise | None = None,
    standing: Callable[[Any], Mapping[str, Any]] = lambda _: {},
    done: str = "已保存。",
    **more: Any,
) -> HttpResponse:
    """Show the form, or act on what was sent; refused or stale, it keeps every word that was typed.

    `act` returns the firm whose page opens then; `standing` tells a row that changed meanwhile as the form shows it.
    """
    context = {"form": form, "firm": firm, "title": title, **more}
    if not form.is_bound:
        return render(request, "enterprises/firm_form.html", context)
    try:
        made = obey(form, act)
    except StaleRow as stale:
        if stale.differences:
            return _stale(request, context | {"changed": stale.differences}, firm)
        differences = form.rebase(standing(stale.current), stale.current.version)
        return _stale(request, context | {"differences": differences}, firm)
    if made is None:
        return render(request, "enterprises/firm_form.html", context, status=UNPROCESSABLE)
    messages.success(request, done)
    return open_firm(request, made if isinstance(made, Enterprise) else made.enterprise)


def refusal_text(refused: Exception) -> str:
    """Why an act refused, in one line, where no form can say it; without the permission the answer stays 403."""
    if isinstance(refused, PermissionDenied):
        raise refused
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)


def _stale(request: CityRequest, context: dict[str, Any], firm: Enterprise | None) -> HttpResponse:
    context |= {"stale": True, "last": last_change(firm) if firm else None}
    return render(request, "enterprises/firm_form.html", context, status=CONFLICT)
