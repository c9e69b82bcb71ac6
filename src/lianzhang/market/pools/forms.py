"""What people type of a pool and of a buyer's part in it. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Sum
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.market.forms import field_of_kind
from lianzhang.market.models import Need, NeedState, Pool, PoolMember
from lianzhang.market.rules import PREFIX
from lianzhang.plans.models import NeedKind, Plan
from lianzhang.registry.models import Chain
from lianzhang.supply.api import MoneyField, product_named
from lianzhang.supply.models import Product, Purchase

from .suggesting import YEAR

__all__ = ["AgreeForm", "InviteForm", "JoinForm", "PoolForm", "ProposeForm", "bought_lately"]

UNSEEN = "只有本企业、专班和链办看得到，一起买的别家看不到。"


class PoolForm(Form):
    """What several would buy together; the kind adds what it publishes."""

    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", to_field_name="code", empty_label="请选择"
    )
    title = TextField(label="一起买什么", max_length=80, help_text="一句话，如“轴承钢棒材”。")
    text = TextField(
        label="公开的说明",
        max_length=800,
        widget=forms.Textarea({"rows": 4}),
        help_text="能参加的企业看得到；哪几家、各要多少不写在这里。",
    )
    product = TextField(label="产品", max_length=120, required=False, help_text="产品目录里的名称、别名或代码。")
    unit = TextField(label="数量单位", max_length=20, help_text="各家按这个单位写数量，如“吨”。")
    wanted_by = day_field("哪天前要", required=False)
    answer_by = day_field("请哪天前答复", help_text="到期没有答复的不算参加。")
    valid_until = day_field("需求有效期至", help_text="定下来以后发布的那件需求，到这天没有签约的了结。")

    def __init__(
        self, sent: Any, *, by: User, plan: Plan, kind: NeedKind, row: Pool | None = None, **more: Any
    ) -> None:
        super().__init__(sent, **more)
        self.city = plan.city_id
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        for field in kind.fields.filter(within=False):
            self.fields[f"{PREFIX}{field.code}"] = field_of_kind(field, by)
        if row is not None:
            del self.fields["chain"]
            self.initial = {name: getattr(row, name) for name in self.fields if not name.startswith(PREFIX)}
            self.initial |= {f"{PREFIX}{code}": text for code, text in row.details.items()}
            self.initial["product"] = str(row.product or "")

    def clean_product(self) -> Product | None:
        return product_named(self.cleaned_data["product"], self.city)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        names = [name for name in data if name.startswith(PREFIX)]
        data["details"] = {name.removeprefix(PREFIX): data.pop(name) for name in names}
        return data


def _join_fields(unit: str) -> dict[str, forms.Field]:
    return {
        "quantity": forms.DecimalField(
            label=f"本企业要多少{f'（{unit}）' if unit else ''}", max_digits=16, decimal_places=3, help_text=UNSEEN
        ),
        "value": MoneyField("金额（万元）", required=False, help_text=f"{UNSEEN}不清楚的留空。"),
        "named": forms.BooleanField(
            label="公开说明里写上本企业名称", required=False, help_text="不勾就只说几家一起买。"
        ),
        "leads": forms.BooleanField(
            label="愿意牵头", required=False, help_text="牵头的由它签约，承接方看得到它的名称；不勾就不会选本企业牵头。"
        ),
        "shares": forms.BooleanField(
            label="只有两家也参加",
            required=False,
            help_text="只有两家时，总量减去自家的，就是另一家要的；不愿意的不勾，要三家才定。",
        ),
        "note": TextField(label="说明", max_length=300, required=False, help_text=UNSEEN),
    }


JOINING = ("quantity", "value", "named", "leads", "shares", "note")


class ProposeForm(PoolForm):
    """A buyer says at once how much it wants itself."""

    def __init__(self, sent: Any, **more: Any) -> None:
        super().__init__(sent, **more)
        self.fields |= _join_fields("")

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is said of the pool, and what of oneself."""
        data = self.given()
        return {name: data[name] for name in data if name not in JOINING}, {name: data[name] for name in JOINING}


def bought_lately(pool: Pool, firm: Enterprise, by: User) -> Any:
    """How much of the product the firm bought within a year, in the unit of the pool, as its purchases say."""
    if pool.product_id is None:
        return None
    bought = visible(by, Purchase).filter(customer=firm, product=pool.product_id, unit=pool.unit)
    lately = bought.filter(period_end__gt=timezone.localdate() - YEAR)
    return lately.order_by().aggregate(sum_of=Sum("quantity"))["sum_of"]


class JoinForm(Form):
    """A buyer's own part: how much, and what of it may be told."""

    def __init__(
        self, sent: Any, *, pool: Pool, firm: Enterprise, by: User, row: PoolMember | None = None, **more: Any
    ) -> None:
        super().__init__(sent, **more)
        self.fields |= _join_fields(pool.unit)
        own = visible(by, Need).filter(enterprise=firm, kind=pool.kind_id, chain=pool.chain_id, state=NeedState.OPEN)
        own = own.filter(pool=None)
        if own.exists():
            self.fields["need"] = forms.ModelChoiceField(
                queryset=None,
                label="并入哪件需求",
                required=False,
                empty_label="不并入",
                help_text="定下来以后这件不再单独对接；拼单没有办成的可以再单独对接。",
            )
            set_rows(self, "need", own.order_by("-pk"))
        if row is not None and row.quantity is not None:
            self.initial = {name: getattr(row, name) for name in JOINING} | {"need": row.need_id}
        elif (lately := bought_lately(pool, firm, by)) is not None:
            self.initial = {"quantity": lately}
            self.fields["quantity"].help_text = f"近一年的采购记录合计，请核对。{UNSEEN}"


class InviteForm(Form):
    enterprise = TextField(label="请哪一家", max_length=120, help_text="名录里的全称或统一社会信用代码。")

    def __init__(self, sent: Any, *, by: User, city: int, **more: Any) -> None:
        super().__init__(sent, **more)
        self.by, self.city = by, city

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.city, by=self.by)


class AgreeForm(Form):
    leader: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="由哪一家牵头", empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, sent: Any, *, rows: Any, **more: Any) -> None:
        super().__init__(sent, **more)
        set_rows(self, "leader", rows, lambda each: str(each.enterprise))
