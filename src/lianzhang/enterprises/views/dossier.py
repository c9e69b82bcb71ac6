"""One firm's page, and the whole number of a contact for those who may see it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, hold, needs
from lianzhang.enterprises.contact_actions import reveal_contact
from lianzhang.enterprises.models import Contact, Enterprise
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.queries.dossier import Rights, dossier
from lianzhang.kernel.printing import printed
from lianzhang.plans.api import CityRequest

from .parts import READ, at, firm_of, of_firm

__all__ = ["contact_reveal", "firm", "firm_print"]


@require_safe
@READ
@of_firm
def firm(request: CityRequest, firm: Enterprise) -> HttpResponse:
    return _show(request, firm)


@require_safe
@READ
@of_firm
def firm_print(request: CityRequest, firm: Enterprise) -> HttpResponse:
    """Its numbers stay masked: to look at a whole one is on record, to print one is not."""
    whole = replace(dossier(request.user, firm, at(request).at), rights=Rights())
    context = {"row": firm, "dossier": whole, **printed(f"企业档案：{firm.name}")}
    return render(request, "enterprises/firm_print.html", context)


def _show(request: CityRequest, row: Enterprise, **more: object) -> HttpResponse:
    context = {"row": row, "dossier": dossier(request.user, row, at(request).at), **more}
    return render(request, "enterprises/firm.html", context)


@require_POST
@needs(Permission.REVEAL_CONTACT)
def contact_reveal(request: CityRequest, pk: int) -> HttpResponse:
    """The number stands on this one answer; that it was looked at is counted and on record."""
    contact = get_visible_or_404(request.user, Contact, "enterprise", pk=pk)
    hold(request, "reveal")
    phone = reveal_contact(contact=contact, by=request.user)
    if request.htmx:
        return render(request, "enterprises/_contact_number.html", {"phone": phone})
    return _show(request, firm_of(request, contact.enterprise_id), revealed=contact.pk, phone=phone)
