"""What people type of purchases. What may be written is decided by the acts; what merely looks wrong is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm, own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField
from lianzhang.kernel.periods import Period
from lianzhang.statements.api import PeriodField
from lianzhang.supply.catalogue.product_names import product_named
from lianzhang.supply.fields import MoneyField, said_fields
from lianzhang.supply.models import Product, Purchase, PurchaseTotal

from .actions import SAID
from .doubts import Doubt, beside, doubts_of, line_of
from .filters import TAKEN
from .rules import purchase_faults
from .suppliers import firms_like, supplier_meant

__all__ = [
    "ChangeForm",
    "DoubtfulForm",
    "IdentifyForm",
    "MapForm",
    "PurchaseForm",
    "TotalForm",
    "products_to_offer",
    "said_of",
    "supplier_of",
]

SUPPLIER_HELP = "写全称或统一社会信用代码；名录里没有的照实写名称，以后再认。"


class DoubtfulForm(Form):
    """Doubts are asked back once; whoever ticks that it is so is believed."""

    doubts: Sequence[Doubt] = ()

    def ask_back(self, doubts: Sequence[Doubt]) -> None:
        """Raises ValidationError while one of them is not ticked."""
        sure = set(self.data.getlist("sure")) if hasattr(self.data, "getlist") else set()
        if {each.code for each in doubts} - sure:
            self.doubts = doubts
            raise ValidationError("有像是不对的地方，列在下面；核对过确实如此的，勾上再保存。")


def said_of(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in SAID}


def supplier_of(data: dict[str, Any]) -> dict[str, Any]:
    """A firm of the register, or a stranger's name with where it says it is."""
    supplier = data["supplier"]
    if isinstance(supplier, Enterprise):
        return {"supplier": supplier, "supplier_name": "", "supplier_place": ""}
    return {"supplier": None, "supplier_name": supplier, "supplier_place": data["supplier_place"]}


class ChangeForm(DoubtfulForm):
    """What a customer says of a line that is there."""

    item = TextField(label="采购的东西", max_length=120)
    supplier = TextField(label="供应商", max_length=120, help_text=SUPPLIER_HELP)
    supplier_place = TextField(label="供应商所在地", max_length=60, required=False)

    def __init__(self, sent: Any, *, row: Purchase) -> None:
        told = {name: getattr(row, name) for name in (*SAID, "item", "supplier_place")}
        super().__init__(sent, initial=told | {"supplier": row.supplier_called})
        self.row = row
        self.fields |= said_fields()

    def clean_supplier(self) -> Enterprise | str:
        text: str = self.cleaned_data["supplier"]
        if text == self.row.supplier_called:
            return self.row.supplier or text
        return supplier_meant(text, self.row.city_id) or text

    def given(self) -> dict[str, Any]:
        """What the act is to be told. Raises ValidationError while doubts are not ticked."""
        row, data = self.row, self.cleaned_data
        told = said_of(data) | supplier_of(data) | {"item": data["item"]}
        changed = Purchase(pk=row.pk, city_id=row.city_id, customer=row.customer, product=row.product, **told)
        changed.period_start, changed.period_end = row.period_start, row.period_end
        if not purchase_faults(changed):
            period = Period(row.period_start, row.period_end)
            self.ask_back(doubts_of(line_of(changed), beside(row.customer, period)))
        return told


