"""Fields in which people type amounts, suppliers and products, read as they write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from lianzhang.kernel.amounts import AmountError, read_amount
from lianzhang.kernel.forms import TextField, day_field
from lianzhang.kernel.quantities import UnitError, convert

__all__ = ["MoneyField", "plain_field", "said_fields"]

CENT = Decimal("0.01")


class MoneyField(TextField):
    """万元 to two decimals; another unit of money that is written (1.2亿元, 35000元) is converted."""

    def __init__(self, label: str, **more: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, max_length=40, widget=widget, **more)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            read = read_amount(text, "万元", exact=True, negative=False)
            return convert(read.value, read.unit, "万元").quantize(CENT, ROUND_HALF_UP)
        except AmountError as error:
            raise forms.ValidationError(str(error)) from error
        except UnitError:
            raise forms.ValidationError("这一项按万元填；写别的单位请写元、万元或亿元。") from None

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def plain_field(label: str, *, digits: int = 16, places: int = 3, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=digits, decimal_places=places, widget=widget, **more
    )


def said_fields() -> dict[str, forms.Field]:
    """What a customer says of a line besides who, what and when (purchase_actions.SAID)."""
    return {
        "value": MoneyField("金额（万元）", help_text="不含税的采购额；写了“元”“亿元”的自动换算。"),
        "quantity": plain_field("数量"),
        "unit": TextField(label="单位", max_length=20, required=False, help_text="如 件、吨、套。"),
        "share": plain_field(
            "占同类采购（%）",
            digits=5,
            places=2,
            max_value=100,
            help_text="同一样东西里这家供应商占多少；只此一家的写100。",
        ),
        "contract_end": day_field("合同到期", required=False),
        "stock_days": forms.IntegerField(
            label="库存（天）", required=False, min_value=0, max_value=3_650, help_text="断供以后还能用几天。"
        ),
        "source": TextField(label="来源", max_length=300, help_text="如“企业采购台账”“增值税发票汇总”。"),
    }
