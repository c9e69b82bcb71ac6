"""How lists of needs, postings and matches are narrowed: the choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.models import NeedKind
from lianzhang.registry.models import Chain

from .models import MatchState, NeedState

__all__ = ["MatchFilter", "NeedFilter", "PostingFilter", "Wanted"]

MINE = [
    ("todo", "等我办"),
    ("own", "我登记的"),
    ("open", "对接中"),
    ("unanswered", "没有人接的"),
    ("stuck", "停住的"),
    ("ended", "已了结"),
]
MATCHES = [
    *(("todo", "等我办"), ("running", "在进行"), ("slow", "停得久的")),
    *(("delivered", "已交付"), ("failed", "没有谈成")),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is narrowed; blank narrows nothing. `mine` is one of MINE, or of MATCHES in the list of matches."""

    q: str = ""
    kind: NeedKind | None = None
    chain: Chain | None = None
    state: str = ""
    mine: str = ""
    published: str = ""


def _search(label: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": "要什么、企业名称里的词"})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


def _rows(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name="code")


class _Filter(FilterForm[Wanted]):
    reads = Wanted

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_rows(self, "kind", visible(by, NeedKind).filter(plan=plan))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))


class NeedFilter(_Filter):
    q = _search("要什么")
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    kind = _rows("类别")
    chain = _rows("产业链")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *NeedState.choices], required=False)
    published = forms.RegexField(r"^\d{4}$", required=False, widget=forms.HiddenInput)


class PostingFilter(_Filter):
    q = _search("要什么")
    kind = _rows("类别")
    chain = _rows("产业链")


class MatchFilter(_Filter):
    q = _search("要什么")
    mine = forms.ChoiceField(choices=MATCHES, required=False, widget=forms.HiddenInput)
    kind = _rows("类别")
    chain = _rows("产业链")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *MatchState.choices], required=False)
    published = forms.RegexField(r"^\d{4}$", required=False, widget=forms.HiddenInput)
