"""How the list of what firms can make is narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.registry.models import Chain
from lianzhang.supply.models import Product

__all__ = ["MINE", "CapabilityFilter", "CapabilityWanted"]

MINE = [("own", "我们的"), ("published", "供别的企业查找"), ("stale", "一年没有更新"), ("unmapped", "没归产品")]
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class CapabilityWanted:
    """How the list is narrowed; blank narrows nothing. `firm` is a key; `mine` is one of MINE."""

    q: str = ""
    mine: str = ""
    chain: Chain | None = None
    product: Product | None = None
    firm: int = 0


class CapabilityFilter(FilterForm[CapabilityWanted]):
    reads = CapabilityWanted
    q = forms.CharField(
        label="供应能力",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "能做什么、设备、认证或企业"}),
    )
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    product: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产品", required=False, empty_label="全部", to_field_name="code"
    )
    firm = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))
        set_rows(self, "product", visible(by, Product).order_by("code"))