class PurchaseForm(DoubtfulForm):
    """A new line; whose it is, is not asked of a firm's own account."""

    customer = TextField(label="采购企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    item = TextField(label="采购的东西", max_length=120, help_text="照企业自己的叫法，如“变速箱壳体”。")
    product = TextField(
        label="产品",
        max_length=120,
        required=False,
        help_text="产品目录里的名称、别名或代码；认不出的先留空，以后再归。",
    )
    supplier = TextField(label="供应商", max_length=120, help_text=SUPPLIER_HELP)
    supplier_place = TextField(
        label="供应商所在地",
        max_length=60,
        required=False,
        help_text="名录里没有的写，如“湖北省武汉市”；用来算配套率。",
    )
    period = PeriodField(takes=TAKEN, required=True)

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city, self.firm = by, city, own_firm(by)
        self.fields |= said_fields()
        if self.firm:
            del self.fields["customer"]
        self.fields["product"].widget.attrs["list"] = "products"
        self.fields["supplier"].widget.attrs["list"] = "suppliers"

    def clean_customer(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["customer"], city=self.city, by=self.by)

    def clean_product(self) -> Product | None:
        return product_named(self.cleaned_data["product"], self.city)

    def clean_supplier(self) -> Enterprise | str:
        text: str = self.cleaned_data["supplier"]
        return supplier_meant(text, self.city) or text

    def given(self) -> dict[str, Any]:
        """What the act is to be told. Raises ValidationError while doubts are not ticked."""
        data = self.cleaned_data
        period = data["period"]
        told = supplier_of(data) | {
            "customer": self.firm or data["customer"],
            "product": data["product"],
            "item": data["item"],
            "period_start": period.start,
            "period_end": period.end,
        }
        row = Purchase(city_id=self.city, **told, **said_of(data))
        if not purchase_faults(row):
            near = near_doubt(told["supplier_name"], self.by, self.city) if told["supplier_name"] else []
            self.ask_back([*doubts_of(line_of(row), beside(told["customer"], period)), *near])
        return told | said_of(data)


def near_doubt(name: str, by: User, city: int) -> list[Doubt]:
    """A stranger who may be a firm of the register under another spelling."""
    near = firms_like(name, by, city)[:3]
    if not near:
        return []
    offered = "、".join(f"“{each.name}”" for each in near)
    return [Doubt("near", f"名录里有{offered}，是不是其中一家？是的照名录改写名称，不是的照报。")]


class IdentifyForm(Form):
    """Which firm of the register a stranger is."""

    supplier = TextField(label="是名录里的哪一家", max_length=120, help_text="写全称或统一社会信用代码。")

    def __init__(self, *args: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = city

    def clean_supplier(self) -> Enterprise:
        meant = supplier_meant(self.cleaned_data["supplier"], self.city)
        if meant is None:
            raise ValidationError("名录里没有这家企业；请核对全称或代码，没有的请先登记企业。")
        return meant


class MapForm(Form):
    """Which product of the catalogue was bought."""

    product = TextField(label="归到哪个产品", max_length=120, help_text="产品目录里的名称、别名或代码。")

    def __init__(self, *args: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = city
        self.fields["product"].widget.attrs["list"] = "products"

    def clean_product(self) -> Product | None:
        return product_named(self.cleaned_data["product"], self.city)


class TotalForm(Form):
    """What a firm bought in all in a period."""

    customer = TextField(label="采购企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    period = PeriodField(takes=TAKEN, required=True)
    value = MoneyField("采购总额（万元）", help_text="原材料、零部件和外协加工；不含设备、基建。")
    source = TextField(label="来源", max_length=300, help_text="如“财务账”“审计报告”。")

    def __init__(self, *args: Any, by: User, city: int, row: PurchaseTotal | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city, self.firm = by, city, own_firm(by)
        if row or self.firm:
            del self.fields["customer"]
        if row:
            del self.fields["period"]
            self.initial = {"value": row.value, "source": row.source}

    def clean_customer(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["customer"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {"value": data["value"], "source": data["source"]}
        if "period" not in self.fields:
            return told
        period = data["period"]
        customer = self.firm or data["customer"]
        return told | {"customer": customer, "period_start": period.start, "period_end": period.end}


def products_to_offer(by: User) -> list[tuple[str, str]]:
    """Name and code of products, for a list of suggestions."""
    return list(visible(by, Product).order_by("name").values_list("name", "code")[:2_000])
