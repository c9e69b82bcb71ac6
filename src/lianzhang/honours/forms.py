"""What people type about a title. They read; what may be recorded is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.registry.models import HonourKind, Park

__all__ = ["ChangeForm", "EndForm", "GrantForm", "ReasonForm", "RenewForm"]


class StepForm(Form):
    """One of several forms on a page: its inputs are told apart by its name."""

    id_prefix = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.id_prefix}-%s"} | options)


class ChangeForm(StepForm):
    """What may be mended of a record."""

    id_prefix = "change"
    subject_name = TextField(
        label="产品、集群或平台名称", max_length=120, required=False, help_text="授予企业本身的留空。"
    )
    granted = day_field("认定日期", help_text="公布名单或文件的日期。")
    expires = day_field("有效期至", required=False, help_text="留空就按名目的有效期推算；没有期限的留空。")
    batch = TextField(label="批次", max_length=60, required=False, help_text="如“第四批”“2022年度”。")
    source = TextField(label="来源", max_length=300, help_text="公布名单的文件名称和文号。")
    source_address = forms.URLField(label="来源网址", max_length=400, required=False, assume_scheme="https")


class GrantForm(ChangeForm):
    """A new record: which title, and who holds it."""

    kind = forms.ModelChoiceField(
        label="荣誉名目", queryset=HonourKind.objects.none(), to_field_name="code", empty_label="请选择"
    )
    firm = TextField(
        label="企业",
        max_length=120,
        required=False,
        help_text="写全称或统一社会信用代码；授予园区、集群的留空。",
    )
    park = forms.ModelChoiceField(
        label="园区", queryset=Park.objects.none(), required=False, to_field_name="code", empty_label="不选"
    )
    field_order = ["kind", "firm", "park", "subject_name", "granted", "expires", "batch", "source", "source_address"]

    def __init__(self, *args: Any, by: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.city = by, city
        set_rows(self, "kind", visible(by, HonourKind).filter(city=city))
        set_rows(self, "park", visible(by, Park).filter(city=city))

    def clean_firm(self) -> Enterprise | None:
        """The one firm in sight that bears this name or code."""
        return named_firm(self.cleaned_data["firm"], city=self.city, by=self.by)

    def given(self) -> dict[str, Any]:
        """What `grant` is to be told."""
        data = dict(self.cleaned_data)
        return data | {"enterprise": data.pop("firm")}


class RenewForm(StepForm):
    id_prefix = "renew"
    expires = day_field("复核后有效期至")
    source = TextField(label="依据", max_length=300, help_text="复核通过的文件或名单。")


class EndForm(StepForm):
    id_prefix = "end"
    ended = day_field("取消日期", help_text="从这一天起不再持有。")
    reason = TextField(label="原因", max_length=200, help_text="如“复核不通过”，写明文件。")


class ReasonForm(StepForm):
    id_prefix = "withdraw"
    reason = TextField(label="撤销理由", max_length=300)
