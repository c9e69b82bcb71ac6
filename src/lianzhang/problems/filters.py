"""How the list of problems is narrowed. The choices stand in the address; what is no choice is said at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.models import ProblemKind, ProblemLevel
from lianzhang.registry.models import Chain, ResponsibleUnit

from .models import State

__all__ = ["ProblemFilter", "Wanted"]

MINE = [("todo", "等我办"), ("overdue", "超期"), ("open", "在办"), ("closed", "销号")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    kind: str = ""
    level: str = ""
    chain: Chain | None = None
    lead: ResponsibleUnit | None = None
    firm: Enterprise | None = None


class ProblemFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(
        label="问题",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "标题、编号或企业"}),
    )
    firm: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=State, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    kind = forms.ChoiceField(label="类别", required=False)
    level = forms.ChoiceField(label="层级", required=False)
    lead: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="主办单位", required=False, empty_label="全部"
    )

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "firm", visible(by, Enterprise))
        set_rows(self, "chain", visible(by, Chain))
        kinds = visible(by, ProblemKind).order_by("order").values_list("code", "name")
        levels = visible(by, ProblemLevel).order_by("order").values_list("code", "name")
        set_choices(self, "kind", [("", "全部"), *dict(kinds).items()])
        set_choices(self, "level", [("", "全部"), *dict(levels).items()])
        # A unit is there from the first time on that it was made responsible.
        units = visible(by, ResponsibleUnit).select_related("organization", "region", "park")
        set_rows(self, "lead", units)
