"""How pages are chosen and lists narrowed: rates by year and radius, what would be bought nearer, runs by kind.

The choices stand in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from lianzhang.kernel.filters import FilterForm
from lianzhang.supply.rates.places import RADII

from .models import AnalysisRun

__all__ = ["RateFilter", "RateWanted", "RunFilter", "RunsWanted"]


@dataclass(frozen=True, slots=True)
class RateWanted:
    """Blank leaves each to its default. `moved`: percent of `product` that would be bought within the radius."""

    year: int = 0
    radius: str = ""
    product: str = ""
    moved: int = 0


class RateFilter(FilterForm[RateWanted]):
    reads = RateWanted
    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
    radius = forms.ChoiceField(choices=list(RADII.items()), required=False)
    product = forms.CharField(required=False, max_length=20)
    moved = forms.IntegerField(required=False, min_value=0, max_value=100)


@dataclass(frozen=True, slots=True)
class RunsWanted:
    """How the list of runs is narrowed; blank narrows nothing."""

    q: str = ""
    kind: str = ""


class RunFilter(FilterForm[RunsWanted]):
    reads = RunsWanted
    q = forms.CharField(label="名称", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *AnalysisRun.Kind.choices], required=False)
