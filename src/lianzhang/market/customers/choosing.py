"""The choice of a customer, and of what it should buy, in the form of a need: of those that one sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from lianzhang.access.api import get_visible_or_404, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import key_of
from lianzhang.market.models import Customer, CustomerCategory
from lianzhang.market.rules import PREFIX
from lianzhang.plans.models import NeedField, NeedKind

__all__ = ["CustomerField", "begun_for", "choice_of"]

Chosen = tuple[Customer, CustomerCategory | None]
MOST = 1_000  # customers; a longer list is chosen from on the pages of customers


def choice_of(customer: Customer | None, category: CustomerCategory | None = None) -> str:
    """As the form sends it: the customer's key, and that of what it buys."""
    if customer is None:
        return ""
    return f"{customer.pk}-{category.pk}" if category is not None else str(customer.pk)


class CustomerField(forms.ChoiceField):
    """A customer, or one thing that it buys; read as the two rows."""

    def __init__(self, *, by: User, city: int, **options: Any) -> None:
        self.rows: dict[str, Chosen] = {}
        rows = visible(by, Customer).filter(city=city).order_by("name", "pk").prefetch_related("categories")
        for row in rows[:MOST]:
            self.rows[choice_of(row)] = (row, None)
            self.rows |= {choice_of(row, each): (row, each) for each in row.categories.all()}
        choices = [("", "清单里没有的，不选")] + [
            (key, f"{row}：{each}" if each else str(row)) for key, (row, each) in self.rows.items()
        ]
        help_text = "选了，客户的页上就看得到谁在谈；清单由链办和专班登记。"
        super().__init__(label="清单里的客户", choices=choices, required=False, help_text=help_text, **options)

    def clean(self, value: Any) -> Chosen | None:
        key = super().clean(value)
        if not key:
            return None
        if key not in self.rows:
            raise ValidationError("请选清单里的客户。")
        return self.rows[key]


def begun_for(request: HttpRequest, kind: NeedKind | None, own_chain: str) -> dict[str, Any]:
    """The form to win a customer, or to sell it one thing, begun from its page; `own_chain`: of the firm that asks.

    Raises Http404 where it is out of sight."""
    user: Any = request.user
    category: CustomerCategory | None = None
    if key := request.GET.get("category"):
        category = get_visible_or_404(user, CustomerCategory, "customer__chain", pk=key_of(key))
        customer = category.customer
    else:
        customer = get_visible_or_404(user, Customer, "chain", pk=key_of(request.GET.get("customer")))
    what = f"给{customer}供{category}" if category else f"进{customer}的供应链"
    chain = own_chain or (customer.chain.code if customer.chain else "")
    said = {"title": what[:80], "customer": choice_of(customer, category), "chain": chain}
    return said | {"enterprise": request.GET.get("firm", "")[:120]} | _details(kind, customer)


def _details(kind: NeedKind | None, customer: Customer) -> dict[str, str]:
    """Where the kind asks for one text and no other, that is who the customer is."""
    if kind is None or not kind.names_customer:
        return {}
    asked = [each.code for each in kind.fields.all() if each.required and each.type == NeedField.Type.TEXT]
    words = "，".join(each for each in (customer.group, customer.name) if each)
    return {f"{PREFIX}{asked[0]}": words[:200]} if len(asked) == 1 else {}
