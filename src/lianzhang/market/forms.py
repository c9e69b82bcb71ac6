"""What people type of a need, of an answer to one, of a delivery. What may be written is decided by the acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.parks.api import Left, left_of
from lianzhang.parks.models import Capacity
from lianzhang.plans.models import EventKind, NeedField, NeedKind, Plan, Trade
from lianzhang.registry.models import Chain, Post
from lianzhang.supply.models import Purchase

from .customers.choosing import CustomerField, choice_of
from .judging import POINT
from .models import Match, Need, Score
from .rules import PREFIX

__all__ = [
    "BodyForm",
    "EarmarkForm",
    "EventForm",
    "JudgeForm",
    "NeedForm",
    "OfferForm",
    "SuggestForm",
    "field_of_kind",
    "initial_of",
    "proving_form",
]


def _long(label: str, most: int, help_text: str = "", rows: int = 4) -> TextField:
    return TextField(label=label, max_length=most, widget=forms.Textarea({"rows": rows}), help_text=help_text)


def _decimal(label: str, places: int, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=16, decimal_places=places, help_text=help_text)


class NeedForm(Form):
    """What a firm needs; the kind adds fields of its own. `own`: the firm that fills in for itself."""

    enterprise = TextField(label="需求企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", to_field_name="code", empty_label="请选择", help_text="企业所在的链。"
    )
    title = TextField(label="要什么", max_length=80, help_text="一句话，能承接的一看就懂，如“制动软管总成”。")
    text = _long("公开的说明", 1000, "核对以后能承接的一方看得到；商业秘密、现供方和价格不写在这里。")
    quantity = _decimal("数量", 3, "一年的量；不清楚的留空。")
    unit = TextField(label="数量单位", max_length=20, required=False)
    value = _decimal("金额（万元）", 2, "不公开：只有本企业、专班和链办看得到。")
    wanted_by = day_field("哪天前要", required=False)
    valid_until = day_field("有效期至", help_text="到期没有签约的自动了结，可以重新登记。")

    def __init__(
        self, *args: Any, by: User, plan: Plan, kind: NeedKind, own: Enterprise | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.by, self.plan, self.kind, self.own = by, plan, kind, own
        if own is not None:
            del self.fields["enterprise"]
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        self.fields["unit"].initial = kind.unit
        if kind.names_customer:
            self.fields["customer"] = CustomerField(by=by, city=plan.city_id)
        for field in kind.fields.all():
            self.fields[f"{PREFIX}{field.code}"] = field_of_kind(field, by)

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.plan.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = dict(self.cleaned_data)
        names = [name for name in data if name.startswith(PREFIX)]
        data["details"] = {name.removeprefix(PREFIX): data.pop(name) for name in names}
        data["customer"], data["category"] = data.pop("customer", None) or (None, None)
        return data | ({"enterprise": self.own} if self.own is not None else {})


WITHIN = "不公开：只有本企业、专班和链办看得到。"


def field_of_kind(field: NeedField, by: User) -> forms.Field:
    """A field that the kind of need asks for."""
    common: dict[str, Any] = {"label": str(field), "required": field.required}
    help_text = WITHIN if field.within else ""
    match field.type:
        case NeedField.Type.NUMBER:
            return forms.DecimalField(max_digits=16, decimal_places=4, help_text=help_text, **common)
        case NeedField.Type.DAY:
            return day_field(common.pop("label"), help_text=help_text, **common)
        case NeedField.Type.CHOICE:
            choices = [("", "请选择"), *((each, each) for each in field.choices)]
            return forms.ChoiceField(choices=choices, help_text=help_text, **common)
        case NeedField.Type.TRADE:
            names = visible(by, Trade).filter(plan=field.plan_id).values_list("name", flat=True)
            choices = [("", "请选择"), *((each, each) for each in names)]
            return forms.ChoiceField(choices=choices, help_text=help_text, **common)
    return TextField(max_length=200, help_text=help_text, **common)


def initial_of(row: Need) -> dict[str, Any]:
    """A need as its form shows it."""
    names = ("title", "text", "quantity", "unit", "value", "wanted_by", "valid_until")
    said = {name: getattr(row, name) for name in names}
    details = {f"{PREFIX}{code}": text for code, text in row.details.items()}
    chosen = {"customer": choice_of(row.customer, row.category)}
    return said | details | chosen | {"enterprise": row.enterprise.name, "chain": row.chain.code}


class SuggestForm(Form):
    """One firm that may answer."""

    party = TextField(label="推荐谁", max_length=120, help_text="名录里的全称或统一社会信用代码。")

    def __init__(self, *args: Any, by: User, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city = by, city

    def clean_party(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["party"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        return {"enterprise": self.cleaned_data["party"]}


class BodyForm(Form):
    """One post that may answer."""

    party = forms.ChoiceField(label="请谁承接")

    def __init__(self, *args: Any, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.posts = {str(each.pk): each for each in posts}
        set_choices(self, "party", [("", "请选择"), *((key, each.name) for key, each in self.posts.items())])

    def given(self) -> dict[str, Any]:
        return {"body": self.posts[self.cleaned_data["party"]]}


class EventForm(Form):
    """A day on which buyers and those who may answer meet."""

    kind: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="类别", to_field_name="code", required=False, empty_label="对接会（按桌次谈）"
    )
    title = TextField(label="名称", max_length=80, help_text="如“汽车产业链配套对接会”。")
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", to_field_name="code", required=False, empty_label="不限一条链"
    )
    place = TextField(label="地点", max_length=120)
    day = day_field("日期")
    starts = forms.TimeField(label="几点开始", initial="09:00", help_text="如09:00。")
    tables = forms.IntegerField(label="几张桌子", initial=10, min_value=1, max_value=200, help_text="展会不排桌次。")
    minutes = forms.IntegerField(label="每轮几分钟", initial=30, min_value=5, max_value=240)

    def __init__(self, *args: Any, by: User, plan: int, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_rows(self, "kind", visible(by, EventKind).filter(plan=plan).order_by("order"))


READ_BY = "专班、链办和领导看得到；需求方和报名的各方看不到。"


class OfferForm(Form):
    """An answer to what was published."""

    said = _long("能供什么、什么条件", 500, "只有需求方、专班和链办看得到。")


class JudgeForm(Form):
    """Points for an answer by each criterion of its kind, or a conflict of interest."""

    conflict = forms.BooleanField(
        label="我和报名的这一方有利害关系",
        required=False,
        help_text="勾上就不打分，也不算评审人数；声明以后不能再评这一家。",
    )

    def __init__(self, *args: Any, kind: NeedKind, own: Score | None = None, **options: Any) -> None:
        said = {f"{POINT}{code}": text for code, text in own.points.items()} if own else {}
        initial = said | ({"conflict": own.conflict, "note": own.note} if own else {})
        super().__init__(*args, **{"initial": initial, **options})
        for each in kind.criteria.order_by("order"):
            label = f"{each.name}（满分{each.most}，占{each.weight}%）"
            self.fields[f"{POINT}{each.code}"] = forms.DecimalField(
                label=label, required=False, min_value=0, max_value=each.most, max_digits=6, decimal_places=1
            )
        self.fields["note"] = TextField(
            label="意见", max_length=500, required=False, widget=forms.Textarea({"rows": 3}), help_text=READ_BY
        )

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = {name: value for name, value in self.cleaned_data.items() if value is not None}
        names = [name for name in data if name.startswith(POINT)]
        return {"points": {name.removeprefix(POINT): data.pop(name) for name in names}, **data}


class WordForm(Form):
    """A delivery, as who received it says; how much, where the need says in which unit."""

    day = day_field("哪天收到的")
    quantity = _decimal("数量", 3, "这一次到了多少；分几次到的，每次各记一笔。")
    value = _decimal("金额（万元）", 2, "没有金额的留空。")
    note = TextField(label="收到了什么、凭什么单据", max_length=300)

    def __init__(self, *args: Any, need: Need, further: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not need.unit:
            del self.fields["quantity"]
            return
        self.fields["quantity"].label = f"{'又' if further else ''}到了多少（{need.unit}）"
        self.fields["quantity"].required = not further
        if further:  # what was there before is not counted twice
            self.fields["quantity"].help_text = "只写这一次又到的；只是核验、没有再到的留空。"

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ProofForm(Form):
    """A delivery, as a confirmed purchase shows it."""

    purchase: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="哪条采购记录", empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, rows: QuerySet[Purchase], **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, "purchase", rows, _told)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _told(row: Purchase) -> str:
    value = row.value.quantize(Decimal(1)) if row.value == row.value.to_integral() else row.value
    return f"{row.item}，{row.period_start}—{row.period_end}，{value}万元"


class EarmarkForm(Form):
    """Off what the deliveries of a match are taken."""

    capacity: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="哪一项", empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, sent: Any, *, row: Match, rows: QuerySet[Capacity], **options: Any) -> None:
        super().__init__(sent, **{"initial": {"capacity": row.capacity_id}, **options})
        left = left_of(rows)
        set_rows(self, "capacity", rows, lambda each: _left(each, left[each.pk]))

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _left(row: Capacity, left: Left) -> str:
    if not left.usable:
        told = f"{row.get_state_display()}，还不能用"
    else:
        told = "不清楚剩多少" if left.left is None else f"剩{number(left.left)}{row.kind.unit}"
    return f"{row.kind}：{row.name}（{told}）"


def proving_form(row: Match, rows: QuerySet[Purchase], sent: Any, *, further: bool = False) -> ProofForm | WordForm:
    """The form of a delivery, by what shows it; `further`: there was one before."""
    if row.need.kind.proof == NeedKind.Proof.PURCHASE:
        return ProofForm(sent, rows=rows)
    return WordForm(sent, need=row.need, further=further)
