"""What people type of an application and of a payment. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import day, number
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Budget, Programme

from .models import Application, Award
from .rules import left_of_award
from .windows import Window

__all__ = ["ApplicationForm", "PaymentForm", "initial_of"]


class ApplicationForm(Form):
    """What a firm applies for. `own`: the firm that fills in for itself."""

    enterprise = TextField(label="企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    object = TextField(
        label="为什么事申报",
        max_length=120,
        help_text="产品、项目、设备或称号的名称；同一年度同一件事只领一次，从高不重复。",
    )
    cost = forms.DecimalField(label="投入金额（万元）", max_digits=14, decimal_places=2, min_value=0)
    text = TextField(label="情况说明", max_length=1000, required=False, widget=forms.Textarea({"rows": 5}))

    def __init__(
        self,
        *args: Any,
        by: User,
        programme: Programme,
        windows: list[Window],
        own: Enterprise | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.by, self.programme, self.own = by, programme, own
        if own is not None:
            del self.fields["enterprise"]
        if programme.share is None:
            del self.fields["cost"]
        else:
            self.fields[
                "cost"
            ].help_text = f"按投入的{number(programme.share)}%给，最多{number(programme.cap)}万元；申请金额自动算出。"
        set_choices(self, "year", [(str(each.year), _told(each)) for each in windows])

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.programme.plan.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        return dict(self.cleaned_data) | ({"enterprise": self.own} if self.own is not None else {})


def _told(window: Window) -> str:
    county = f"县区{day(window.local_closes)}截止，" if window.local_closes != window.closes else ""
    return f"{window.year}年度（{county}正式{day(window.closes)}截止）"


def initial_of(row: Application) -> dict[str, Any]:
    """An application as its form shows it."""
    said = {name: getattr(row, name) for name in ("year", "object", "cost", "text")}
    return said | {"enterprise": row.enterprise.name}


class PaymentForm(Form):
    """A sum set aside for an award."""

    budget: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="预算", to_field_name="code", empty_label="请选择"
    )
    amount = forms.DecimalField(label="金额（万元）", max_digits=14, decimal_places=2)
    due_on = day_field("计划哪天拨付")

    def __init__(self, *args: Any, by: User, award: Award, rows: list[Budget], **options: Any) -> None:
        named = award.application.programme.budget
        of_year = [each for each in rows if each.year == rows[0].year]
        first = named if named in of_year else next(iter(rows), None)
        proposed = {
            "budget": first.code if first else None,
            "amount": left_of_award(award),
            "due_on": award.due_on or timezone.localdate(),
        }
        super().__init__(*args, **{"initial": proposed} | options)
        set_rows(self, "budget", visible(by, Budget).filter(pk__in=[each.pk for each in rows]))

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
