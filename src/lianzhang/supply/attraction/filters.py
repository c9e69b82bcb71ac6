"""How the list of outside suppliers is narrowed, and what weighs how much in it. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.registry.models import Chain

__all__ = ["MOST", "USUAL", "WORDS", "AttractionFilter", "AttractionWanted", "Slider"]

USUAL, MOST = 5, 10  # what a weight is, unless somebody moves it, and at most
# What weighs, by its name in the address, in the order shown; the codes are those of attraction.COMPONENTS.
WORDS = {
    "sales": ("sales", "卖来多少"),
    "buyers": ("buyers", "几家在买"),
    "sole": ("sole_items", "几样只有它供"),
    "risk": ("risk", "停供代价"),
}


@dataclass(frozen=True, slots=True)
class AttractionWanted:
    """Blank narrows nothing. `year` 0 is the last one with purchases; `place` one of PLACES."""

    chain: Chain | None = None
    q: str = ""
    place: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Slider:
    """One weight as the page shows it; `share` is what part of the score it makes, None where it is left out."""

    name: str
    title: str
    value: int
    share: float | None


PLACES = [("", "全部"), ("neighbour", "邻市"), ("province", "省内"), ("beyond", "省外"), ("unknown", "没写在哪里")]


def _weight() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput)


class AttractionFilter(FilterForm[AttractionWanted]):
    reads = AttractionWanted
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="卖给哪条链", required=False, empty_label="全部", to_field_name="code"
    )
    q = forms.CharField(
        label="供应商",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "名称"}),
    )
    place = forms.ChoiceField(label="在哪里", choices=PLACES, required=False)
    year = forms.ChoiceField(label="年份", required=False)
    sales, buyers, sole, risk = _weight(), _weight(), _weight(), _weight()

    def __init__(self, data: Mapping[str, Any], by: User, years: Iterable[int]) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain).order_by("code"))
        set_choices(self, "year", [("", "最近一年"), *((year, f"{year}年") for year in years)])

    @property
    def wanted(self) -> AttractionWanted:
        self.is_valid()
        data = self.cleaned_data
        return AttractionWanted(data.get("chain"), data.get("q", ""), data.get("place", ""), int(data.get("year") or 0))

    def weight(self, name: str) -> int:
        """0 leaves it out; what is not said or cannot be read is as usual."""
        self.is_valid()
        said = self.cleaned_data.get(name)
        return USUAL if said is None else int(said)

    @property
    def weights(self) -> dict[str, float]:
        """By component."""
        return {component: float(self.weight(name)) for name, (component, _) in WORDS.items()}

    def sliders(self, shares: Mapping[str, float]) -> list[Slider]:
        return [
            Slider(name, title, self.weight(name), shares.get(component)) for name, (component, title) in WORDS.items()
        ]
