"""What people type of a fair: which firm takes part, what it brought there, what came of it."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField
from lianzhang.market.models import Currency, FairResult, Participation

__all__ = ["EnrolForm", "FairResultForm", "ReportForm"]

UNKNOWN = "没有的写0，不清楚的留空。"


def _count(label: str, help_text: str = UNKNOWN) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000, help_text=help_text)


def _amount(label: str, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=2, help_text=help_text
    )


def _currency(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Currency, required=False, help_text="各写各的，不折算、不相加。")


class _Said(Form):
    """Where nobody chose a currency, it is the first."""

    def given(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {name: value or Currency.YUAN if name.endswith("_in") else value for name, value in said.items()}


class EnrolForm(Form):
    enterprise = TextField(label="参加的企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    booth = TextField(label="展位", max_length=60, required=False)

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city = by, city

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.city, by=self.by)


class ReportForm(_Said):
    """What a firm brought from a fair."""

    leads = _count("接洽了几家")
    intended = _amount("意向金额", "意向不算成果，只照实列着；" + UNKNOWN)
    intended_in = _currency("意向金额的单位")
    contracted = _amount("签约金额", "当场签的；" + UNKNOWN)
    contracted_in = _currency("签约金额的单位")
    booth = TextField(label="展位", max_length=60, required=False)
    note = TextField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, row: Participation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {name: getattr(row, name) for name in self.fields}


class FairResultForm(_Said):
    """What came of it so far."""

    orders = _count("到今天拿到几笔订单")
    delivered = _amount("已交付金额", "交付了才算成果；" + UNKNOWN)
    delivered_in = _currency("已交付金额的单位")
    contracted = _amount("签约金额", UNKNOWN)
    contracted_in = _currency("签约金额的单位")
    note = TextField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, row: FairResult, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {name: getattr(row, name) for name in self.fields}
