"""How the list of projects is narrowed. The choices stand in the address; what is no choice is said at its field."""

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
from lianzhang.plans.models import ProjectKind
from lianzhang.registry.models import Chain, Region, ResponsibleUnit

from .models import GROUPS, Stage

__all__ = ["MINE", "ProjectFilter", "Wanted"]

# The last three are those that are not yet: approved and not started, started and not built, built and not producing.
MINE = [
    ("todo", "等我办"),
    ("stalled", "停滞"),
    ("open", "在库"),
    ("lost", "流失"),
    ("unstarted", "已批未开"),
    ("unbuilt", "已开未建"),
    ("idle", "已建未投"),
    ("gap", "补缺失环节"),
    ("in_statistics", "已纳统"),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    group: str = ""
    kind: str = ""
    mark: str = ""
    chain: Chain | None = None
    region: Region | None = None
    unit: ResponsibleUnit | None = None
    firm: Enterprise | None = None


class ProjectFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(
        label="项目",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "名称、编号、企业或投资方"}),
    )
    firm: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(
        label="批次", choices=[("", "全部"), *((code, title) for code, (title, _) in GROUPS.items())], required=False
    )
    state = forms.ChoiceField(label="阶段", choices=[("", "全部"), *Stage.choices], required=False)
    kind = forms.ChoiceField(label="类别", required=False)
    mark = forms.ChoiceField(label="标记", required=False)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    region: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="区域", required=False, empty_label="全部"
    )
    unit: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="责任单位", required=False, empty_label="全部"
    )

    def __init__(self, data: Mapping[str, Any], by: User, city: int) -> None:
        super().__init__(data)
        set_rows(self, "firm", visible(by, Enterprise))
        set_rows(self, "chain", visible(by, Chain))
        set_rows(self, "region", visible(by, Region).filter(parent=city))
        kinds = list(visible(by, ProjectKind).order_by("order").values_list("code", "name", "what"))
        for name in ("kind", "mark"):
            told = {code: word for code, word, what in kinds if what == name}
            set_choices(self, name, [("", "全部"), *told.items()])
        # A unit is there from the first time on that it was made responsible.
        units = visible(by, ResponsibleUnit).select_related("organization", "region", "park")
        set_rows(self, "unit", units)
