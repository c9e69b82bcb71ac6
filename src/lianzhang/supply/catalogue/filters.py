"""How the catalogue of products and the words of trades are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.registry.models import Segment
from lianzhang.supply.models import TradeTerm

__all__ = ["ProductFilter", "ProductsWanted", "SegmentChoice", "TermFilter", "TermsWanted"]

MADE = [("", "全部"), ("here", "本地能产"), ("not", "本地不能产")]
GAPS = [("", "全部"), ("segment", "没有归到环节"), ("industry", "没有行业代码"), ("essential", "没写关键程度")]


class SegmentChoice(forms.ModelChoiceField):
    """A segment, told with its chain: segments of two chains share their names."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.chain}：{row}"


@dataclass(frozen=True, slots=True)
class ProductsWanted:
    """Blank narrows nothing. `made` is one of MADE, `gap` of GAPS; `industry` are the first digits of a code."""

    q: str = ""
    segment: Segment | None = None
    industry: str = ""
    made: str = ""
    gap: str = ""


def _search(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


class ProductFilter(FilterForm[ProductsWanted]):
    reads = ProductsWanted
    q = _search("产品", "名称、别名或代码")
    segment = SegmentChoice(queryset=None, label="环节", required=False, empty_label="全部", to_field_name="code")
    industry = forms.CharField(label="行业代码", required=False, max_length=5)
    made = forms.ChoiceField(label="本地能不能产", choices=MADE, required=False)
    gap = forms.ChoiceField(label="还缺什么", choices=GAPS, required=False)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        set_rows(self, "segment", visible(by, Segment).select_related("chain").order_by("chain__code", "place", "code"))


@dataclass(frozen=True, slots=True)
class TermsWanted:
    q: str = ""
    kind: str = ""


class TermFilter(FilterForm[TermsWanted]):
    reads = TermsWanted
    q = _search("行业用语", "词或它指的")
    kind = forms.ChoiceField(label="关系", choices=[("", "全部"), *TradeTerm.Kind.choices], required=False)
