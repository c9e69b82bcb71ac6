"""How the lists of sole sources and of searches for second ones are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.registry.models import Chain
from lianzhang.supply.models import SourcingState, Substitution

__all__ = ["CASES", "CaseFilter", "CasesWanted", "SoleFilter", "SoleWanted"]

SECOND = [("", "全部"), ("none", "没有找到第二家"), ("some", "有能做的"), ("open", "在补第二家")]
# Tabs of cases, and what narrows within them.
CASES = [
    *(("open", "在办"), ("todo", "等我办"), ("overdue", "超期"), ("chokepoint", "卡脖子"), ("ended", "办完")),
    *(("measured", "已复算"), ("given_up", "不再找"), ("any", "全部")),
]
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class SoleWanted:
    """How the register is narrowed; blank narrows nothing. `customer` and `supplier` are keys of firms.

    `year`: of which year's purchases, 0 for the last one. `state` and `mine` are those of the tabs: none here.
    """

    q: str = ""
    chain: Chain | None = None
    second: str = ""
    ending: bool = False
    year: int = 0
    customer: int = 0
    supplier: int = 0
    state: str = ""
    mine: str = ""


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """The same of cases; `mine` is one of CASES."""

    q: str = ""
    chain: Chain | None = None
    state: str = ""
    stage: str = ""
    mine: str = ""


def _words(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _chains() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )


def _key() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)


class SoleFilter(FilterForm[SoleWanted]):
    reads = SoleWanted
    q = _words("东西", "东西、供应商或采购企业")
    chain = _chains()
    second = forms.ChoiceField(label="第二家", choices=SECOND, required=False)
    year = forms.TypedChoiceField(label="按哪年的采购", coerce=int, required=False)
    ending = forms.BooleanField(label="合同90天内到期", required=False)
    customer, supplier = _key(), _key()

    def __init__(self, data: Mapping[str, Any], by: User, years: Iterable[int]) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))
        set_choices(self, "year", [("", "最近一年"), *((year, f"{year}年") for year in years)])


class CaseFilter(FilterForm[CasesWanted]):
    reads = CasesWanted
    q = _words("东西", "东西、供应商或第二家")
    chain = _chains()
    state = forms.ChoiceField(choices=SourcingState, required=False, widget=forms.HiddenInput)
    stage = forms.ChoiceField(label="国产替代", choices=[("", "全部"), *Substitution.choices], required=False)
    mine = forms.ChoiceField(choices=CASES, required=False, widget=forms.HiddenInput)

    @property
    def narrowed(self) -> bool:
        """By more than the tab."""
        wanted = self.wanted
        return bool(wanted.q or wanted.chain or wanted.stage)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))
