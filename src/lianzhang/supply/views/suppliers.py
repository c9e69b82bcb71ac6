"""The page that seeks who could supply what is needed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.api import needs, page_rows, visible, workbook
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, key_of
from lianzhang.plans.api import CityRequest
from lianzhang.supply.capabilities.exports import suppliers_workbook
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.suppliers import Found, Need, suppliers

__all__ = ["find", "find_export"]

FINDS = needs(Permission.FIND)
SHOWN = 20


class NeedForm(Form):
    need = TextField(
        label="要找什么", required=False, max_length=120, widget=forms.TextInput({"type": "search", "maxlength": 120})
    )
    quantity = forms.DecimalField(
        label="一年要多少", required=False, min_value=Decimal(0), max_digits=15, decimal_places=3
    )
    unit = TextField(label="单位", required=False, max_length=20)


def _asked(request: CityRequest) -> tuple[NeedForm, list[Found]]:
    form = NeedForm(request.GET, use_required_attribute=False)
    form.is_valid()
    said: dict[str, Any] = form.cleaned_data
    customer = visible(request.user, Enterprise).filter(pk=key_of(request.GET.get("firm")) or 0).first()
    need = Need(said.get("need", ""), said.get("quantity"), said.get("unit", ""), customer)
    return form, suppliers(request.viewpoint, need, SHOWN)


@require_safe
@FINDS
def find(request: CityRequest) -> HttpResponse:
    form, listed = _asked(request)
    page = page_rows(request.user, listed, SHOWN, None)
    firms = {each.firm.pk for each in page.object_list}
    context = {
        "form": form,
        "page": page,
        "asked": bool(request.GET.get("need", "").strip()),
        "most": SHOWN,
        "seen": set(visible(request.user, Enterprise).filter(pk__in=firms).values_list("pk", flat=True)),
    }
    return render(request, "supply/find_suppliers.html", context)


@require_safe
@FINDS
def find_export(request: CityRequest) -> HttpResponse:
    def made() -> bytes:
        _, listed = _asked(request)
        return suppliers_workbook(page_rows(request.user, listed, SHOWN, None).object_list)

    return workbook(request, made, "能力相近的企业")
