"""How the pages on rates are chosen: year, radius, what would be bought nearer. The choices stand in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from lianzhang.kernel.filters import FilterForm

from .places import RADII

__all__ = ["RateFilter", "RateWanted"]


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
