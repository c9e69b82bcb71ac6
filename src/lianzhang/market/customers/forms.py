"""What people type of ranked groups, customers and what these buy. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, set_rows
from lianzhang.market.models import Customer, CustomerCategory, RankedGroup
from lianzhang.plans.models import Ranking
from lianzhang.registry.models import Chain
from lianzhang.supply.api import MoneyField, product_named
from lianzhang.supply.models import Product

from .rules import FIRST_YEAR

__all__ = ["CategoryForm", "CustomerForm", "GroupForm"]


class GroupForm(Form):
    """Where a group stood on a list in a year; which list is not asked of one that is there."""

    ranking: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="榜单", to_field_name="code", empty_label="请选择"
    )
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2200, help_text="榜单是哪一年的。")
    rank = forms.IntegerField(label="位次", min_value=1, max_value=10_000)
    group = TextField(label="集团", max_length=120, help_text="和榜上写的一样；上榜的是集团，不是下面的采购单位。")
    formerly = TextField(
        label="上榜时的旧名", max_length=120, required=False, help_text="改过名的写以前榜上的名称，前后才对得上。"
    )
    source = TextField(label="来源", max_length=300, help_text="如“中国企业联合会2023年9月发布”。")

    def __init__(self, sent: Any, *, by: User, plan: int, row: RankedGroup | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        set_rows(self, "ranking", visible(by, Ranking).filter(plan=plan).order_by("order"))
        if row is not None:
            del self.fields["ranking"]
            self.initial = {name: getattr(row, name) for name in self.fields}


class CustomerForm(Form):
    """Who could buy of firms of the city."""

    name = TextField(label="采购单位", max_length=120, help_text="真正买东西的那一家；同一个集团的几家各列一条。")
    group = TextField(
        label="所属集团", max_length=120, required=False, help_text="和榜单上写的一样，就能对上位次；不上榜的也可以写。"
    )
    enterprise = TextField(
        label="名录里的企业",
        max_length=120,
        required=False,
        help_text="全称或统一社会信用代码，外地的也可以；写了才看得到采购记录，才能记接洽和供货。",
    )
    place = TextField(label="采购地", max_length=60, required=False, help_text="在哪里下单，如“湖北省武汉市”。")
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", to_field_name="code", required=False, empty_label="不限一条链"
    )
    note = TextField(
        label="说明", max_length=500, required=False, widget=forms.Textarea({"rows": 3}), help_text="不给企业看。"
    )
    source = TextField(label="来源", max_length=300, help_text="如“链主采购部提供”“企业年报”。")

    def __init__(self, sent: Any, *, by: User, city: int, plan: int, row: Customer | None = None, **more: Any) -> None:
        super().__init__(sent, **more)
        self.by, self.city = by, city
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        if row is not None:
            self.initial = {name: getattr(row, name) for name in self.fields}
            firm = row.enterprise
            self.initial |= {
                "chain": row.chain and row.chain.code,
                "enterprise": (firm.uscc or firm.name) if firm else "",
            }

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.city, by=self.by)


class CategoryForm(Form):
    """One thing that a customer buys."""

    name = TextField(label="采购品类", max_length=120, help_text="客户怎么叫就怎么写，如“制动软管”。")
    product = TextField(
        label="产品",
        max_length=120,
        required=False,
        help_text="产品目录里的名称、别名或代码；归了产品才知道本地谁能做。",
    )
    value = MoneyField("年采购额（万元）", required=False, help_text="不给企业看；不清楚的留空，不要写0。")

    def __init__(self, sent: Any, *, city: int, row: CustomerCategory | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        self.city = city
        if row is not None:
            self.initial = {"name": row.name, "product": str(row.product or ""), "value": row.value}

    def clean_product(self) -> Product | None:
        return product_named(self.cleaned_data["product"], self.city)
