"""How the list of reports is narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.registry.models import Organization

from .models import GraduateReport, ReportedState

__all__ = ["ReportFilter", "Wanted"]

MINE = [("todo", "等我办")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing."""

    q: str = ""
    college: Organization | None = None
    year: int | None = None
    state: str = ""
    mine: str = ""


class ReportFilter(FilterForm[Wanted]):
    reads = Wanted
    state = forms.ChoiceField(choices=ReportedState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="院校或年份",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "院校名称、毕业年份"}),
    )
    college: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="院校", required=False, empty_label="全部", to_field_name="code"
    )
    year = forms.IntegerField(label="毕业年份", required=False, min_value=1990, max_value=2100)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        told = visible(by, GraduateReport).order_by().values("college")
        set_rows(self, "college", visible(by, Organization).filter(pk__in=told).order_by("code"))
