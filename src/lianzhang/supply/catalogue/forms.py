"""What people type into the catalogue: a product, how much an industry hangs on it, a word of a trade."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, set_rows
from lianzhang.registry.models import Segment
from lianzhang.supply.models import EssentialInput, Product, TradeTerm

from .filters import SegmentChoice

__all__ = ["EssentialForm", "LevelForm", "NewProductForm", "ProductForm", "TermForm"]

BETWEEN = re.compile(r"[、，,;；\n]+")


class ProductForm(Form):
    """What is said of a product; `row` is the one that changes."""

    name = TextField(label="名称", max_length=120)
    parent: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="上级产品", required=False, empty_label="没有，是最上一级"
    )
    segment = SegmentChoice(
        queryset=None, label="环节", required=False, empty_label="不归到环节", help_text="做这种产品的环节。"
    )
    unit = TextField(label="计量单位", max_length=20, required=False)
    industry = TextField(
        label="行业代码",
        max_length=5,
        required=False,
        help_text="做它的行业，GB/T 4754的代码或前几位，如3670、36。",
    )
    names = TextField(
        label="别名",
        max_length=1_000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="企业怎么叫它，用顿号隔开；采购清单写这些名称的，自动归到这个产品。",
    )
    not_made_here = forms.BooleanField(label="本地不能产", required=False)
    why_not = TextField(
        label="不能产的依据",
        max_length=300,
        required=False,
        help_text="勾了“本地不能产”的才写，如“本省无此矿产”；配套率两种口径都列。",
    )

    def __init__(self, data: Any = None, *, by: User, row: Product | None = None) -> None:
        super().__init__(data, initial=_said(row) if row else None)
        products = visible(by, Product).order_by("code")
        set_rows(self, "parent", products.exclude(pk=row.pk) if row else products)
        set_rows(self, "segment", visible(by, Segment).select_related("chain").order_by("chain__code", "place", "code"))

    def clean_names(self) -> list[str]:
        return [name for each in BETWEEN.split(self.cleaned_data["names"]) if (name := each.strip())]


def _said(row: Product) -> dict[str, Any]:
    plain = ("name", "parent", "segment", "unit", "industry", "not_made_here", "why_not")
    return {name: getattr(row, name) for name in plain} | {"names": "、".join(each.name for each in row.names.all())}


class NewProductForm(ProductForm):
    code = TextField(label="代码", max_length=60, help_text="产品目录里的代码，登记以后不改。")
    field_order = ["code"]


class LevelForm(Form):
    """How much an industry hangs on the product, once it is said for which industry."""

    level = forms.TypedChoiceField(
        label="关键程度", choices=EssentialInput.Level.choices, coerce=int, widget=forms.RadioSelect
    )
    source = TextField(label="依据", max_length=300, help_text="如“企业生产工艺调查”。")


class EssentialForm(LevelForm):
    industry = TextField(
        label="客户行业代码",
        max_length=5,
        required=False,
        help_text="买它的企业是哪个行业，GB/T 4754的代码或前几位；空白是所有行业。写得长的优先。",
    )
    field_order = ["industry"]


class TermForm(Form):
    term = TextField(label="词", max_length=60)
    kind = forms.ChoiceField(label="关系", choices=TradeTerm.Kind.choices)
    means = TextField(label="指的是", max_length=60)
    source = TextField(label="依据", max_length=200, required=False)
