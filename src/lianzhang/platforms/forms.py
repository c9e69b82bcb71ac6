"""What people type of a platform, of who takes part, and of a year. What may be written is decided by the acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage
from lianzhang.registry.models import Chain, HonourKind, Organization, Park, Region

from .models import Platform, PlatformFigure, PlatformMember, PlatformReport
from .report_actions import took_part

__all__ = ["JoinForm", "LeaveForm", "PlatformForm", "ReportForm"]

SAID = ("name", "chain", "organization", "host_name", "region", "park", "stage_since", "honour", "source")
TITLES = (HonourKind.Subject.CLUSTER, HonourKind.Subject.PLATFORM)


def _choice(label: str, empty: str, *, to: str | None = None, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label=label, required=False, empty_label=empty, to_field_name=to, **more
    )


class PlatformForm(Form):
    """What it is, who stands behind it, how far it came; kind and stage are not asked of one that is there."""

    kind = _choice("类别", "请选择", to="code")
    name = TextField(label="名称", max_length=80, help_text="批复或协议上的全称。")
    stage = _choice("到哪个阶段", "请选择", to="code")
    stage_since = day_field("哪天到这个阶段", help_text="以批复、协议、验收上的日期为准。")
    firm = TextField(
        label="依托企业", max_length=120, required=False, help_text="名录里的全称或统一社会信用代码；不依托企业的留空。"
    )
    organization = _choice("责任单位", "没有", help_text="由这个单位的岗位填年报。")
    host_name = TextField(
        label="依托的院校或其他单位", max_length=80, required=False, help_text="不在名录里的写这里，如大学、研究所。"
    )
    chain = _choice("产业链", "不限", to="code")
    region = _choice("区域", "不限")
    park = _choice("园区", "不在园区")
    honour = _choice("持有的称号", "没有", help_text="称号在荣誉里登记，这里只指明是哪一个。")
    source = TextField(label="来源", max_length=300, help_text="文件名称和文号，如“批复文件”。")
    narrowed_by = {"stage": "kind"}

    def __init__(
        self, sent: Any, *, by: User, plan: int, city: int, row: Platform | None = None, **options: Any
    ) -> None:
        super().__init__(sent, **options)
        self.by, self.city = by, city
        set_rows(self, "chain", visible(by, Chain).filter(city=city).order_by("code"))
        set_rows(self, "organization", visible(by, Organization).filter(city=city).order_by("code"))
        set_rows(self, "region", visible(by, Region).filter(city=city).exclude(kind__in=("neighbour", "province")))
        set_rows(self, "park", visible(by, Park).filter(city=city).order_by("code"))
        titles = visible(by, Honour).filter(city=city, kind__subject__in=TITLES, ended=None)
        set_rows(self, "honour", titles.select_related("kind", "enterprise", "park").order_by("-granted"))
        if row is None:
            self.fields["kind"].required = self.fields["stage"].required = True
            set_rows(self, "kind", visible(by, PlatformKind).filter(plan=plan).order_by("order"))
            stages = visible(by, PlatformStage).filter(plan=plan).select_related("kind").order_by("order")
            set_rows(self, "stage", stages)
            return
        del self.fields["kind"], self.fields["stage"]
        self.initial = {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in SAID}
        self.initial |= {"chain": row.chain and row.chain.code, "firm": row.enterprise.name if row.enterprise else ""}

    def clean_firm(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["firm"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = dict(self.cleaned_data)
        data["enterprise"] = data.pop("firm")
        return data


class JoinForm(Form):
    """Who takes part, and since when."""

    firm = TextField(
        label="企业", max_length=120, required=False, help_text="名录里的全称或统一社会信用代码；三样只写一样。"
    )
    organization = _choice("单位", "不是")
    name = TextField(label="名录外的单位", max_length=80, required=False, help_text="如大学、研究所。")
    since = day_field("哪天加入")

    def __init__(self, sent: Any, *, by: User, row: Platform) -> None:
        super().__init__(sent, initial={"since": timezone.localdate()})
        self.by, self.row = by, row
        set_rows(self, "organization", visible(by, Organization).filter(city=row.city_id).order_by("code"))

    def clean_firm(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["firm"], city=self.row.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["enterprise"] = data.pop("firm")
        return data


class LeaveForm(Form):
    member: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label="谁退出", empty_label="请选择")
    until = day_field("哪天退出", help_text="从这一天起不再是成员。")

    def __init__(self, sent: Any, *, by: User, row: Platform) -> None:
        super().__init__(sent, initial={"until": timezone.localdate()})
        current = visible(by, PlatformMember).filter(platform=row, until=None)
        set_rows(self, "member", current.select_related("enterprise", "organization"))


def _amount(label: str, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=15, decimal_places=2, widget=widget, **more
    )


class ReportForm(Form):
    """A field for each measure of the kind, and for each firm that took part where the measure is told by firm."""

    source = TextField(label="来源", max_length=300, help_text="如“平台年度总结”“海关统计”。")

    def __init__(
        self, sent: Any, *, by: User, platform: Platform, year: int, row: PlatformReport | None = None
    ) -> None:
        super().__init__(sent, initial={"source": row.source} if row else None)
        self.keys: dict[str, tuple[int, int | None]] = {}
        took = visible(by, PlatformMember).filter(took_part(platform, year), enterprise__isnull=False)
        self.members = {each.enterprise_id: str(each.enterprise) for each in took.select_related("enterprise")}
        source = self.fields.pop("source")
        for measure in visible(by, PlatformMeasure).filter(kind=platform.kind_id).order_by("order"):
            self._ask(measure)
        self.fields["source"] = source
        for each in visible(by, PlatformFigure).filter(report=row) if row else ():
            self.initial[_name(each.measure_id, each.enterprise_id)] = each.value

    def _ask(self, measure: PlatformMeasure) -> None:
        hint = "不清楚的留空，没有的写0。" + ("分企业写的，合计也要写才算全。" if measure.by_member else "")
        self._add(measure.pk, None, _amount(str(measure), help_text=hint))
        for key, name in self.members.items() if measure.by_member else ():
            self._add(measure.pk, key, _amount(f"其中{name}", help_text=f"{measure}；只有这家企业和负责的岗位看得到。"))

    def _add(self, measure: int, firm: int | None, field: forms.DecimalField) -> None:
        name = _name(measure, firm)
        self.fields[name], self.keys[name] = field, (measure, firm)

    def given(self) -> dict[str, Any]:
        """What the act is to be told: nothing of what was left blank."""
        data = self.cleaned_data
        figures: dict[tuple[int, int | None], Decimal] = {
            key: data[name] for name, key in self.keys.items() if data.get(name) is not None
        }
        return {"figures": figures, "source": data["source"]}


def _name(measure: int, firm: int | None) -> str:
    return f"measure_{measure}" if firm is None else f"measure_{measure}_{firm}"
