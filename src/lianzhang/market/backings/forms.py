"""What people type of a line that stands behind a need."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.kernel.forms import Form, TextField, day_field, set_choices
from lianzhang.market.models import Backing, Need, Standing
from lianzhang.supply.api import MoneyField

__all__ = ["BackingForm"]


def _known(label: str, help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Standing.choices, initial=Standing.UNKNOWN, help_text=help_text)


class BackingForm(Form):
    what = forms.ChoiceField(label="是什么")
    debtor = TextField(label="付款方", max_length=120, help_text="欠款或下订单的一方；存货写存在哪里。")
    amount = MoneyField("金额（万元）", required=False, help_text="不清楚的留空，不要写0；合计会写“至少”。")
    due_on = day_field("到期日", required=False)
    confirmed = _known("付款方确认过", "对方书面认过这一笔没有。")
    pledged = _known("已经质押、转让或登记", "在登记系统里查过的按查到的写。")
    note = TextField(label="凭什么单据", max_length=300, required=False, help_text="合同、发票或仓单的名称和编号。")

    def __init__(self, sent: Any, *, need: Need, row: Backing | None = None, **more: Any) -> None:
        super().__init__(sent, **more)
        set_choices(self, "what", [(each, each) for each in need.kind.backing_names])
        if row is not None:
            self.initial = {name: getattr(row, name) for name in self.fields}
