"""What the network of purchases is narrowed by, and how much of it is drawn. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices, set_rows
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain, Region
from lianzhang.supply.models import Product

__all__ = ["NetworkFilter", "NetworkWanted"]

USUAL = "12"
SHOWN = [("", f"每列{USUAL}家"), ("40", "每列40家"), ("all", "全部画出")]
STEPS = [("", "上下游一步"), ("2", "上下游两步")]
MOST = 10**9


@dataclass(frozen=True, slots=True)
class NetworkWanted:
    """A chain, or a firm with those `steps` purchases away; what is bought, in which district, for how much at least.

    `least` in 万元 between two firms; `shown`: how many firms of a column, or all.
    """

    chain: Chain | None = None
    firm: Enterprise | None = None
    year: int = 0
    product: Product | None = None
    region: Region | None = None
    least: int = 0
    steps: str = ""
    shown: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves out purchases."""
        return bool(self.product or self.region or self.least)

    @property
    def in_column(self) -> int | None:
        return None if self.shown == "all" else int(self.shown or USUAL)

    @property
    def away(self) -> int:
        return int(self.steps or 1)


def _rows(label: str, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, **more)


class NetworkFilter(FilterForm[NetworkWanted]):
    reads = NetworkWanted
    firm = _rows("企业", widget=forms.HiddenInput)
    chain = _rows("产业链", to_field_name="code", empty_label="选一条")
    year = forms.TypedChoiceField(label="按哪年的采购", coerce=int, required=False)
    product = _rows("买的东西", empty_label="全部")
    region = _rows("区域", empty_label="全部")
    least = forms.IntegerField(label="两家之间最少（万元）", required=False, min_value=0, max_value=MOST)
    steps = forms.ChoiceField(label="画到", choices=STEPS, required=False)
    shown = forms.ChoiceField(label="画多少", choices=SHOWN, required=False)

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any], years: Iterable[int]) -> None:
        super().__init__(data)
        set_rows(self, "firm", visible(vp.user, Enterprise).filter(city=vp.city))
        set_rows(self, "chain", vp.chains)
        set_rows(self, "product", visible(vp.user, Product).filter(city=vp.city).order_by("code"))
        set_rows(self, "region", visible(vp.user, Region).filter(parent=vp.city).order_by("code"))
        set_choices(self, "year", [("", "最近一年"), *((year, f"{year}年") for year in years)])
        del self.fields["chain" if data.get("firm") else "steps"]
