"""What the lists of a plan can be narrowed by. The choices stand in the address; what is no choice narrows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.forms import Form, set_choices

from .models import Clause

__all__ = ["NOBODY", "OutcomeFilter", "PlanFilter"]

NOBODY = "nobody"


class ListFilter(Form):
    """A GET form over choices: `chosen` holds the valid ones only."""

    q = forms.CharField(label="名称", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(choices=LIGHTS.items(), required=False, widget=forms.HiddenInput)
    clause = forms.ChoiceField(label="条款", required=False)

    def __init__(self, data: Mapping[str, Any], clauses: Iterable[Clause]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        options = [(clause.code, str(clause)) for clause in clauses]
        set_choices(self, "clause", [("", "全部"), *options])

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def names(self) -> str:
        return " ".join(self.fields)


class PlanFilter(ListFilter):
    kind = forms.ChoiceField(
        label="看什么", required=False, choices=[("", "目标和任务"), ("target", "只看目标"), ("duty", "只看任务")]
    )
    owner = forms.ChoiceField(label="责任单位", required=False)
    evidence = forms.ChoiceField(label="依据", required=False, choices=[("", "全部"), ("yes", "有"), ("no", "没有")])
    field_order = ("q", "kind", "clause", "owner", "evidence", "state")

    def __init__(self, data: Mapping[str, Any], clauses: Iterable[Clause], owners: Mapping[str, str]) -> None:
        super().__init__(data, clauses)
        set_choices(self, "owner", [("", "全部"), (NOBODY, "无人负责"), *owners.items()])


class OutcomeFilter(ListFilter):
    published = forms.ChoiceField(label="公布值", required=False, choices=[("", "全部"), ("yes", "有"), ("no", "没有")])
    field_order = ("q", "clause", "published", "state")
