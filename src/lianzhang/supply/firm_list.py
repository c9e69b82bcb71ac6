"""What supply adds to the list of firms: who has purchases recorded, which anchors have not reported theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import ListFilter, last_year, register_list_filter
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.queries.bills import silent_anchors

from .models import Purchase
from .permissions import Permission

__all__: list[str] = []

CHOICES = [("", "全部"), ("recorded", "有采购记录"), ("silent", "链主没报采购清单")]


def _choice(vp: Viewpoint) -> forms.Field:
    """Offered to those who read purchases of others; for all else the choice would tell who bought."""
    if may(vp.user, Permission.READ_SOURCING):
        return forms.ChoiceField(label="采购", choices=CHOICES, required=False)
    return forms.ChoiceField(choices=[("", "全部")], required=False, widget=forms.HiddenInput)


def _firms(user: Any, value: str, at: date) -> QuerySet[Any]:
    year = last_year(at)
    if value == "silent":
        return silent_anchors(user, year).values("pk")
    lines = visible(user, Purchase).filter(period_start__gte=date(year, 1, 1), period_end__lte=date(year, 12, 31))
    return lines.order_by().values("customer")


register_list_filter(ListFilter("supply", _choice, _firms))
