"""How the lists of meetings and of decisions are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.registry.models import Chain, ResponsibleUnit

from .models import State

__all__ = ["DecisionFilter", "DecisionsWanted", "MeetingFilter", "MeetingsWanted"]

MINE = [("todo", "等我办"), ("coming", "要开"), ("late", "晚开"), ("confirmed", "纪要已确认")]
DECISIONS_MINE = [("todo", "等我决定"), ("open", "没办成"), ("late", "超期"), ("done", "办成")]


@dataclass(frozen=True, slots=True)
class MeetingsWanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class DecisionsWanted:
    """The same of decisions; `mine` is one of DECISIONS_MINE."""

    q: str = ""
    mine: str = ""
    chain: Chain | None = None
    lead: ResponsibleUnit | None = None


Wanted = TypeVar("Wanted")


def _words(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _rows(label: str, code: str | None = "code") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name=code)


class _Filter(FilterForm[Wanted]):
    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain))


class MeetingFilter(_Filter[MeetingsWanted]):
    reads = MeetingsWanted
    q = _words("会议", "地点、主持")
    state = forms.ChoiceField(choices=State, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain = _rows("产业链")


class DecisionFilter(_Filter[DecisionsWanted]):
    reads = DecisionsWanted
    q = _words("决定", "议题")
    mine = forms.ChoiceField(choices=DECISIONS_MINE, required=False, widget=forms.HiddenInput)
    chain = _rows("产业链")
    lead = _rows("主办单位", None)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data, by)
        set_rows(self, "lead", visible(by, ResponsibleUnit).select_related("organization", "region", "park"))
