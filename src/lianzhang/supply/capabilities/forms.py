"""What people type of what a firm can make. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm, own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField
from lianzhang.supply.catalogue.product_names import product_named
from lianzhang.supply.fields import plain_field
from lianzhang.supply.models import Capability, Product

from .actions import SAID

__all__ = ["CapabilityForm"]


class CapabilityForm(Form):
    """One thing that a firm can make; whose it is, is not asked of a firm's own account, nor of one that is there."""

    firm = TextField(label="企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    text = TextField(
        label="能做什么",
        max_length=300,
        help_text="一样一条，写上规格，如“铝压铸件，单件20公斤以内”。",
    )
    product = TextField(label="产品", max_length=120, required=False, help_text="产品目录里的名称、别名或代码。")
    capacity = plain_field("年产能")
    free = plain_field("可接单产能", help_text="还能接别家订单的；没有的写0，不清楚的留空。")
    unit = TextField(label="单位", max_length=20, required=False, help_text="如 吨、件、套。")
    certificates = TextField(label="认证", max_length=200, required=False, help_text="如 IATF 16949。")
    equipment = TextField(label="主要设备", max_length=300, required=False)
    customers = TextField(
        label="服务过的客户", max_length=300, required=False, help_text="只有企业自己和替它填报的岗位看得到。"
    )
    published = forms.BooleanField(label="供别的企业查找", required=False)
    source = TextField(label="来源", max_length=300, help_text="如“企业填报”“走访”。")

    def __init__(self, sent: Any, *, by: User, city: int, row: Capability | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        self.by, self.city, self.own = by, city, own_firm(by)
        if row is not None or self.own:
            del self.fields["firm"]
        if row is not None:
            self.initial = {name: getattr(row, name) for name in SAID} | {"product": str(row.product or "")}
        self.fields["product"].widget.attrs["list"] = "products"

    def clean_firm(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["firm"], city=self.city, by=self.by)

    def clean_product(self) -> Product | None:
        return product_named(self.cleaned_data["product"], self.city)

    @property
    def enterprise(self) -> Enterprise:
        firm: Enterprise = self.own or self.cleaned_data["firm"]
        return firm

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SAID}
