"""What people type of a material flow. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm, own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, set_rows
from lianzhang.plans.models import Material
from lianzhang.statements.api import PeriodField
from lianzhang.supply.fields import plain_field
from lianzhang.supply.models import MaterialFlow

from .actions import SAID
from .rules import materials_of

__all__ = ["FlowForm"]

WHOSE = ("firm", "material", "site", "period")


class FlowForm(Form):
    """A report; whose, of what and when is not asked of one that is there, nor whose of a firm's own account."""

    firm = TextField(label="企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    material: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="物料", to_field_name="code", empty_label="请选择", help_text="数量都按括号里的单位写。"
    )
    site = TextField(label="厂区", max_length=60, required=False, help_text="只有一个厂区的不填。")
    period = PeriodField(takes=("year", "quarter"), required=True)
    from_local = plain_field("收自本地", help_text="在本地收的，自己厂里的边角料不算；不清楚的留空，没有的写0。")
    from_outside = plain_field("收自外地", help_text="外地来的分开写，不算本地闭环。")
    product = plain_field("本地产品产出折量", help_text="在本地做成产品的，折成用掉的废料。")
    residue = plain_field("残渣和损耗", help_text="只算有去向的：交给谁处置、损耗多少。")
    stock_change = forms.DecimalField(
        label="库存增减",
        required=False,
        max_digits=16,
        decimal_places=3,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="期末减期初；用掉库存的写负数。",
    )
    destination = TextField(
        label="去向", max_length=300, required=False, help_text="产品卖给谁，残渣交给谁；写明才说得清。"
    )
    document = TextField(label="凭证", max_length=200, required=False, help_text="危险废物必填转移联单的编号。")
    permit = TextField(
        label="外地来的凭什么",
        max_length=200,
        required=False,
        help_text="从外地收危险废物的填：跨省的写批准文号，都在省内的写“省内”。",
    )
    source = TextField(label="来源", max_length=300, help_text="如“地磅单汇总”“生产台账”。")
    why = TextField(
        label="对不上的原因",
        max_length=300,
        required=False,
        help_text="出的比进的多的必填；有说不清的，知道为什么就写。",
    )

    def __init__(self, sent: Any, *, by: User, city: int, row: MaterialFlow | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        self.by, self.city, self.own = by, city, own_firm(by)
        if row is not None:
            for name in WHOSE:
                del self.fields[name]
            self.initial = {name: getattr(row, name) for name in SAID}
            return
        if self.own:
            del self.fields["firm"]
        keys = [each.pk for each in materials_of(city)]
        materials = visible(by, Material).filter(pk__in=keys).select_related("plan").order_by("order")
        set_rows(self, "material", materials, lambda row: f"{row}（{row.unit}）")

    def clean_firm(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["firm"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = self.cleaned_data
        said = {name: data[name] for name in SAID}
        if "period" not in self.fields:
            return said
        period = data["period"]
        whose = {"enterprise": self.own or data["firm"], "material": data["material"], "site": data["site"]}
        return said | whose | {"period_start": period.start, "period_end": period.end}
