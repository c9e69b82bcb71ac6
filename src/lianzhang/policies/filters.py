"""How lists of programmes, applications and awards are narrowed: the choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.models import Programme, ProgrammeKind

from .models import ApplicationState

__all__ = ["ApplicationFilter", "AwardFilter", "ProgrammeFilter", "Wanted"]

MINE = [("todo", "等我办"), ("overdue", "超时的"), ("open", "在办"), ("closed", "已了结")]
AWARDS = [("unpaid", "还没拨完的"), ("late", "过了承诺的"), ("removed", "已撤销"), ("ending", "快到期的")]
WINDOWS = [("open", "正在申报"), ("coming", "还没开始"), ("year", "全年可报")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is narrowed; blank narrows nothing. `mine` is of MINE, of AWARDS, or of WINDOWS, by the list."""

    q: str = ""
    programme: Programme | None = None
    kind: ProgrammeKind | None = None
    state: str = ""
    way: str = ""
    mine: str = ""
    year: str = ""


def _search(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _rows(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name="code")


def _year() -> forms.RegexField:
    return forms.RegexField(r"^\d{4}$", required=False, widget=forms.HiddenInput)


class _Filter(FilterForm[Wanted]):
    reads = Wanted

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        if "kind" in self.fields:
            set_rows(self, "kind", visible(by, ProgrammeKind).filter(plan=plan))
        if "programme" in self.fields:  # of which there may be a thousand
            set_rows(self, "programme", visible(by, Programme).filter(plan=plan).only("code", "name"))


class ProgrammeFilter(_Filter):
    q = _search("事项", "事项、文件里的词")
    mine = forms.ChoiceField(choices=WINDOWS, required=False, widget=forms.HiddenInput)
    kind = _rows("类别")
    way = forms.ChoiceField(label="方式", choices=[("", "全部"), *Programme.Way.choices], required=False)


class ApplicationFilter(_Filter):
    q = _search("申报", "企业、为什么事里的词")
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    programme = _rows("事项")
    kind = _rows("类别")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *ApplicationState.choices], required=False)
    year = _year()


class AwardFilter(_Filter):
    q = _search("批准", "企业、为什么事里的词")
    mine = forms.ChoiceField(choices=AWARDS, required=False, widget=forms.HiddenInput)
    programme = _rows("事项")
    kind = _rows("类别")
    year = _year()
