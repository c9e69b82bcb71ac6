"""What people type of a second source that is sought. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import amount
from lianzhang.kernel.forms import Form, TextField, set_choices, set_rows
from lianzhang.registry.models import Chain
from lianzhang.supply.models import Product
from lianzhang.supply.queries.sole_lines import SoleSource

from .actions import Needed

__all__ = ["ByHandForm", "ChooseForm", "PooledForm"]

OUTSIDE = "名录里没有的写全称。"


class _BeginForm(Form):
    """On which chain a second source is sought."""

    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", to_field_name="code", empty_label="请选择"
    )

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city = by, city
        active = acting(by)
        chains = visible(by, Chain).filter(city=city).order_by("code")
        if active is not None and active.role.acts_for == "chains":
            chains = chains.filter(pk__in=active.chains)
        set_rows(self, "chain", chains)
        own = list(chains.values_list("code", flat=True)[:2])
        self.fields["chain"].initial = own[0] if len(own) == 1 else None


class PooledForm(_BeginForm):
    """From a sole source: for which of the customers that hang on it."""

    customers = forms.MultipleChoiceField(label="谁要用", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, source: SoleSource, **options: Any) -> None:
        super().__init__(*args, **options)
        self.source = source
        offered = [(str(each.customer.pk), _offered(each)) for each in source.needs]
        set_choices(self, "customers", offered)
        self.fields["customers"].initial = [key for key, _ in offered]

    def given(self) -> dict[str, Any]:
        chosen = set(self.cleaned_data["customers"])
        return {
            "chain": self.cleaned_data["chain"],
            "item": self.source.title,
            "product": self.source.product,
            "supplier": self.source.supplier,
            "supplier_name": self.source.supplier_name,
            "needs": [each for each in self.source.needs if str(each.customer.pk) in chosen],
        }


def _offered(needed: Needed) -> str:
    return f"{needed.customer}　{amount(needed.value, '万元')}"


class ByHandForm(_BeginForm):
    """What no purchase shows yet: everybody knows that it comes from one, and nobody has recorded it."""

    item = TextField(label="缺第二家的东西", max_length=120, help_text="如“车规控制芯片”。")
    product: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产品", required=False, to_field_name="code", empty_label="还没归到产品"
    )
    supplier = TextField(label="唯一供应商", max_length=120, help_text=f"名录里的写全称或统一社会信用代码；{OUTSIDE}")
    customers = TextField(
        label="谁要用",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="一行写一家，名录里的全称或统一社会信用代码。",
    )
    field_order = ["item", "product", "supplier", "chain", "customers"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, "product", visible(self.by, Product).filter(city=self.city).order_by("name"))

    def clean_supplier(self) -> Enterprise | str:
        return _firm_or_stranger(self.cleaned_data["supplier"], self.city, self.by)

    def clean_customers(self) -> list[Enterprise]:
        """Each by its name or code; of those that no firm in sight bears all are told."""
        firms, wrong = [], []
        for line in filter(None, map(str.strip, self.cleaned_data["customers"].splitlines())):
            try:
                firms.append(named_firm(line, city=self.city, by=self.by))
            except ValidationError as unknown:
                wrong.append(f"“{line}”：{'；'.join(unknown.messages)}")
        if wrong:
            raise ValidationError(wrong)
        return [each for each in firms if each is not None]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "chain": data["chain"],
            "item": data["item"],
            "product": data["product"],
            **_named(data, "supplier"),
            "needs": [Needed(each) for each in data["customers"]],
        }


def _firm_or_stranger(text: str, city: int, by: User) -> Enterprise | str:
    """The firm of the register that bears this name or code; the name where none in sight does."""
    try:
        return named_firm(text, city=city, by=by) or text
    except ValidationError as unknown:
        if unknown.code != "none":
            raise
        return text


def _named(data: dict[str, Any], field: str) -> dict[str, Any]:
    """What was typed, as acts take it: a firm, or a name."""
    told = data[field]
    return {field: None, f"{field}_name": told} if isinstance(told, str) else {field: told, f"{field}_name": ""}


class ChooseForm(Form):
    """Which firm is to be the second source."""

    candidate = TextField(label="第二家", max_length=120, help_text=f"名录里的写全称或统一社会信用代码；{OUTSIDE}")

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city = by, city

    def clean_candidate(self) -> Enterprise | str:
        return _firm_or_stranger(self.cleaned_data["candidate"], self.city, self.by)

    def given(self) -> dict[str, Any]:
        return _named(self.cleaned_data, "candidate")
