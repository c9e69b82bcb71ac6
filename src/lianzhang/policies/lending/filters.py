"""How the list of balances is narrowed. The choices stand in the address."""

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
from lianzhang.policies.models import BalanceState, LoanBalance
from lianzhang.registry.models import Organization
from lianzhang.statements.api import PeriodField

__all__ = ["BalanceFilter", "BalancesWanted"]

MINE = [("todo", "等我办")]


@dataclass(frozen=True, slots=True)
class BalancesWanted:
    """How the list is narrowed; blank narrows nothing."""

    bank: Organization | None = None
    period: Period | None = None
    state: str = ""
    mine: str = ""


class BalanceFilter(FilterForm[BalancesWanted]):
    reads = BalancesWanted
    state = forms.ChoiceField(choices=BalanceState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    bank: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="银行", required=False, empty_label="全部", to_field_name="code"
    )
    period = PeriodField("季度", takes=("quarter",))

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        told = visible(by, LoanBalance).order_by().values("bank")
        set_rows(self, "bank", visible(by, Organization).filter(pk__in=told).order_by("code"))
