"""How the list of material flows is narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices
from lianzhang.plans.models import Material
from lianzhang.supply.models import FlowState

from .balance import Verdict

__all__ = ["FLOW_MINE", "VERDICT_WORDS", "FlowFilter", "FlowsWanted"]

FLOW_MINE = [("todo", "等我办")]
VERDICT_WORDS = {
    Verdict.EXPLAINED: "对得上",
    Verdict.REST: "有说不清的",
    Verdict.EXCESS: "出的比进的多",
    Verdict.UNKNOWN: "不清楚",
}


@dataclass(frozen=True, slots=True)
class FlowsWanted:
    """How the list is narrowed; blank narrows nothing. `material` is a code, `comes_to` one of Verdict."""

    q: str = ""
    state: str = ""
    mine: str = ""
    year: int = 0
    material: str = ""
    comes_to: str = ""


class FlowFilter(FilterForm[FlowsWanted]):
    reads = FlowsWanted
    q = forms.CharField(
        label="企业、厂区",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "企业或厂区"}),
    )
    state = forms.ChoiceField(choices=FlowState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=FLOW_MINE, required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(label="年份", required=False, min_value=1900, max_value=2200)
    material = forms.ChoiceField(label="物料", required=False)
    comes_to = forms.ChoiceField(
        label="对得上吗",
        required=False,
        choices=[("", "全部"), *((key.value, word) for key, word in VERDICT_WORDS.items())],
    )

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        named = dict(visible(by, Material).order_by("order").values_list("code", "name"))
        set_choices(self, "material", [("", "全部"), *named.items()])
