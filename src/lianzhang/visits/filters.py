"""How the lists of visits and of promises are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.models import VisitKind
from lianzhang.registry.models import Chain, Region, ResponsibleUnit

from .models import PromiseState, VisitState

__all__ = ["PromiseFilter", "PromisesWanted", "VisitFilter", "VisitsWanted"]

MINE = [("todo", "等我办"), ("coming", "要去的"), ("silent", "过了没登记"), ("held", "去过的")]
PROMISES_MINE = [("todo", "等我办"), ("open", "没有兑现"), ("overdue", "超期"), ("kept", "已兑现")]


@dataclass(frozen=True, slots=True)
class VisitsWanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    firm: int = 0
    kind: VisitKind | None = None
    chain: Chain | None = None
    region: Region | None = None
    year: int = 0


@dataclass(frozen=True, slots=True)
class PromisesWanted:
    """The same of promises; `mine` is one of PROMISES_MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    firm: int = 0
    visit: int = 0
    unit: ResponsibleUnit | None = None
    chain: Chain | None = None
    region: Region | None = None


Wanted = TypeVar("Wanted")
LARGEST = 2**53


def _rows(label: str, code: str | None = "code") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name=code)


def _words(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _number(largest: int = LARGEST) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=largest, widget=forms.HiddenInput)


class _Filter(FilterForm[Wanted]):
    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        places = visible(by, Region).filter(city__isnull=False).exclude(kind__in=("neighbour", "province"))
        set_rows(self, "region", places.order_by("code"))


class VisitFilter(_Filter[VisitsWanted]):
    reads = VisitsWanted
    q = _words("走访", "企业或谈什么")
    state = forms.ChoiceField(choices=VisitState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    firm = _number()
    kind = _rows("类别")
    chain = _rows("产业链")
    region = _rows("区域")
    year = forms.IntegerField(label="年份", required=False, min_value=1900, max_value=2200)

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data, by, plan)
        set_rows(self, "kind", visible(by, VisitKind).filter(plan=plan))


class PromiseFilter(_Filter[PromisesWanted]):
    reads = PromisesWanted
    q = _words("承诺", "承诺什么、给谁")
    state = forms.ChoiceField(choices=PromiseState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=PROMISES_MINE, required=False, widget=forms.HiddenInput)
    firm = _number()
    visit = _number()
    unit = _rows("由谁兑现", None)
    chain = _rows("产业链")
    region = _rows("区域")

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data, by, plan)
        set_rows(self, "unit", visible(by, ResponsibleUnit).select_related("organization", "region", "park"))
