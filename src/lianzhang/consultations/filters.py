"""How the list of consultations is narrowed: the choices stand in the address, what is none is said at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.registry.models import Chain

from .models import State, Use

__all__ = ["ConsultationFilter", "Wanted"]

MINE = [("todo", "等我办"), ("own", "我提的"), ("open", "征询中"), ("put_off", "延过期的"), ("ended", "已了结")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    use: str = ""
    chain: Chain | None = None


class ConsultationFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(
        label="问题",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "标题或问题里的词"}),
    )
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *State.choices], required=False)
    use = forms.ChoiceField(label="采用", choices=[("", "全部"), *Use.choices], required=False)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain))
