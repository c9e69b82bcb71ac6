"""How lists of platforms and of their reports are narrowed: the choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.models import PlatformKind
from lianzhang.registry.models import Chain

from .models import PlatformReportState, PlatformState

__all__ = ["PlatformFilter", "ReportFilter", "ReportsWanted", "Wanted"]

MINE = [("todo", "等我办"), ("owed", "没报年报的"), ("still", "停留太久的"), ("running", "在运行的")]
REPORTS = [("todo", "等我办")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `kind` is a code, `mine` one of MINE."""

    q: str = ""
    group: str = ""
    kind: str = ""
    chain: Chain | None = None
    state: str = ""
    mine: str = ""


@dataclass(frozen=True, slots=True)
class ReportsWanted:
    q: str = ""
    kind: str = ""
    year: int = 0
    state: str = ""
    mine: str = ""


def _search(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _kinds(form: forms.Form, by: User) -> None:
    """Those of all plans of the city, each code once: what an earlier plan began goes on."""
    named = dict(visible(by, PlatformKind).order_by("plan__starts", "order").values_list("code", "name"))
    set_choices(form, "kind", [("", "全部"), *named.items()])


class PlatformFilter(FilterForm[Wanted]):
    reads = Wanted
    q = _search("名称", "名称、依托单位")
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(label="属于哪一类", choices=[("", "全部"), *PlatformKind.Group.choices], required=False)
    kind = forms.ChoiceField(label="类别", required=False)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *PlatformState.choices], required=False)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        _kinds(self, by)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))


class ReportFilter(FilterForm[ReportsWanted]):
    reads = ReportsWanted
    q = _search("平台", "平台名称")
    mine = forms.ChoiceField(choices=REPORTS, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="类别", required=False)
    year = forms.IntegerField(label="年份", required=False, min_value=1900, max_value=2200)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *PlatformReportState.choices], required=False)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        _kinds(self, by)
