"""How the list of statements is narrowed. The choices stand in the address; what is no choice is said at its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.kernel.periods import Period, PeriodError, period_examples, read_period
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import ReportState

from .entries import TAKEN
from .queries import Wanted

__all__ = ["PeriodField", "StatementFilter"]

SEARCH = forms.TextInput({"type": "search", "placeholder": "名称或信用代码"})

MINE = [("decide", "待我确认"), ("returned", "退回我的"), ("drafts", "我的草稿")]


class PeriodField(forms.CharField):
    """A period as people write it, one of those that are taken."""

    def __init__(self, label: str = "时期", *, takes: Collection[str] = TAKEN, required: bool = False) -> None:
        self.takes = takes
        examples = period_examples(takes)
        shown = "、".join(examples[0:3:2])
        widget = forms.TextInput({"placeholder": f"如 {shown}", "autocomplete": "off"})
        super().__init__(label=label, required=required, max_length=40, widget=widget)
        self.error_messages["required"] = f"请写时期，如 {examples[0]}"

    def clean(self, value: Any) -> Period | None:
        text = super().clean(value)
        try:
            return read_period(text, self.takes) if text else None
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


def _coded(label: str) -> forms.ModelChoiceField:
    """One of the rows in sight, by its code."""
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name="code")


class StatementFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(label="企业", required=False, max_length=60, widget=SEARCH)
    firm: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=ReportState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    period = PeriodField()
    region = _coded("区域")
    chain = _coded("产业链")

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        regions = visible(by, Enterprise).exclude(region=None).values("region")
        self._offer("firm", visible(by, Enterprise))
        self._offer("region", visible(by, Region).filter(pk__in=regions))
        self._offer("chain", visible(by, Chain))

    def _offer(self, name: str, rows: Any) -> None:
        set_rows(self, name, rows)
