"""How the list of purchases is narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Chain
from lianzhang.statements.api import PeriodField
from lianzhang.supply.models import Product, PurchaseState

__all__ = ["MINE", "TAKEN", "PurchaseFilter", "Wanted"]

TAKEN = ("year", "quarter", "month")
MINE = [
    ("todo", "等我办"),
    ("bought", "我买的"),
    ("sold", "我卖的"),
    ("strangers", "没认出供应商"),
    ("unmapped", "没归产品"),
]
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `customer` and `supplier` are keys; `mine` is one of MINE.

    `stranger` is a supplier's name as it stands."""

    q: str = ""
    state: str = ""
    mine: str = ""
    period: Period | None = None
    chain: Chain | None = None
    product: Product | None = None
    customer: int = 0
    supplier: int = 0
    stranger: str = ""


def _key() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)


def _coded(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name="code")


class PurchaseFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(
        label="采购",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "东西、产品或企业"}),
    )
    state = forms.ChoiceField(choices=PurchaseState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    period = PeriodField(takes=TAKEN)
    chain = _coded("产业链")
    product = _coded("产品")
    customer, supplier = _key(), _key()
    stranger = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))
        set_rows(self, "product", visible(by, Product).order_by("code"))
