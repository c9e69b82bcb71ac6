"""What people type of capacities and of specialised parks. What may be written is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.plans.models import CapacityKind, Plan
from lianzhang.registry.models import Chain, Organization, Park, Region, Segment

from .actions import SAID
from .models import Capacity, Origin, SpecialPark
from .park_actions import SAID as PARK_SAID

__all__ = ["CapacityForm", "MoveInForm", "MoveOutForm", "SpecialParkForm", "UseForm"]

STATES = [("usable", "已有，可以用"), ("planned", "规划或在争取"), ("missing", "没有，也没有计划")]


def _choice(label: str, empty: str, help_text: str = "", *, required: bool = False) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label=label, to_field_name="code", empty_label=empty, required=required, help_text=help_text
    )


def _decimal(label: str, help_text: str = "", *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=16,
        decimal_places=3,
        help_text=help_text,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )


def _places(form: forms.Form, by: User, plan: Plan) -> None:
    set_rows(form, "park", visible(by, Park).filter(city=plan.city_id))
    set_rows(form, "region", visible(by, Region).filter(city=plan.city_id))


class CapacityForm(Form):
    """One capacity; of one that is there its kind and state are not asked."""

    kind = _choice("要素", "请选择", "数量都按括号里的单位写。", required=True)
    state = forms.ChoiceField(label="现状", choices=STATES)
    name = TextField(label="名称", max_length=80, help_text="如“高新区第二污水处理厂”“2023年省级新增用地”。")
    park = _choice("园区", "不在园区里", "设施和地块要写园区或区域。")
    region = _choice("区域", "不选")
    amount = _decimal("总量", "能用的全部；不清楚的留空，不写0。")
    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2100, help_text="只有指标要写。")
    origin = forms.ChoiceField(label="指标来源", required=False, choices=[("", "不是指标"), *Origin.choices])
    usable_on = day_field("哪天起可用", required=False, help_text="已有的写；不写的算今天。")
    ready_on = day_field("计划哪天可用", required=False, help_text="规划和在建的写。")
    lapses_on = day_field("哪天失效", required=False, help_text="指标不写的，年底失效。")
    works = TextField(label="项目或下一步", max_length=200, required=False, help_text="缺的靠什么补上。")
    unit = _choice("责任单位", "没有写", "这个单位也能改、能报已用。")
    note = TextField(label="说明", max_length=300, required=False)

    def __init__(self, sent: Any, *, by: User, plan: Plan, row: Capacity | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        kinds = visible(by, CapacityKind).filter(plan=plan).order_by("order")
        set_rows(self, "kind", kinds, lambda kind: f"{kind}（{kind.unit}）")
        _places(self, by, plan)
        set_rows(self, "unit", visible(by, Organization).filter(city=plan.city_id).order_by("code"))
        if row is not None:
            del self.fields["kind"], self.fields["state"]
            codes = {name: each.code if (each := getattr(row, name)) else None for name in ("park", "region", "unit")}
            self.initial = {name: getattr(row, name) for name in SAID} | codes
            self.fields["amount"].label = f"总量（{row.kind.unit}）"

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class UseForm(Form):
    """How much of a capacity is used, on a day, by what source."""

    used = _decimal("已用", required=True)
    used_on = day_field("截至哪天")
    used_source = TextField(label="数从哪里来", max_length=200, help_text="如“污水厂月报”“用地台账”。")

    def __init__(self, sent: Any, *, row: Capacity, **options: Any) -> None:
        super().__init__(sent, **options)
        self.fields["used"].label = f"已用（{row.kind.unit}）"
        self.fields["used"].help_text = "这一天以前交付给需求的已在其中；以后交付的另外减去。"

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SpecialParkForm(Form):
    """A specialised park; of one that is there its chain is not asked."""

    chain = _choice("产业链", "请选择", required=True)
    segments: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=None, label="补哪些环节", to_field_name="code", help_text="会标在图谱上；可以选几个。"
    )
    name = TextField(label="名称", max_length=80, help_text="如“铸造产业园”“表面处理中心”。")
    park = _choice("园区", "还没有定", "选址以后写园区或区域。")
    region = _choice("区域", "不选")
    ready_on = day_field("计划哪天开园", required=False, help_text="到日子没有开园会列到工作台上。")
    note = TextField(label="说明", max_length=300, required=False)

    def __init__(self, sent: Any, *, by: User, plan: Plan, row: SpecialPark | None = None, **options: Any) -> None:
        super().__init__(sent, **options)
        chains = visible(by, Chain).filter(plans=plan)
        set_rows(self, "chain", chains)
        segments = visible(by, Segment).filter(chain__in=chains).select_related("chain").order_by("chain", "place")
        _places(self, by, plan)
        if row is not None:
            del self.fields["chain"]
            segments = segments.filter(chain=row.chain_id)
            codes = {name: each.code if (each := getattr(row, name)) else None for name in ("park", "region")}
            chosen = list(row.segments.values_list("code", flat=True))
            self.initial = {name: getattr(row, name) for name in PARK_SAID} | codes | {"segments": chosen}
        set_rows(self, "segments", segments, lambda each: each.name if row else f"{each.chain}：{each.name}")

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"segments": list(self.cleaned_data["segments"])}


class MoveInForm(Form):
    """A firm that moved into a specialised park."""

    enterprise = TextField(label="企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")
    day = day_field("入园日期")

    def __init__(self, sent: Any, *, by: User, row: SpecialPark, **options: Any) -> None:
        super().__init__(sent, **options)
        self.by, self.row = by, row

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.row.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class MoveOutForm(Form):
    """A firm that left a specialised park."""

    tenant: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label="哪家企业", empty_label="请选择")
    day = day_field("迁出日期")

    def __init__(self, sent: Any, *, tenants: Any, **options: Any) -> None:
        super().__init__(sent, **options)
        set_rows(self, "tenant", tenants)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
