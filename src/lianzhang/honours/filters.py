"""How the register of titles is narrowed; what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.honours.models import Honour
from lianzhang.kernel.forms import Form, set_choices
from lianzhang.registry.models import Chain, HonourKind, Region

from .held import held, lapsed

__all__ = ["SOON", "STATES", "HonourFilter"]

SOON = timedelta(days=183)
STATES = (("held", "有效"), ("expiring", "半年内到期"), ("lapsed", "已失效"), ("all", "全部"))


class HonourFilter(Form):
    q = forms.CharField(label="企业或名称", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="名目", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部"), *HonourKind.Level.choices])
    region = forms.ChoiceField(label="区域", required=False)
    chain = forms.ChoiceField(label="产业链", required=False)
    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        kinds: Iterable[HonourKind],
        regions: Iterable[Region],
        chains: Iterable[Chain],
    ) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        for name, rows in (("kind", kinds), ("region", regions), ("chain", chains)):
            options = [(row.code, row.name) for row in rows]
            set_choices(self, name, [("", "全部"), *options])

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def state_chosen(self) -> str:
        return self.chosen.get("state", "held")

    @property
    def narrows(self) -> bool:
        return bool(self.chosen.keys() - {"state"})

    def narrow(self, rows: QuerySet[Honour], user: Any, at: date) -> QuerySet[Honour]:
        """All but the state, so that the tabs can count beside one another."""
        asked = self.chosen
        if q := asked.get("q"):
            rows = rows.filter(
                Q(enterprise__in=visible(user, Enterprise).filter(search__contains=folded(q)))
                | Q(enterprise__name__contains=q)
                | Q(subject_name__contains=q)
                | Q(park__name__contains=q)
                | Q(batch__contains=q)
            )
        if kind := asked.get("kind"):
            rows = rows.filter(kind__code=kind)
        if level := asked.get("level"):
            rows = rows.filter(kind__level=level)
        if region := asked.get("region"):
            there = visible(user, Enterprise).filter(region__code=region)
            rows = rows.filter(Q(enterprise__in=there) | Q(park__region__code=region))
        if chain := asked.get("chain"):
            on_chain = visible(user, Membership).filter(chain__code=chain, starts__lte=at)
            rows = rows.filter(enterprise__in=on_chain.values("enterprise"))
        return rows

    @staticmethod
    def of_state(state: str, at: date) -> Q:
        match state:
            case "expiring":
                return held(at) & Q(expires__lte=at + SOON)
            case "lapsed":
                return lapsed(at)
            case "all":
                return Q(granted__lte=at)
        return held(at)
