"""How lists of diagnoses, advice, levels and platform use are narrowed: the choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.models import AssessmentKind
from lianzhang.registry.models import Chain

from .models import AdviceState, Basis

__all__ = ["AdviceFilter", "DiagnosisFilter", "LevelFilter", "UseFilter", "Wanted"]

DIAGNOSES = [
    *(("todo", "等我办"), ("overdue", "超时的"), ("open", "在办"), ("reported", "已出报告"), ("recheck", "该复评的")),
    ("closed", "了结的"),
]
ADVICE = [("todo", "等我办"), ("stale", "拖着没有决定")]
LEVELS = [*Basis.choices, ("ending", "快到期的"), ("withdrawn", "已撤销")]
USES = [("todo", "等我办"), ("active", "在用的"), ("seats", "只有席位的"), ("unknown", "不清楚的")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is narrowed; blank narrows nothing. `kind` is the code of one, `mine` a tab of the list."""

    q: str = ""
    kind: str = ""
    chain: Chain | None = None
    state: str = ""
    mine: str = ""
    year: int = 0


def _search(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _tabs(choices: list[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, widget=forms.HiddenInput)


def _year() -> forms.IntegerField:
    return forms.IntegerField(label="年份", required=False, min_value=1900, max_value=2200)


def _chain() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )


class _Filter(FilterForm[Wanted]):
    reads = Wanted

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        if "kind" in self.fields:
            named = dict(visible(by, AssessmentKind).order_by("order").values_list("code", "name"))
            set_choices(self, "kind", [("", "全部"), *named.items()])
        if "chain" in self.fields:
            set_rows(self, "chain", visible(by, Chain).order_by("code"))


class _OfChain(_Filter):
    q = _search("企业", "企业里的词")
    kind = forms.ChoiceField(label="类别", required=False)
    chain = _chain()


class DiagnosisFilter(_OfChain):
    mine = _tabs(DIAGNOSES)
    year = _year()


class AdviceFilter(_OfChain):
    q = _search("建议", "企业、建议里的词")
    mine = _tabs(ADVICE)
    state = _tabs(AdviceState.choices)


class LevelFilter(_OfChain):
    mine = _tabs(LEVELS)


class UseFilter(_Filter):
    q = _search("企业、平台", "企业或平台")
    chain = _chain()
    mine = _tabs(USES)
    year = _year()
