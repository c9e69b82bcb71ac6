"""How the lists of capacities and of specialised parks are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.models import CapacityKind
from lianzhang.registry.models import Chain, Park

from .models import CapacityState, SpecialParkState

__all__ = ["CapacityFilter", "ParkFilter", "ParksWanted", "Wanted"]

MINE = [("todo", "等我办"), ("full", "已满"), ("unknown", "不清楚剩多少"), ("late", "过了日子没有可用")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of capacities is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    kind: CapacityKind | None = None
    form: str = ""
    park: Park | None = None
    year: int = 0
    state: str = ""
    mine: str = ""


@dataclass(frozen=True, slots=True)
class ParksWanted:
    chain: Chain | None = None
    state: str = ""


def _rows(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name="code")


class CapacityFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(
        label="名称",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "名称、项目里的词"}),
    )
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    form = forms.ChoiceField(label="是什么", choices=[("", "全部"), *CapacityKind.Form.choices], required=False)
    kind = _rows("要素")
    park = _rows("园区")
    year = forms.IntegerField(label="指标年度", required=False, min_value=1990, max_value=2100)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *CapacityState.choices], required=False)

    def __init__(self, data: Mapping[str, Any], by: User, plan: int, city: int) -> None:
        super().__init__(data)
        set_rows(self, "kind", visible(by, CapacityKind).filter(plan=plan))
        set_rows(self, "park", visible(by, Park).filter(city=city))


class ParkFilter(FilterForm[ParksWanted]):
    reads = ParksWanted
    chain = _rows("产业链")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *SpecialParkState.choices], required=False)

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
