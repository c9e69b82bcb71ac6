"""How the lists of customers and of ranked groups are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.models import Ranking
from lianzhang.registry.models import Chain

from .standing import STANDINGS

__all__ = ["CustomerFilter", "CustomersWanted", "GroupFilter", "GroupsWanted"]


@dataclass(frozen=True, slots=True)
class CustomersWanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of STANDINGS, `ranking` a code, `shown` yes or no.

    `category`: words of what is bought."""

    q: str = ""
    mine: str = ""
    chain: Chain | None = None
    ranking: str = ""
    category: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class GroupsWanted:
    """`customers`: whether somebody of the group is listed as a customer, yes or no."""

    q: str = ""
    ranking: str = ""
    year: int = 0
    customers: str = ""


def _search(label: str, words: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": words})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _lists(by: User, plan: int) -> list[tuple[str, str]]:
    named = visible(by, Ranking).filter(plan=plan).order_by("order")
    return [("", "全部"), *named.values_list("code", "name")]


class CustomerFilter(FilterForm[CustomersWanted]):
    reads = CustomersWanted
    q = _search("客户", "采购单位或集团")
    mine = forms.ChoiceField(choices=list(STANDINGS.items()), required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    ranking = forms.ChoiceField(label="榜单", required=False)
    category = _search("采购品类", "品类或产品")
    shown = forms.ChoiceField(
        label="给企业看", required=False, choices=[("", "全部"), ("yes", "给看的"), ("no", "不给看的")]
    )

    def __init__(self, data: Mapping[str, Any], by: User, plan: int, *, keeps: bool) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_choices(self, "ranking", _lists(by, plan))
        if not keeps:
            del self.fields["shown"]


class GroupFilter(FilterForm[GroupsWanted]):
    reads = GroupsWanted
    q = _search("集团", "集团名称或旧名")
    ranking = forms.ChoiceField(label="榜单", required=False)
    year = forms.IntegerField(label="年度", required=False, min_value=1900, max_value=2200)
    customers = forms.ChoiceField(
        label="有没有客户",
        required=False,
        choices=[("", "全部"), ("yes", "有采购单位在清单里"), ("no", "还没有采购单位")],
    )

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_choices(self, "ranking", _lists(by, plan))
