"""How the list of pools is narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.market.models import PoolState
from lianzhang.registry.models import Chain

__all__ = ["PoolFilter", "PoolsWanted"]

MINE = {"": "全部", "todo": "等我办", "running": "在征集", "signed": "已定下"}


@dataclass(frozen=True, slots=True)
class PoolsWanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    mine: str = ""
    chain: Chain | None = None
    state: str = ""


class PoolFilter(FilterForm[PoolsWanted]):
    reads = PoolsWanted
    q = forms.CharField(
        label="拼单",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "买什么"}),
    )
    mine = forms.ChoiceField(choices=list(MINE.items()), required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PoolState.choices])

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
