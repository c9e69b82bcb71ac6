"""Forms of the chain page: somebody takes or leaves office, a paper shows a checklist item, a record was a mistake.

They read what was typed; what may be recorded is decided by the actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.plans.api import PlanViewpoint
from lianzhang.registry.models import Organization

__all__ = ["AppointmentForm", "ChecklistForm", "EndForm", "WithdrawForm"]


class AppointmentForm(Form):
    holder = TextField(
        label="任职者",
        max_length=120,
        required=False,
        help_text=spoken_lazy("写职务，不写姓名，如“{leader}”。由单位担任的可以留空，在下面选单位。"),
    )
    organization = forms.ModelChoiceField(
        label="所在单位",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="不选",
        help_text="由单位担任的，选这个单位。",
    )
    starts = day_field("任职起")
    ends = day_field("任职止", required=False, help_text="从这一天起不再任职；还在任就留空。")
    source = TextField(label="依据", max_length=300, help_text="任职文件的名称和文号，或公布的网页。")

    def __init__(self, data: Mapping[str, Any] | None = None, *, vp: PlanViewpoint, **named: Any) -> None:
        super().__init__(data, auto_id="appoint-%s", **named)
        organizations = visible(vp.user, Organization).filter(city=vp.plan.city_id).order_by("code")
        set_rows(self, "organization", organizations)


class ChecklistForm(Form):
    title = TextField(label="文件或名单", max_length=200, help_text="如“汽车产业链工作方案”。")
    date = day_field("印发或成立日期")
    source = TextField(label="依据", max_length=300, help_text="文号、印发单位，或公布的网页。")

    def __init__(self, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, auto_id="record-%s", **named)


class EndForm(Form):
    ends = day_field("任职止", help_text="从这一天起不再任职。")
    source = TextField(label="依据", max_length=300, help_text="免职或调整文件的名称和文号。")

    def __init__(self, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, auto_id="end-%s", **named)


class WithdrawForm(Form):
    reason = TextField(label="撤销理由", max_length=300)

    def __init__(self, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, auto_id="withdraw-%s", **named)
