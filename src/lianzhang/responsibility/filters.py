"""How the lists are narrowed. The choices stand in the address; what is no choice is said at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.models import Clause, Target
from lianzhang.registry.models import Chain, ResponsibleUnit

from .models import ShareState

__all__ = ["AssignmentFilter", "ShareFilter", "ShareWanted", "Wanted"]

WHO = [("", "全部"), ("nobody", "无人负责"), ("assigned", "已指定"), ("plan", "方案写明")]
MINE = [("todo", "等我办"), ("silent", "没有回应"), ("disputed", "有异议")]
Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How targets and duties are narrowed; blank narrows nothing."""

    q: str = ""
    kind: str = ""
    who: str = ""
    unit: str = ""
    chain: str = ""
    clause: str = ""


class AssignmentFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(label="名称", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    who = forms.ChoiceField(choices=WHO, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="看什么", required=False, choices=[("", "目标和任务"), ("target", "只看目标"), ("duty", "只看任务")]
    )
    unit = forms.ChoiceField(label="责任单位", required=False)
    chain = forms.ChoiceField(label="产业链", required=False)
    clause = forms.ChoiceField(label="条款", required=False)

    def __init__(
        self, data: Mapping[str, Any], *, units: Choices, chains: Iterable[Chain], clauses: Iterable[Clause]
    ) -> None:
        super().__init__(data)
        set_choices(self, "unit", [("", "全部"), *units])
        set_choices(self, "chain", [("", "全部"), *((chain.code, chain.name) for chain in chains)])
        set_choices(self, "clause", [("", "全部"), *((clause.code, str(clause)) for clause in clauses)])


@dataclass(frozen=True, slots=True)
class ShareWanted:
    """How shares are narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    target: Target | None = None
    unit: ResponsibleUnit | None = None
    chain: Chain | None = None


class ShareFilter(FilterForm[ShareWanted]):
    reads = ShareWanted
    q = forms.CharField(label="目标", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(choices=ShareState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    target: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, to_field_name="code", widget=forms.HiddenInput
    )
    unit: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="承接单位", required=False, empty_label="全部"
    )
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="承接产业链", required=False, empty_label="全部", to_field_name="code"
    )

    def __init__(self, data: Mapping[str, Any], by: User, plan: Any) -> None:
        super().__init__(data)
        set_rows(self, "target", visible(by, Target).filter(plan=plan))
        units = visible(by, ResponsibleUnit).filter(shares__target__plan=plan).distinct()
        set_rows(self, "unit", units.select_related("organization", "region", "park"))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
