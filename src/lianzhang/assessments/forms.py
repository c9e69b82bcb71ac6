"""What people type of a diagnosis, its report and advice, of a level, and of platform use."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm, own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from lianzhang.registry.models import Post
from lianzhang.statements.api import PeriodField

from .models import Advice, Basis, Diagnosis, PlatformUse
from .rules import kinds_of, levels_of, providers_of

__all__ = ["AdviceForm", "ApplyForm", "AssignForm", "LevelForm", "ReportForm", "UseForm"]


def _rows(label: str, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, **{"empty_label": "请选择"} | more)


def _long(label: str, most: int, help_text: str = "") -> TextField:
    return TextField(label=label, max_length=most, widget=forms.Textarea({"rows": 5}), help_text=help_text)


def _firm() -> TextField:
    return TextField(label="企业", max_length=120, help_text="名录里的全称或统一社会信用代码。")


class _OfFirm(Form):
    """A form whose first field is the firm, which is not asked of a firm's own account."""

    enterprise = _firm()

    def __init__(self, sent: Any, *, by: User, city: int, **options: Any) -> None:
        super().__init__(sent, **options)
        self.by, self.city, self.own = by, city, own_firm(by)
        if self.own is not None:
            del self.fields["enterprise"]

    def clean_enterprise(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["enterprise"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        return dict(self.cleaned_data) | ({"enterprise": self.own} if self.own is not None else {})


class ApplyForm(_OfFirm):
    kind = _rows("哪一类诊断", to_field_name="code")
    text = _long("想解决什么", 1000, "如“换型时间长，想知道先上哪一段”。诊断方按它准备；不写国家秘密和个人隐私。")

    def __init__(self, sent: Any, *, by: User, city: int, **options: Any) -> None:
        super().__init__(sent, by=by, city=city, **options)
        keys = [each.pk for each in kinds_of(city)]
        set_rows(self, "kind", visible(by, AssessmentKind).filter(pk__in=keys).order_by("order"))


class AssignForm(Form):
    """One provider: a post that may diagnose such a kind, a firm of the register, or the name of another body."""

    provider_post = _rows("诊断专家", required=False, empty_label="不派给专家")
    provider_firm = TextField(
        label="名录里的企业", max_length=120, required=False, help_text="有账号的企业，由它自己填报告。"
    )
    provider_name = TextField(
        label="没有账号的机构", max_length=120, required=False, help_text="由派单的一方照它的报告代记。"
    )

    def __init__(self, sent: Any, *, by: User, row: Diagnosis, **options: Any) -> None:
        super().__init__(sent, **options)
        self.by, self.row = by, row
        keys = [each.pk for each in providers_of(row.kind, row.city_id)]
        set_rows(self, "provider_post", visible(by, Post).filter(pk__in=keys).order_by("code"))

    def clean_provider_firm(self) -> Enterprise | None:
        return named_firm(self.cleaned_data["provider_firm"], city=self.row.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReportForm(Form):
    """What was found, and the level as it is now."""

    level = _rows("现在是哪一级", to_field_name="code", help_text="诊断方评的，另列，不算官方等级。")
    summary = _long("诊断结论", 2000, "现状、短板、先做什么。")

    def __init__(self, sent: Any, *, by: User, row: Diagnosis, again: bool = False, **options: Any) -> None:
        super().__init__(sent, **options)
        set_rows(self, "level", visible(by, AssessmentLevel).filter(kind=row.kind).order_by("order"))
        if again:
            self.fields["summary"].label, self.fields["summary"].required = "复评说明", False
            self.fields["summary"].help_text = "和诊断时比，变在哪里。"

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AdviceForm(Form):
    what = TextField(label="建议做什么", max_length=200, help_text="一条写一件事，企业逐条决定。")
    investment = forms.DecimalField(
        label="估算投资（万元）", required=False, max_digits=14, decimal_places=2, help_text="没有估算的留空，不要写0。"
    )
    gain = TextField(label="预期效果", max_length=300, required=False, help_text="如“换型时间从40分钟降到10分钟”。")

    def __init__(self, sent: Any, *, row: Advice | None = None, **options: Any) -> None:
        begun = {name: getattr(row, name) for name in ("what", "investment", "gain")} if row is not None else {}
        super().__init__(sent, initial=begun, **options)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class LevelForm(_OfFirm):
    """A level; a firm's own account rates itself alone."""

    level = forms.ChoiceField(label="等级")
    basis = forms.ChoiceField(
        label="谁评的", choices=[(Basis.OFFICIAL.value, "官方评定"), (Basis.SELF.value, "企业自评")]
    )
    assessor = TextField(
        label="评定单位", max_length=120, required=False, help_text="官方评定的必填，如发布名单的单位。"
    )
    assessed_on = day_field("评定日期")
    source = TextField(label="依据", max_length=300, help_text="公布名单的文号、证书编号、自评表。")

    def __init__(self, sent: Any, *, by: User, city: int, **options: Any) -> None:
        super().__init__(sent, by=by, city=city, **options)
        groups: dict[str, list[tuple[str, str]]] = {}
        self.levels = {str(each.pk): each for each in levels_of(kinds_of(city))}
        for key, level in self.levels.items():
            groups.setdefault(level.kind.name, []).append((key, level.name))
        set_choices(self, "level", [("", "请选择"), *groups.items()])
        if self.own is not None:
            del self.fields["basis"], self.fields["assessor"]

    def given(self) -> dict[str, Any]:
        said = super().given()
        return {"basis": Basis.SELF.value} | said | {"level": self.levels[said["level"]]}


class UseForm(_OfFirm):
    """What was bought and what was active; whose, of which platform and when is not asked of one that is there."""

    platform = TextField(label="平台", max_length=80, help_text="工业互联网平台或云服务的名称。")
    period = PeriodField(takes=("year", "quarter"), required=True)
    seats = forms.IntegerField(
        label="买了多少席位", required=False, min_value=0, help_text="免费送的也算席位；只有席位不算上了平台。"
    )
    active = forms.IntegerField(
        label="在用的账号或设备",
        required=False,
        min_value=0,
        help_text="这一时期登录过的账号，或有数据上来的设备；不清楚的留空。",
    )
    source = TextField(label="来源", max_length=300, help_text="如“平台后台导出”“合同和账单”。")

    def __init__(self, sent: Any, *, by: User, city: int, row: PlatformUse | None = None, **options: Any) -> None:
        super().__init__(sent, by=by, city=city, **options)
        if row is not None:
            for name in ("enterprise", "platform", "period"):
                self.fields.pop(name, None)
            self.initial = {name: getattr(row, name) for name in ("seats", "active", "source")}

    def given(self) -> dict[str, Any]:
        if "platform" not in self.fields:
            return {name: self.cleaned_data[name] for name in ("seats", "active", "source")}
        said = super().given()
        period = said.pop("period")
        return said | {"period_start": period.start, "period_end": period.end}
