"""What people type of a bank's balances. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, set_rows
from lianzhang.policies.models import LoanBalance
from lianzhang.registry.models import Organization
from lianzhang.statements.api import PeriodField

from .actions import SAID
from .rules import banks_of

__all__ = ["BalanceForm", "own_bank"]


def own_bank(by: User) -> Organization | None:
    """The bank that an account reports for, where its post is that of one."""
    active = acting(by)
    if active is None or not active.role.outside or active.city is None:
        return None
    return banks_of(active.city).filter(pk=active.organization or 0).first()


def _balance(label: str, hint: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=14,
        decimal_places=4,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=hint,
    )


class BalanceForm(Form):
    """A quarter's balances; whose and of which quarter is not asked of what is there, nor whose of a bank itself."""

    bank: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="银行", to_field_name="code", empty_label="请选择"
    )
    period = PeriodField("季度", takes=("quarter",), required=True)
    long_term = _balance("制造业中长期贷款余额（亿元）", "季末那一天的余额；不清楚的留空，没有的写0。")
    all_loans = _balance("各项贷款余额（亿元）", "同一口径、同一天的全部贷款。")
    source = TextField(label="来源", max_length=300, help_text="如“金融统计月报”。")
    why = TextField(label="变化大的原因", max_length=300, required=False, help_text="比上季末变了一半以上的必填。")

    def __init__(
        self, sent: Any, *, by: User, city: int, row: LoanBalance | None = None, own: Any = None, **options: Any
    ) -> None:
        super().__init__(sent, **options)
        self.own = own
        if row is not None:
            del self.fields["bank"], self.fields["period"]
            self.initial = {name: getattr(row, name) for name in SAID}
        elif own is not None:
            del self.fields["bank"]
        else:
            set_rows(
                self, "bank", visible(by, Organization).filter(pk__in=banks_of(city).values("pk")).order_by("code")
            )

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = self.cleaned_data
        said = {name: data[name] for name in SAID}
        if "period" not in self.fields:
            return said
        return said | {"bank": self.own or data["bank"], "period_end": data["period"].end}
