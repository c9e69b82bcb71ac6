"""How matters and candidates are narrowed. The choices stand in the address; what is no choice is said at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import Form, set_choices, set_rows
from lianzhang.plans.models import Colour
from lianzhang.registry.models import Chain, ResponsibleUnit

from .candidates import Matter
from .models import State

__all__ = ["NOBODY", "CandidateFilter", "Chosen", "ItemFilter", "Wanted"]

MINE = [("todo", "等我办"), ("open", "没有销号"), ("silent", "逾期没有反馈"), ("ended", "已销号"), ("all", "全部")]
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of matters is narrowed; `mine` is one of MINE, blank: those still open."""

    q: str = ""
    mine: str = ""
    state: str = ""
    kind: str = ""
    colour: str = ""
    chain: Chain | None = None
    lead: ResponsibleUnit | None = None


class ItemFilter(FilterForm[Wanted]):
    reads = Wanted
    state = forms.ChoiceField(choices=State, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="事项",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "事项或文号"}),
    )
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )
    kind = forms.ChoiceField(label="来源", required=False)
    lead: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="主办单位", required=False, empty_label="全部"
    )
    colour = forms.ChoiceField(label="颜色", required=False, choices=[("", "全部"), *Colour.choices])

    def __init__(self, data: Mapping[str, Any], by: User, kinds: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain))
        set_choices(self, "kind", [("", "全部"), *kinds])
        set_rows(self, "lead", visible(by, ResponsibleUnit).select_related("organization", "region", "park"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """How candidates are narrowed."""

    q: str = ""
    kind: str = ""
    chain: str = ""
    lead: str = ""
    colour: str = ""

    def fits(self, each: Matter) -> bool:
        chain = getattr(each.of.chain, "code", "")
        lead = each.lead_key or NOBODY
        return (
            (not self.q or self.q in each.of.link.title)
            and self.kind in ("", each.of.kind)
            and self.chain in ("", chain)
            and self.lead in ("", lead)
            and (not self.colour or (each.overdue > 0 and self.colour == each.colour))
        )


class CandidateFilter(Form):
    """The choices are those that the candidates themselves offer."""

    q = forms.CharField(label="事项", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="来源", required=False)
    chain = forms.ChoiceField(label="产业链", required=False)
    lead = forms.ChoiceField(label="主办单位", required=False)
    colour = forms.ChoiceField(label="颜色", required=False, choices=[("", "全部"), *Colour.choices])

    def __init__(self, data: Mapping[str, Any], among: list[Matter]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        set_choices(self, "kind", _offered((each.of.kind, each.kind_title) for each in among))
        set_choices(
            self, "chain", _offered((each.of.chain.code, str(each.of.chain)) for each in among if each.of.chain)
        )
        leads = [(each.lead_key, str(each.lead)) for each in among if each.lead]
        nobody = [(NOBODY, "无人负责")] if len(leads) < len(among) else []
        set_choices(self, "lead", [*_offered(leads), *nobody])

    @property
    def chosen(self) -> Chosen:
        self.is_valid()
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def narrows(self) -> bool:
        return self.chosen != Chosen()


def _offered(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "全部"), *dict(pairs).items()]
