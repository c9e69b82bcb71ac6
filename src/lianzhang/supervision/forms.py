"""What the office types of a matter: who is asked for what, by when. What may be asked is decided by the act."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field
from lianzhang.plans.models import Colour
from lianzhang.registry.api import key_of_body
from lianzhang.work.api import UnitField, UnitsField

from .models import SupervisionItem

__all__ = ["ItemForm", "initial_of"]


class ItemForm(Form):
    """`colour` counts for what is not overdue; what is has the colour of its days."""

    asked = TextField(
        label="要求", max_length=300, widget=forms.Textarea({"rows": 3}), help_text="如“报停电日期，写明费用由谁出”。"
    )
    answer_by = day_field("反馈期限")
    colour = forms.ChoiceField(label="颜色", choices=Colour.choices, help_text="没有超期的由您定；超期的按超期天数。")
    field_order = ["lead", "helpers", "asked", "answer_by", "colour"]

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        self.fields["lead"] = UnitField(city, label="主办单位")
        self.fields["helpers"] = UnitsField(city, label="协办单位", required=False)
        self.order_fields(self.field_order)


def initial_of(row: SupervisionItem) -> dict[str, Any]:
    return {
        "lead": key_of_body(row.lead.body) if row.lead else "",
        "helpers": [key_of_body(each.body) for each in row.helpers.select_related("organization", "region", "park")],
        "asked": row.asked,
        "answer_by": row.answer_by,
        "colour": row.colour,
    }
